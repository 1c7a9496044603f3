import { useChat } from './context';
import { Avatar } from './Avatar';
import { Icon, type IconName } from './Icon';
import { IconButton } from './IconButton';
import { useRoving } from './roving';
import { Brand } from './SignIn';
import type { Room } from '../state/room';

export function Sidebar() {
  const chat = useChat();
  return (
    <nav class="sidebar" aria-label="Rooms and people">
      <header class="sidebar-head">
        <Brand />
        <PageTools />
      </header>
      <div class="sidebar-lists">
        <section aria-labelledby="rooms-title">
          <div class="list-head">
            <h2 id="rooms-title">Rooms</h2>
            <IconButton icon="plus" label="Find or make a room" onClick={() => openRooms(chat)} />
          </div>
          <RoomList rooms={chat.state.groups.value} />
        </section>
        <section aria-labelledby="directs-title">
          <div class="list-head">
            <h2 id="directs-title">Direct messages</h2>
          </div>
          {chat.state.directs.value.length === 0 ? (
            <p class="hint">Choose a person in a room to write to them alone.</p>
          ) : (
            <RoomList rooms={chat.state.directs.value} />
          )}
        </section>
      </div>
      <Me />
    </nav>
  );
}

function PageTools() {
  const chat = useChat();
  const bar = useRoving<HTMLDivElement>({ items: 'button', keys: 'bar' });
  const count = chat.state.unreadNotifications.value;
  return (
    <div class="page-tools" role="toolbar" aria-label="Page" ref={bar}>
      <ThemeButton />
      <IconButton icon="bell" label={count > 0 ? `Notifications, ${count} new` : 'Notifications'} onClick={() => void chat.inbox.show()}>
        {count > 0 && <span class="pip" />}
      </IconButton>
    </div>
  );
}

function RoomList({ rooms }: { rooms: readonly Room[] }) {
  const list = useRoving<HTMLUListElement>({ items: '.room-item', keys: 'list' });
  return (
    <ul class="room-list" ref={list}>
      {rooms.map((room) => (
        <RoomItem key={room.key} room={room} />
      ))}
    </ul>
  );
}

function openRooms(chat: ReturnType<typeof useChat>): void {
  chat.state.dialog.value = { kind: 'rooms' };
  void chat.rooms.list();
}

function RoomItem({ room }: { room: Room }) {
  const chat = useChat();
  const open = chat.state.activeKey.value === room.key;
  const unread = room.unread.value;
  const peer = room.peer.value;
  const status = peer === undefined ? undefined : chat.state.knownStatusOf(peer.id);
  const failed = room.pending.value.some((each) => each.state === 'failed');
  return (
    <li>
      <button
        type="button"
        class={unread > 0 ? 'room-item is-unread' : 'room-item'}
        aria-current={open ? 'page' : undefined}
        onClick={() => chat.open(room.key)}
      >
        {peer === undefined ? (
          <span class="room-sign">
            <Icon name="hash" />
          </span>
        ) : (
          <Avatar id={peer.id} name={peer.name} {...(status === undefined ? {} : { status })} size="small" />
        )}
        <span class="room-name" dir="auto">
          {room.title.value}
        </span>
        {failed && <span class="badge badge-danger">not sent</span>}
        {unread > 0 && (
          <span class={room.mentioned.value || peer !== undefined ? 'badge badge-strong' : 'badge'}>
            {unread > 99 ? '99+' : unread}
            <span class="visually-hidden"> unread</span>
          </span>
        )}
      </button>
    </li>
  );
}

const THEMES: Record<string, { next: 'system' | 'light' | 'dark'; icon: IconName }> = {
  system: { next: 'light', icon: 'system' },
  light: { next: 'dark', icon: 'sun' },
  dark: { next: 'system', icon: 'moon' },
};

function ThemeButton() {
  const { theme } = useChat().state;
  const current = THEMES[theme.value];
  return (
    <IconButton
      icon={current?.icon ?? 'system'}
      label={`Colours: ${theme.value}. Change to ${current?.next}`}
      onClick={() => (theme.value = current?.next ?? 'system')}
    />
  );
}

function Me() {
  const chat = useChat();
  const account = chat.state.account.value;
  if (account === undefined) {
    return null;
  }
  const connection = chat.state.connection.value;
  const status = chat.state.status.value;
  const shown = connection.state === 'online' && status !== 'invisible' ? status : 'offline';
  return (
    <footer class="me">
      <Avatar id={account.user.id} name={account.user.name} status={shown} />
      <div class="me-text">
        <strong dir="auto">{account.user.name}</strong>
        {connection.state === 'online' ? (
          <select
            aria-label="Your status"
            value={status}
            onChange={(event) => void chat.setStatus(event.currentTarget.value as 'online')}
          >
            <option value="online">Online</option>
            <option value="away">Away</option>
            <option value="busy">Busy</option>
            <option value="invisible">Invisible</option>
          </select>
        ) : (
          <span class="me-state">{connection.state === 'connecting' ? 'Connecting' : 'Offline'}</span>
        )}
      </div>
      <IconButton icon="power" label="Sign out" onClick={() => chat.entry.signOut()} />
    </footer>
  );
}
