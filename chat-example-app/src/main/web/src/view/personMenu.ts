import type { Chat } from '../app/chat';
import type { Person } from '../state/model';
import type { Room } from '../state/room';
import type { MenuItem } from './Menu';

/** What a moderator can do about somebody. */
export function personMenu(chat: Chat, room: Room, person: Person): readonly MenuItem[] {
  const ask = (act: 'mute' | 'kick' | 'ban') => () => (chat.state.dialog.value = { kind: 'moderate', room, person, act });
  return [
    { label: 'Mute…', icon: 'mute', act: ask('mute') },
    { label: 'Remove from the room…', icon: 'leave', act: ask('kick') },
    { label: 'Ban…', icon: 'ban', danger: true, act: ask('ban') },
  ];
}
