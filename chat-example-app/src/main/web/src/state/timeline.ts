/** Turns a log into the rows of the screen: day separators, the unread line, notices, and messages grouped by sender. */
import { type Moved, movementText } from '../text/notices';
import { dayKey } from '../text/time';
import type { Message, Notice, Pending } from './model';

export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'notice'; readonly key: string; readonly text: string }
  | (InGroup & { readonly kind: 'message'; readonly message: Message })
  | (InGroup & { readonly kind: 'pending'; readonly pending: Pending });

interface InGroup {
  readonly key: string;
  /** The first of several by one person. */
  readonly head: boolean;
  /** Every other group is shaded. */
  readonly shaded: boolean;
}

export interface Timeline {
  readonly messages: readonly Message[];
  readonly pending: readonly Pending[];
  readonly notices: readonly Notice[];
  /** The last message read when the room was opened; the unread line stands behind it. */
  readonly unreadAfter: number | undefined;
  readonly me: string;
}

const GROUP_MS = 5 * 60_000;

/** `before` are the rows shown until now: what was shaded stays so, whatever comes in above it. */
export function rowsOf(timeline: Timeline, before: readonly Row[] = []): Row[] {
  const rows = layOut(timeline);
  return changedShade(rows, before) ? rows.map((row) => ('shaded' in row ? { ...row, shaded: !row.shaded } : row)) : rows;
}

function layOut({ messages, pending, notices, unreadAfter, me }: Timeline): Row[] {
  const rows: Row[] = [];
  const waiting = [...notices];
  let previous: { author: string; at: number } | undefined;
  let day: number | undefined;
  let marked = unreadAfter === undefined;
  let shaded = true;
  // Named after the message below it: above another one it is another row, which did not move there.
  const separate = (at: number, below: string) => {
    if (day !== dayKey(at)) {
      day = dayKey(at);
      rows.push({ kind: 'day', key: `day-${below}`, at });
      previous = undefined;
    }
  };
  const begins = (author: string, at: number, answers: boolean) => {
    const head = answers || !follows(previous, author, at);
    shaded = shaded !== head;
    previous = { author, at };
    return head;
  };
  const noticesUpTo = (seq: number) => {
    const end = waiting.findIndex((notice) => notice.afterSeq >= seq);
    const due = waiting.splice(0, end < 0 ? waiting.length : end);
    if (due.length > 0) {
      rows.push(...gathered(due));
      previous = undefined;
    }
  };
  for (const message of messages) {
    const key = message.clientMsgId ?? message.id;
    noticesUpTo(message.seq);
    separate(message.at, key);
    if (!marked && message.seq > (unreadAfter ?? 0) && message.author.id !== me) {
      rows.push({ kind: 'unread', key: 'unread' });
      marked = true;
      previous = undefined;
    }
    const head = begins(message.author.id, message.at, message.replyTo !== undefined);
    rows.push({ kind: 'message', key, message, head, shaded });
  }
  noticesUpTo(Number.POSITIVE_INFINITY);
  const shown = new Set(messages.map((message) => message.clientMsgId));
  for (const each of pending) {
    if (!shown.has(each.clientMsgId)) {
      separate(each.at, each.clientMsgId);
      const head = begins(me, each.at, each.replyTo !== undefined);
      rows.push({ kind: 'pending', key: each.clientMsgId, pending: each, head, shaded });
    }
  }
  return rows;
}

/** All movements without a sentence between them are one line. */
function gathered(notices: readonly Notice[]): Row[] {
  const rows: Row[] = [];
  let moved: Moved[] = [];
  for (const [index, notice] of notices.entries()) {
    if (notice.moved !== undefined) {
      moved.push(notice.moved);
      if (notices[index + 1]?.moved !== undefined) {
        continue;
      }
    }
    rows.push({ kind: 'notice', key: notice.key, text: notice.text ?? movementText(moved) });
    moved = [];
  }
  return rows;
}

function follows(previous: { author: string; at: number } | undefined, author: string, at: number): boolean {
  return previous !== undefined && previous.author === author && at - previous.at < GROUP_MS;
}

/** Looks at the lowest row that was there before, because rows come and go above more than below. */
function changedShade(rows: readonly Row[], before: readonly Row[]): boolean {
  const shades = new Map(before.flatMap((row) => ('shaded' in row ? [[row.key, row.shaded] as const] : [])));
  const known = rows.findLast((row) => shades.has(row.key));
  return known !== undefined && 'shaded' in known && shades.get(known.key) !== known.shaded;
}
