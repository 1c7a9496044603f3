import { useSignal } from '@preact/signals';
import type { Message } from '../state/model';
import type { Room } from '../state/room';
import { briefTimeOf, fullTime, timeOf } from '../text/time';
import { Attachments } from './Attachments';
import { Avatar } from './Avatar';
import { useChat } from './context';
import { EditForm } from './EditForm';
import { EmojiPicker } from './EmojiPicker';
import { Icon } from './Icon';
import { Markup } from './Markup';
import { Quote } from './Quote';
import { QUICK_REACTIONS } from '../text/emoji';

interface MessageRowProps {
  message: Message;
  head: boolean;
  room: Room;
  last: boolean;
}

export function MessageRow({ message, head, room, last }: MessageRowProps) {
  const chat = useChat();
  const picking = useSignal(false);
  const mine = message.author.id === chat.me;
  const editing = room.editing.value === message.id;
  const key = (event: KeyboardEvent) => {
    if (event.target === event.currentTarget && !message.deleted && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const action = { r: () => chat.reply(room, message), '+': () => (picking.value = true), e: () => edit() }[event.key];
      if (action !== undefined) {
        event.preventDefault();
        action();
      }
    }
  };
  const edit = () => {
    if (mine) {
      room.editing.value = message.id;
    }
  };
  return (
    <li
      class={`message${head ? ' is-head' : ''}${mine ? ' is-mine' : ''}${picking.value ? ' is-open' : ''}`}
      data-key={message.clientMsgId ?? message.id}
      data-seq={message.seq}
      tabIndex={last ? 0 : -1}
      onKeyDown={key}
    >
      {head ? <Avatar id={message.author.id} name={message.author.name} /> : <time class="gutter">{briefTimeOf(message.at)}</time>}
      <div class="message-main">
        {head && (
          <p class="byline">
            <Author room={room} message={message} />
            <time dateTime={new Date(message.at).toISOString()} title={fullTime(message.at)}>
              {timeOf(message.at)}
            </time>
          </p>
        )}
        {message.replyTo && <Quote reference={message.replyTo} onOpen={(seq) => void chat.history.jumpTo(room, seq)} />}
        {message.deleted ? (
          <p class="deleted">This message was deleted.</p>
        ) : editing ? (
          <EditForm room={room} message={message} />
        ) : (
          <>
            {message.text !== '' && <Markup text={message.text} me={chat.state.account.value?.user.name ?? ''} />}
            <Attachments attachments={message.attachments} />
            {message.editedAt !== undefined && (
              <span class="edited" title={fullTime(message.editedAt)}>
                edited
              </span>
            )}
            <Reactions room={room} message={message} onMore={() => (picking.value = true)} />
          </>
        )}
        {mine && last && <Seen room={room} message={message} />}
      </div>
      {!message.deleted && !editing && (
        <Tools room={room} message={message} mine={mine} onEdit={edit} onPick={() => (picking.value = !picking.value)} />
      )}
      {picking.value && (
        <EmojiPicker
          onClose={() => (picking.value = false)}
          onPick={(emoji) => {
            picking.value = false;
            void chat.react(room, message, emoji);
          }}
        />
      )}
    </li>
  );
}

function Author({ room, message }: { room: Room; message: Message }) {
  const chat = useChat();
  if (room.kind === 'direct' || message.author.id === chat.me) {
    return (
      <strong class="author" dir="auto">
        {message.author.name}
      </strong>
    );
  }
  return (
    <button type="button" class="author" dir="auto" tabIndex={-1} onClick={() => chat.message(message.author)}>
      {message.author.name}
    </button>
  );
}

interface ToolsProps {
  room: Room;
  message: Message;
  mine: boolean;
  onEdit: () => void;
  onPick: () => void;
}

function Tools({ room, message, mine, onEdit, onPick }: ToolsProps) {
  const chat = useChat();
  return (
    <div class="tools" role="toolbar" aria-label="Message actions">
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
      <button type="button" class="icon-button" aria-label="Add a reaction" title="React" onClick={onPick}>
        <Icon name="smile" />
      </button>
      <button type="button" class="icon-button" aria-label="Reply" title="Reply" onClick={() => chat.reply(room, message)}>
        <Icon name="reply" />
      </button>
      {mine && (
        <>
          <button type="button" class="icon-button" aria-label="Edit" title="Edit" onClick={onEdit}>
            <Icon name="edit" />
          </button>
          <button
            type="button"
            class="icon-button danger"
            aria-label="Delete"
            title="Delete"
            onClick={() => void chat.remove(room, message)}
          >
            <Icon name="trash" />
          </button>
        </>
      )}
    </div>
  );
}

function Reactions({ room, message, onMore }: { room: Room; message: Message; onMore: () => void }) {
  const chat = useChat();
  if (message.reactions.length === 0) {
    return null;
  }
  const nameOf = (id: string) => (id === chat.me ? 'you' : (chat.state.people.value.get(id)?.name ?? 'someone'));
  return (
    <ul class="reactions" aria-label="Reactions">
      {message.reactions.map(({ emoji, userIds }) => (
        <li key={emoji}>
          <button
            type="button"
            class="reaction"
            aria-pressed={userIds.includes(chat.me)}
            aria-label={`${emoji} ${userIds.length}, ${userIds.map(nameOf).join(', ')}`}
            title={userIds.map(nameOf).join(', ')}
            onClick={() => void chat.react(room, message, emoji)}
          >
            <span>{emoji}</span> <b>{userIds.length}</b>
          </button>
        </li>
      ))}
      <li>
        <button type="button" class="reaction reaction-more" aria-label="Add a reaction" onClick={onMore}>
          <Icon name="smile" />
        </button>
      </li>
    </ul>
  );
}

function Seen({ room, message }: { room: Room; message: Message }) {
  const chat = useChat();
  const readers = [...room.readers.value].filter(([, seq]) => seq >= message.seq).map(([id]) => id);
  if (readers.length === 0) {
    return null;
  }
  const names = readers.map((id) => chat.state.people.value.get(id)?.name ?? 'someone');
  const who = names.length > 3 ? `${names.length} people` : names.join(', ');
  return (
    <p class="seen">
      <Icon name="checks" /> {room.kind === 'direct' ? 'Seen' : `Seen by ${who}`}
    </p>
  );
}
