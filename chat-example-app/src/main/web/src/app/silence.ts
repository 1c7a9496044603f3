import type { Room } from '../state/room';

const LONGEST_TIMER_MS = 2 ** 31 - 1;
const ends = new WeakMap<Room, ReturnType<typeof setTimeout>>();

/** This person may not write in a room, for a time or until a moderator says otherwise. */
export function mute(room: Room, durationMs: number | undefined): void {
  clearTimeout(ends.get(room));
  room.muted.value = true;
  if (durationMs !== undefined && durationMs <= LONGEST_TIMER_MS) {
    ends.set(room, setTimeout(() => (room.muted.value = false), durationMs));
  }
}

export function unmute(room: Room): void {
  clearTimeout(ends.get(room));
  room.muted.value = false;
}
