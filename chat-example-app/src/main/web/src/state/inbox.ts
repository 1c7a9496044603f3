import type { NotificationEvent } from 'parley-chat-types';

const MENTION = 'mention';

/** Where a mention stands. */
export interface Place {
  readonly room: string;
  readonly seq: number;
}

/** The place that a notification is about, if it is a mention. */
export function placeOf(notification: NotificationEvent): Place | undefined {
  const { room, seq } = (notification.data ?? {}) as Record<string, unknown>;
  const isPlace = notification.type === MENTION && typeof room === 'string' && typeof seq === 'number';
  return isPlace ? { room, seq } : undefined;
}
