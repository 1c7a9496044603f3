import { describe, expect, it } from 'vitest';
import { find, keepNewest, merge, remove, WINDOW } from '../src/state/log';
import type { Message } from '../src/state/model';
import { rowsOf } from '../src/state/timeline';
import { initialsOf } from '../src/text/identity';
import { sizeOf } from '../src/text/size';

function message(seq: number, author = 'ada', at = seq * 1000): Message {
  return {
    id: `m${seq}`,
    seq,
    author: { id: author, name: author },
    text: `text ${seq}`,
    at,
    deleted: false,
    reactions: [],
    attachments: [],
  };
}

describe('log', () => {
  it('merges overlapping pages without doubles, in order', () => {
    const log = merge([message(3), message(5)], [message(1), message(3), message(4)]);
    expect(log.map((each) => each.seq)).toEqual([1, 3, 4, 5]);
  });

  it('finds by seq although the numbers have gaps', () => {
    expect(find([message(2), message(7), message(9)], 7)).toBe(1);
    expect(find([message(2), message(7)], 5)).toBe(-1);
  });

  it('empties a deleted message and keeps its place', () => {
    expect(remove([message(1)], 1)[0]).toMatchObject({ seq: 1, deleted: true, text: '' });
  });

  it('is bounded', () => {
    const log = keepNewest(Array.from({ length: WINDOW + 5 }, (_, index) => message(index + 1)));
    expect(log).toHaveLength(WINDOW);
    expect(log[0]?.seq).toBe(6);
  });
});

describe('timeline', () => {
  const base = { pending: [], notices: [], unreadAfter: undefined, me: 'me' };

  it('groups what one person says within minutes', () => {
    const rows = rowsOf({ ...base, messages: [message(1), message(2), message(3, 'bo'), message(4, 'bo', 9_000_000)] });
    expect(rows.filter((row) => row.kind === 'message').map((row) => row.head)).toEqual([true, false, true, true]);
  });

  it('puts the unread line before the first message of others', () => {
    const rows = rowsOf({ ...base, unreadAfter: 1, messages: [message(1), message(2, 'me'), message(3)] });
    expect(rows.map((row) => row.kind)).toEqual(['day', 'message', 'message', 'unread', 'message']);
  });

  it('hides a pending message that has arrived', () => {
    const pending = [
      { clientMsgId: 'c', room: '#a', text: 'x', at: 2000, attachments: [], state: 'sending' as const },
    ];
    const rows = rowsOf({ ...base, pending, messages: [{ ...message(1, 'me'), clientMsgId: 'c' }] });
    expect(rows.filter((row) => row.kind === 'pending')).toHaveLength(0);
  });

  it('places a notice behind the message that was newest then', () => {
    const notices = [{ key: 'n', afterSeq: 1.5, at: 0, text: 'bo joined' }];
    const rows = rowsOf({ ...base, notices, messages: [message(1), message(2)] });
    expect(rows.map((row) => row.kind)).toEqual(['day', 'message', 'notice', 'message']);
  });
});

describe('words', () => {
  it('takes initials of any script', () => {
    expect(initialsOf('Ada Keller')).toBe('AK');
    expect(initialsOf('عمر حداد')).toBe('عح');
    expect(initialsOf('<script>alert(1)</script>')).toBe('S');
    expect(initialsOf('🦊 Fox')).toBe('🦊');
  });

  it('writes sizes for people', () => {
    expect([sizeOf(999), sizeOf(1500), sizeOf(5_000_000)]).toEqual(['999 B', '1.5 kB', '5.0 MB']);
  });
});
