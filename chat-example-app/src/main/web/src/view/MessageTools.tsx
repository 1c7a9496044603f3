import { type Signal, useSignal } from '@preact/signals';
import type { Message } from '../state/model';
import type { Room } from '../state/room';
import { QUICK_REACTIONS } from '../text/emoji';
import { useChat, useTabStop } from './context';
import { EmojiPicker } from './EmojiPicker';
import type { IconName } from './Icon';
import { IconButton } from './IconButton';
import { Menu } from './Menu';
import { personMenu } from './personMenu';
import { useRoving } from './roving';

export interface Action {
  readonly name: string;
  readonly icon: IconName;
  readonly keys: readonly string[];
  readonly danger?: boolean;
  readonly act: () => void;
}

/** What this person may do with a message. */
export function useActions(room: Room, message: Message, picking: Signal<boolean>): readonly Action[] {
  const chat = useChat();
  if (message.deleted || room.refused.value !== undefined) {
    return [];
  }
  const mine = message.author.id === chat.me;
  const all: (Action | false)[] = [
    { name: 'Add a reaction', icon: 'smile', keys: ['+'], act: () => (picking.value = !picking.value) },
    { name: 'Reply', icon: 'reply', keys: ['r'], act: () => chat.reply(room, message) },
    mine && { name: 'Edit', icon: 'edit', keys: ['e'], act: () => (room.editing.value = message.id) },
    (mine || room.moderated.value) && {
      name: 'Delete',
      icon: 'trash',
      keys: ['Delete'],
      danger: true,
      act: () => (chat.state.dialog.value = { kind: 'delete', room, message }),
    },
  ];
  return all.filter((each) => each !== false);
}

interface ToolsProps {
  room: Room;
  message: Message;
  actions: readonly Action[];
  picking: Signal<boolean>;
}

/** The buttons at the upper edge of a message, as one tab stop. */
export function MessageTools({ room, message, actions, picking }: ToolsProps) {
  const chat = useChat();
  const reachable = useTabStop() === 0;
  const acting = useSignal(false);
  const bar = useRoving<HTMLDivElement>({ items: 'button', keys: 'bar', enabled: reachable });
  const menu = chat.moderation.over(room, message.author) ? personMenu(chat, room, message.author) : [];
  return (
    <div class="tools">
      <div role="toolbar" aria-label="Message actions" ref={bar}>
        {QUICK_REACTIONS.slice(0, 3).map((emoji) => (
          <button
            key={emoji}
            type="button"
            class="icon-button tool-quick"
            aria-label={`React with ${emoji}`}
            onClick={() => void chat.react(room, message, emoji)}
          >
            {emoji}
          </button>
        ))}
        {actions.map(({ name, icon, keys, danger = false, act }) => (
          <IconButton
            key={name}
            icon={icon}
            label={name}
            tip={`${name} (${keys[0]})`}
            class={danger ? 'danger' : 'tool'}
            {...(icon === 'smile' ? { expanded: picking.value } : {})}
            onClick={act}
          />
        ))}
        {menu.length > 0 && (
          <IconButton
            icon="shield"
            label={`Moderate ${message.author.name}`}
            expanded={acting.value}
            onClick={() => (acting.value = !acting.value)}
          />
        )}
      </div>
      {acting.value && <Menu label={`Moderate ${message.author.name}`} items={menu} onClose={() => (acting.value = false)} />}
      {picking.value && (
        <EmojiPicker
          onClose={() => (picking.value = false)}
          onPick={(emoji) => {
            picking.value = false;
            void chat.react(room, message, emoji);
          }}
        />
      )}
    </div>
  );
}
