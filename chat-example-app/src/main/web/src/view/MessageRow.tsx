import { type ReadonlySignal, type Signal, useComputed, useSignal } from '@preact/signals';
import type { Message } from '../state/model';
import type { Room } from '../state/room';
import { briefTimeOf, fullTime, timeOf } from '../text/time';
import { Attachments } from './Attachments';
import { Avatar } from './Avatar';
import { TabStopContext, useChat, useTabStop } from './context';
import { EditForm } from './EditForm';
import { Icon } from './Icon';
import { Markup } from './Markup';
import { MessageTools, useActions } from './MessageTools';
import { Quote } from './Quote';
import { Reactions } from './Reactions';

interface MessageRowProps {
  message: Message;
  head: boolean;
  shaded: boolean;
  room: Room;
  last: boolean;
  /** The message that Tab comes to. */
  stop: ReadonlySignal<number | undefined>;
}

export function MessageRow({ message, head, shaded, room, last, stop }: MessageRowProps) {
  const chat = useChat();
  const picking = useSignal(false);
  const inside = useSignal(false);
  const reached = useComputed(() => stop.value === message.seq);
  const mine = message.author.id === chat.me;
  const editing = room.editing.value === message.id;
  const actions = useActions(room, message, picking);
  const key = (event: KeyboardEvent) => {
    const action = actions.find(({ keys }) => keys.includes(event.key));
    const plain = event.target === event.currentTarget && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && action !== undefined && !editing) {
      event.preventDefault();
      action.act();
    }
  };
  const look = [head && 'is-head', shaded && 'is-shaded', mine && 'is-mine', picking.value && 'is-open'];
  return (
    <TabStopContext.Provider value={inside.value ? 0 : -1}>
      <li
        class={['message', ...look].filter(Boolean).join(' ')}
        data-key={message.clientMsgId ?? message.id}
        data-seq={message.seq}
        tabIndex={reached.value ? 0 : -1}
        onKeyDown={key}
        onFocusIn={() => {
          inside.value = true;
          room.current.value = message.seq;
        }}
        onFocusOut={({ currentTarget, relatedTarget }) => {
          inside.value = currentTarget.contains(relatedTarget as Node | null);
        }}
      >
        {head ? <Avatar id={message.author.id} name={message.author.name} /> : <Gutter at={message.at} />}
        <div class="message-main">
          {head && <Byline room={room} message={message} />}
          {message.replyTo && <Quote reference={message.replyTo} onOpen={(seq) => void chat.history.jumpTo(room, seq)} />}
          {message.deleted ? (
            <p class="deleted">This message was deleted.</p>
          ) : editing ? (
            <EditForm room={room} message={message} />
          ) : (
            <Content room={room} message={message} picking={picking} />
          )}
          {mine && last && <Seen room={room} message={message} />}
        </div>
        {actions.length > 0 && !editing && <MessageTools room={room} message={message} actions={actions} picking={picking} />}
      </li>
    </TabStopContext.Provider>
  );
}

function Gutter({ at }: { at: number }) {
  return (
    <time class="gutter" dateTime={new Date(at).toISOString()}>
      {briefTimeOf(at)}
    </time>
  );
}

function Byline({ room, message }: { room: Room; message: Message }) {
  return (
    <p class="byline">
      <Author room={room} message={message} />
      <time dateTime={new Date(message.at).toISOString()} title={fullTime(message.at)}>
        {timeOf(message.at)}
      </time>
    </p>
  );
}

function Author({ room, message }: { room: Room; message: Message }) {
  const chat = useChat();
  const tab = useTabStop();
  if (room.kind === 'direct' || message.author.id === chat.me) {
    return (
      <strong class="author" dir="auto">
        {message.author.name}
      </strong>
    );
  }
  return (
    <button type="button" class="author" dir="auto" tabIndex={tab} onClick={() => chat.message(message.author)}>
      {message.author.name}
    </button>
  );
}

function Content({ room, message, picking }: { room: Room; message: Message; picking: Signal<boolean> }) {
  return (
    <>
      {message.text !== '' && <Markup text={message.text} mentions={message.mentions} />}
      <Attachments attachments={message.attachments} />
      {message.editedAt !== undefined && (
        <span class="edited" title={fullTime(message.editedAt)}>
          edited
        </span>
      )}
      <Reactions room={room} message={message} picking={picking} />
    </>
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
