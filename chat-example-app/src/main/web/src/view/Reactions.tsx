import type { Signal } from '@preact/signals';
import type { Message } from '../state/model';
import type { Room } from '../state/room';
import { useChat, useTabStop } from './context';
import { IconButton } from './IconButton';
import { useRoving } from './roving';

export function Reactions({ room, message, picking }: { room: Room; message: Message; picking: Signal<boolean> }) {
  const chat = useChat();
  const reachable = useTabStop() === 0;
  const list = useRoving<HTMLUListElement>({ items: 'button', keys: 'bar', enabled: reachable });
  if (message.reactions.length === 0) {
    return null;
  }
  const nameOf = (id: string) => (id === chat.me ? 'you' : (chat.state.people.value.get(id)?.name ?? 'someone'));
  return (
    <ul class="reactions" aria-label="Reactions" ref={list}>
      {message.reactions.map(({ emoji, userIds }) => (
        <li key={emoji}>
          <button
            type="button"
            class="reaction"
            aria-pressed={userIds.includes(chat.me)}
            aria-label={`${emoji} ${userIds.length}, ${userIds.map(nameOf).join(', ')}`}
            data-tip={userIds.map(nameOf).join(', ')}
            onClick={() => void chat.react(room, message, emoji)}
          >
            <span>{emoji}</span> <b>{userIds.length}</b>
          </button>
        </li>
      ))}
      <li>
        <IconButton
          icon="smile"
          label="Add a reaction"
          class="reaction-more"
          expanded={picking.value}
          onClick={() => (picking.value = !picking.value)}
        />
      </li>
    </ul>
  );
}
