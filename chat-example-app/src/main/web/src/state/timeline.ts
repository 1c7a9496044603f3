/** Turns a log into the rows of the screen: day separators, the unread line, notices, and messages grouped by sender. */
import { dayKey } from '../text/time';
import type { Message, Notice, Pending } from './model';

export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'notice'; readonly key: string; readonly text: string }
  | { readonly kind: 'message'; readonly key: string; readonly message: Message; readonly head: boolean }
  | { readonly kind: 'pending'; readonly key: string; readonly pending: Pending; readonly head: boolean };

export interface Timeline {
  readonly messages: readonly Message[];
  readonly pending: readonly Pending[];
  readonly notices: readonly Notice[];
  /** The last message read when the room was opened; the unread line stands behind it. */
  readonly unreadAfter: number | undefined;
  readonly me: string;
}

const GROUP_MS = 5 * 60_000;

export function rowsOf({ messages, pending, notices, unreadAfter, me }: Timeline): Row[] {
  const rows: Row[] = [];
  const waiting = [...notices];
  let previous: { author: string; at: number } | undefined;
  let day: number | undefined;
  let marked = unreadAfter === undefined;
  const separate = (at: number) => {
    if (day !== dayKey(at)) {
      day = dayKey(at);
      rows.push({ kind: 'day', key: `day-${day}-${at}`, at });
      previous = undefined;
    }
  };
  const noticesUpTo = (seq: number) => {
    while (waiting[0] !== undefined && waiting[0].afterSeq < seq) {
      const notice = waiting.shift() as Notice;
      rows.push({ kind: 'notice', key: notice.key, text: notice.text });
      previous = undefined;
    }
  };
  for (const message of messages) {
    noticesUpTo(message.seq);
    separate(message.at);
    if (!marked && message.seq > (unreadAfter ?? 0) && message.author.id !== me) {
      rows.push({ kind: 'unread', key: 'unread' });
      marked = true;
      previous = undefined;
    }
    const head = !follows(previous, message.author.id, message.at) || message.replyTo !== undefined;
    rows.push({ kind: 'message', key: message.clientMsgId ?? message.id, message, head });
    previous = { author: message.author.id, at: message.at };
  }
  noticesUpTo(Number.POSITIVE_INFINITY);
  const shown = new Set(messages.map((message) => message.clientMsgId));
  for (const each of pending) {
    if (shown.has(each.clientMsgId)) {
      continue;
    }
    separate(each.at);
    const head = !follows(previous, me, each.at) || each.replyTo !== undefined;
    rows.push({ kind: 'pending', key: each.clientMsgId, pending: each, head });
    previous = { author: me, at: each.at };
  }
  return rows;
}

function follows(previous: { author: string; at: number } | undefined, author: string, at: number): boolean {
  return previous !== undefined && previous.author === author && at - previous.at < GROUP_MS;
}
