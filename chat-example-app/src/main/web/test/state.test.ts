import { describe, expect, it } from 'vitest';
import { find, keepNewest, merge, remove, WINDOW } from '../src/state/log';
import type { Message, Notice } from '../src/state/model';
import { type Row, rowsOf } from '../src/state/timeline';
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
    mentions: [],
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

  it('has another line for the day when older messages of the same moment come in above', () => {
    const day = (messages: Message[]) => rowsOf({ ...base, messages }).find((row) => row.kind === 'day')?.key;
    expect(day([message(1, 'ada', 1000), message(2, 'ada', 1000)])).not.toBe(day([message(2, 'ada', 1000)]));
    expect(day([message(1), message(2)])).toBe(day([message(1)]));
  });

  it('hides a pending message that has arrived', () => {
    const pending = [
      { clientMsgId: 'c', room: '#a', text: 'x', at: 2000, attachments: [], mentions: [], state: 'sending' as const },
    ];
    const rows = rowsOf({ ...base, pending, messages: [{ ...message(1, 'me'), clientMsgId: 'c' }] });
    expect(rows.filter((row) => row.kind === 'pending')).toHaveLength(0);
  });

  it('places a notice behind the message that was newest then', () => {
    const notices = [{ key: 'n', afterSeq: 1.5, text: 'bo joined' }];
    const rows = rowsOf({ ...base, notices, messages: [message(1), message(2)] });
    expect(rows.map((row) => row.kind)).toEqual(['day', 'message', 'notice', 'message']);
  });
});

describe('notices', () => {
  const moved = (index: number, name: string, how: 'joined' | 'left') => ({
    key: `n${index}`,
    afterSeq: 1.5 + (index > 1 ? 1 : 0), // An edit has a number in between, and no row.
    moved: { id: name, name, how },
  });
  const shown = (notices: Notice[], messages = [message(1)]) =>
    rowsOf({ pending: [], unreadAfter: undefined, me: 'me', notices, messages }).flatMap((row) =>
      row.kind === 'notice' ? [row.text] : [],
    );

  it('gather all who came and went between two messages', () => {
    const left = Array.from({ length: 13 }, (_, index) => moved(index, `P${index}`, 'left'));
    expect(shown(left)).toEqual(['P0, P1, P2, and 10 others left']);
    expect(shown([moved(0, 'Ada', 'joined'), moved(1, 'Bo', 'left'), moved(2, 'Cy', 'joined')])).toEqual(['Ada and Cy joined, Bo left']);
  });

  it('tell of each person what was last', () => {
    expect(shown([moved(0, 'Ada', 'left'), moved(1, 'Ada', 'joined')])).toEqual(['Ada joined']);
  });

  it('are apart when something was said or done in between', () => {
    const said = { key: 's', afterSeq: 1.5, text: 'Ada froze the room' };
    expect(shown([moved(0, 'Bo', 'left'), said, moved(1, 'Cy', 'left')])).toEqual(['Bo left', 'Ada froze the room', 'Cy left']);
    expect(shown([moved(0, 'Bo', 'left'), moved(2, 'Cy', 'left')], [message(1), message(2)])).toEqual(['Bo left', 'Cy left']);
  });
});

describe('shades', () => {
  const base = { pending: [], notices: [], unreadAfter: undefined, me: 'me' };
  const shades = (rows: readonly Row[]) => rows.flatMap((row) => ('shaded' in row ? [row.shaded] : []));
  const talk = [message(1), message(2), message(3, 'bo'), message(4), message(5, 'bo')];

  it('alternate from group to group', () => {
    expect(shades(rowsOf({ ...base, messages: talk }))).toEqual([false, false, true, false, true]);
  });

  it('stay when older messages come in above', () => {
    const before = rowsOf({ ...base, messages: talk.slice(2) });
    expect(shades(before)).toEqual([false, true, false]);
    expect(shades(rowsOf({ ...base, messages: talk }, before)).slice(2)).toEqual([false, true, false]);
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
