import type { WireNotification } from '../net/wire';

const MENTION = 'mention';

/** Where a mention stands. */
export interface Place {
  readonly room: string;
  readonly seq: number;
}

/** The place that a notification is about, if it is a mention. */
export function placeOf(notification: WireNotification): Place | undefined {
  const { room, seq } = notification.data ?? {};
  const isPlace = notification.type === MENTION && typeof room === 'string' && typeof seq === 'number';
  return isPlace ? { room, seq } : undefined;
}
