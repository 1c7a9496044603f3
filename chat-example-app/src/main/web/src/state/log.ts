/** Pure operations on the loaded part of a room's log, which is kept ascending by `seq`. */
import type { Message, Reaction } from './model';

export type Log = readonly Message[];

/** Beyond this the far end of the loaded part is let go; it can be loaded again. */
export const WINDOW = 400;

/** Merges messages in; one that is there already is replaced. */
export function merge(log: Log, incoming: readonly Message[]): Log {
  const first = incoming[0];
  if (first === undefined) {
    return log;
  }
  const last = log.at(-1);
  if (last === undefined || first.seq > last.seq) {
    return [...log, ...incoming];
  }
  const bySeq = new Map(log.map((message) => [message.seq, message]));
  for (const message of incoming) {
    bySeq.set(message.seq, message);
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

export function replace(log: Log, seq: number, change: (message: Message) => Message): Log {
  const index = find(log, seq);
  const old = log[index];
  return old === undefined ? log : log.with(index, change(old));
}

export function remove(log: Log, seq: number): Log {
  return replace(log, seq, (message) => ({ ...message, deleted: true, text: '', attachments: [], reactions: [], mentions: [] }));
}

export function react(log: Log, seq: number, reactions: readonly Reaction[]): Log {
  return replace(log, seq, (message) => ({ ...message, reactions }));
}

/** Binary search; -1 when the position is not loaded or not a message. */
export function find(log: Log, seq: number): number {
  let low = 0;
  let high = log.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = log[middle]?.seq ?? 0;
    if (at === seq) {
      return middle;
    }
    if (at < seq) {
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return -1;
}

export function keepNewest(log: Log): Log {
  return log.length > WINDOW ? log.slice(-WINDOW) : log;
}

export function keepOldest(log: Log): Log {
  return log.length > WINDOW ? log.slice(0, WINDOW) : log;
}
