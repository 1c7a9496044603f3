import { useSignal } from '@preact/signals';
import { dayLabel, timeOf } from '../text/time';
import { useChat } from './context';
import { ExportDialog } from './ExportDialog';
import { Icon } from './Icon';
import { Modal } from './Modal';
import { Field } from './SignIn';

export function Dialogs() {
  const { dialog } = useChat().state;
  const close = () => (dialog.value = undefined);
  switch (dialog.value) {
    case 'export':
      return <ExportDialog onClose={close} />;
    case 'rooms':
      return <RoomsDialog onClose={close} />;
    case 'notifications':
      return <NotificationsDialog onClose={close} />;
    default:
      return null;
  }
}

function RoomsDialog({ onClose }: { onClose: () => void }) {
  const chat = useChat();
  const name = useSignal('');
  const wanted = name.value.trim().toLowerCase();
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
      <ul class="choices">
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
          <Icon name="bell" /> Notify me while I am on another page
        </button>
      )}
      {list.length === 0 ? (
        <p class="empty">Nothing yet. What applications tell you appears here.</p>
      ) : (
        <ul class="notifications">
          {list.map((each) => (
            <li key={each.id} class={each.read ? '' : 'is-new'}>
              <p dir="auto">{each.message}</p>
              <small>
                {each.type.replaceAll('_', ' ')} · {dayLabel(Date.parse(each.timestamp), Date.now())},{' '}
                {timeOf(Date.parse(each.timestamp))}
              </small>
            </li>
          ))}
        </ul>
      )}
    </Modal>
  );
}
