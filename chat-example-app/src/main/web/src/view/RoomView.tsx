import { useSignal } from '@preact/signals';
import type { Commands } from 'parley-chat-types';
import type { Room } from '../state/room';
import { spanOf } from '../text/time';
import { Avatar } from './Avatar';
import { Composer } from './Composer';
import { useChat } from './context';
import { Icon } from './Icon';
import { IconButton } from './IconButton';
import { LABELS } from './Members';
import { Menu, type MenuItem } from './Menu';
import { useRoving } from './roving';
import { Timeline } from './Timeline';

export function RoomView({ room }: { room: Room }) {
  const chat = useChat();
  const holdsFiles = (data: DataTransfer | null) => data?.types.includes('Files') === true;
  return (
    <main
      class="room"
      aria-labelledby="roomTitle"
      onDragOver={(event) => holdsFiles(event.dataTransfer) && event.preventDefault()}
      onDrop={(event) => {
        if (holdsFiles(event.dataTransfer)) {
          event.preventDefault();
          chat.uploads.add(room, [...(event.dataTransfer?.files ?? [])]);
        }
      }}
    >
      <RoomHead room={room} />
      <ConnectionBar />
      {room.refused.value === undefined ? (
        <>
          <Timeline room={room} />
          <Composer room={room} />
        </>
      ) : (
        <div class="refused" role="alert">
          <Icon name="alert" />
          <p>{room.refused.value.text}</p>
          {room.refused.value.again && (
            <button type="button" class="primary" onClick={() => void chat.rooms.join(room)}>
              Come in again
            </button>
          )}
        </div>
      )}
    </main>
  );
}

function RoomHead({ room }: { room: Room }) {
  const chat = useChat();
  const { state } = chat;
  const peer = room.peer.value;
  const status = peer === undefined ? undefined : state.knownStatusOf(peer.id);
  return (
    <header class="room-head">
      <IconButton icon="back" label="Back to the rooms" class="only-phone" onClick={() => chat.rooms.close()} />
      {peer === undefined ? (
        <span class="room-sign large">
          <Icon name={room.frozen.value ? 'frozen' : 'hash'} />
        </span>
      ) : (
        <Avatar id={peer.id} name={peer.name} {...(status === undefined ? {} : { status })} />
      )}
      <div class="room-head-text">
        <h1 id="roomTitle">
          <span class="visually-hidden">{peer === undefined ? 'Room: ' : 'Conversation with '}</span>
          <bdi>{room.title.value}</bdi>
        </h1>
        <p>{subtitle(room, status === undefined ? '' : LABELS[status])}</p>
      </div>
      <RoomActions room={room} />
    </header>
  );
}

function RoomActions({ room }: { room: Room }) {
  const chat = useChat();
  const { state } = chat;
  const bar = useRoving<HTMLDivElement>({ items: '.room-actions > .icon-button, .beside > .icon-button', keys: 'bar' });
  const named = room.kind === 'room';
  return (
    <div class="room-actions" role="toolbar" aria-label="Room" ref={bar}>
      {room.moderated.value && <ModerateButton room={room} />}
      <IconButton
        icon="download"
        label={named ? 'Export this room' : 'Export this conversation'}
        onClick={() => (state.dialog.value = { kind: 'export' })}
      />
      {named && <IconButton icon="leave" label="Leave this room" onClick={() => void chat.rooms.leave(room)} />}
      <IconButton
        icon="users"
        label="People"
        pressed={state.membersShown.value}
        onClick={() => (state.membersShown.value = !state.membersShown.value)}
      />
    </div>
  );
}

const SLOW_MODES = [0, 10_000, 30_000, 60_000, 300_000];

function ModerateButton({ room }: { room: Room }) {
  const chat = useChat();
  const open = useSignal(false);
  const act = (action: Commands['moderate'][0]['action'], intervalMs?: number) => () =>
    void chat.moderation.act(room, { action, ...(intervalMs === undefined ? {} : { intervalMs }) });
  const items: MenuItem[] = [
    room.frozen.value
      ? { label: 'Open the room for everybody', icon: 'check', act: act('unfreeze') }
      : { label: 'Freeze: only moderators write', icon: 'frozen', act: act('freeze') },
    {
      label: 'Muted and banned people…',
      icon: 'users',
      act: () => (chat.state.dialog.value = { kind: 'restricted', room }),
    },
    ...SLOW_MODES.map((ms, index) => ({
      label: ms === 0 ? 'Slow mode: off' : `Slow mode: one in ${spanOf(ms)}`,
      checked: room.slowModeMs.value === ms,
      separated: index === 0,
      act: act('slowMode', ms),
    })),
  ];
  return (
    <span class="beside">
      <IconButton icon="shield" label="Moderate this room" expanded={open.value} onClick={() => (open.value = !open.value)} />
      {open.value && <Menu label="Moderate this room" items={items} onClose={() => (open.value = false)} />}
    </span>
  );
}

function subtitle(room: Room, peerStatus: string): string {
  if (room.kind === 'direct') {
    return peerStatus;
  }
  const count = room.memberCount.value;
  const people = !room.joined.value ? '' : count === 1 ? '1 person here' : `${count} people here`;
  return [people, room.frozen.value ? 'frozen' : '', room.topic.value].filter((part) => part !== '').join(' · ');
}

/** Always as high as when it speaks would be too much; it lies over the top of the timeline instead. */
function ConnectionBar() {
  const { state } = useChat();
  const connection = state.connection.value;
  const queued = state.queued.value;
  const waiting = queued === 0 ? '' : queued === 1 ? ' · 1 message waits' : ` · ${queued} messages wait`;
  return (
    <div class="connection" role="status">
      {connection.state === 'connecting' && (
        <p class="pill">
          <span class="spinner" /> Connecting…
        </p>
      )}
      {connection.state === 'offline' && (
        <p class="pill pill-warning">
          <Icon name="offline" /> Offline{waiting}. Trying again…
        </p>
      )}
      {connection.state === 'online' && state.recovered.value && (
        <p class="pill pill-good">
          <Icon name="check" /> Connected again
        </p>
      )}
    </div>
  );
}
