import type { Pending } from '../state/model';
import type { Room } from '../state/room';
import { timeOf } from '../text/time';
import { Attachments } from './Attachments';
import { Avatar } from './Avatar';
import { useChat } from './context';
import { Icon } from './Icon';
import { Markup } from './Markup';
import { Quote } from './Quote';

interface PendingRowProps {
  pending: Pending;
  head: boolean;
  shaded: boolean;
  room: Room;
}

/** A message on its way. It has the shape of the sent one, so that nothing moves when the answer comes. */
export function PendingRow({ pending, head, shaded, room }: PendingRowProps) {
  const chat = useChat();
  const user = chat.state.account.value?.user ?? { id: '', name: '' };
  return (
    <li class={`message is-mine is-${pending.state}${head ? ' is-head' : ''}${shaded ? ' is-shaded' : ''}`} data-key={pending.clientMsgId}>
      {head ? <Avatar id={user.id} name={user.name} /> : <span class="gutter" />}
      <div class="message-main">
        {head && (
          <p class="byline">
            <strong class="author" dir="auto">
              {user.name}
            </strong>
            <time>{timeOf(pending.at)}</time>
          </p>
        )}
        {pending.replyTo && <Quote reference={pending.replyTo} />}
        {pending.text !== '' && <Markup text={pending.text} mentions={pending.mentions} />}
        <Attachments attachments={pending.attachments} />
        {pending.state === 'failed' && (
          <p class="not-sent" role="alert">
            <Icon name="alert" /> Not sent: {pending.problem}
            <button type="button" class="link" onClick={() => chat.sending.retry(room, pending.clientMsgId)}>
              Try again
            </button>
            <button type="button" class="link" onClick={() => chat.sending.discard(room, pending.clientMsgId)}>
              Discard
            </button>
          </p>
        )}
      </div>
      {pending.state !== 'failed' && (
        <span class="sending" title={pending.state === 'queued' ? 'Waits for the connection' : 'Sending'}>
          <Icon name="clock" />
          <span class="visually-hidden">{pending.state === 'queued' ? 'Queued' : 'Sending'}</span>
        </span>
      )}
    </li>
  );
}
