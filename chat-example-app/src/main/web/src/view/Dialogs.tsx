import { useSignal } from '@preact/signals';
import { dayLabel, timeOf } from '../text/time';
import type { NotificationEvent } from 'parley-chat-types';
import { placeOf } from '../state/inbox';
import { useChat } from './context';
import { DeleteDialog } from './DeleteDialog';
import { ExportDialog } from './ExportDialog';
import { Field } from './Field';
import { Icon } from './Icon';
import { Modal } from './Modal';
import { ModerateDialog, RestrictedDialog } from './ModerateDialog';
import { useRoving } from './roving';

export function Dialogs() {
  const { dialog } = useChat().state;
  const close = () => (dialog.value = undefined);
  const shown = dialog.value;
  switch (shown?.kind) {
    case 'export':
      return <ExportDialog onClose={close} />;
    case 'rooms':
      return <RoomsDialog onClose={close} />;
    case 'notifications':
      return <NotificationsDialog onClose={close} />;
    case 'delete':
      return <DeleteDialog room={shown.room} message={shown.message} onClose={close} />;
    case 'moderate':
      return <ModerateDialog room={shown.room} person={shown.person} act={shown.act} onClose={close} />;
    case 'restricted':
      return <RestrictedDialog room={shown.room} onClose={close} />;
    default:
      return null;
  }
}

function RoomsDialog({ onClose }: { onClose: () => void }) {
  const chat = useChat();
  const name = useSignal('');
  const wanted = name.value.trim().toLowerCase();
  const list = useRoving<HTMLUListElement>({ items: 'button', keys: 'list' });
  const found = chat.state.known.value.filter((each) => each.room.toLowerCase().includes(wanted));
  const enter = (room: string) => {
    if (room.trim() !== '') {
      chat.open(chat.rooms.named(room.trim()).key);
    }
  };
  return (
    <Modal title="Find or make a room" onClose={onClose}>
      <form
        class="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          enter(name.value);
        }}
      >
        <Field label="Room name" id="newRoom" value={name} maxLength={chat.state.limits.value.roomName} first />
        <button type="submit" class="primary">
          Join
        </button>
      </form>
      <ul class="choices" ref={list}>
        {found.map(({ room, users, topic }) => (
          <li key={room}>
            <button type="button" onClick={() => enter(room)}>
              <span class="room-sign">
                <Icon name="hash" />
              </span>
              <span class="choice-text">
                <b dir="auto">{room}</b>
                {topic !== '' && <small dir="auto">{topic}</small>}
              </span>
              <small>{users === 1 ? '1 person' : `${users} people`}</small>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="hint">No room of that name yet. Join makes it.</p>}
    </Modal>
  );
}

function NotificationsDialog({ onClose }: { onClose: () => void }) {
  const chat = useChat();
  const list = chat.state.notifications.value;
  const askable = 'Notification' in window && Notification.permission === 'default';
  return (
    <Modal title="Notifications" onClose={onClose}>
      {askable && (
        <button type="button" class="quiet wide" onClick={() => void chat.alerts.askForBrowserNotifications()}>
          <Icon name="bell" /> Notify me on other pages
        </button>
      )}
      {list.length === 0 ? (
        <p class="empty">Nothing yet. Mentions, and what applications tell you, appear here.</p>
      ) : (
        <ul class="notifications">
          {list.map((each) => (
            <NotificationItem key={each.id} notification={each} />
          ))}
        </ul>
      )}
    </Modal>
  );
}

function NotificationItem({ notification }: { notification: NotificationEvent }) {
  const chat = useChat();
  const at = Date.parse(notification.timestamp);
  const place = placeOf(notification);
  const content = (
    <>
      <span dir="auto">{notification.message}</span>
      <small>
        {notification.type.replaceAll('_', ' ')} · {dayLabel(at, Date.now())}, {timeOf(at)}
      </small>
    </>
  );
  return (
    <li class={notification.read ? '' : 'is-new'}>
      {place === undefined ? (
        <p>{content}</p>
      ) : (
        <button type="button" onClick={() => void chat.show(place.room, place.seq)}>
          {content}
        </button>
      )}
    </li>
  );
}
