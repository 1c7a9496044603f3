import type { Room } from '../state/room';
import { Avatar } from './Avatar';
import { Composer } from './Composer';
import { useChat } from './context';
import { Icon } from './Icon';
import { LABELS } from './Members';
import { Timeline } from './Timeline';

export function RoomView({ room }: { room: Room }) {
  return (
    <main class="room" aria-labelledby="roomTitle">
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
          <p>{room.refused.value}</p>
        </div>
      )}
    </main>
  );
}

function RoomHead({ room }: { room: Room }) {
  const chat = useChat();
  const { state } = chat;
  const peer = room.peer.value;
  return (
    <header class="room-head">
      <button type="button" class="icon-button only-phone" aria-label="Back to the rooms" onClick={() => chat.rooms.close()}>
        <Icon name="back" />
      </button>
      {peer === undefined ? (
        <span class="room-sign large">
          <Icon name="hash" />
        </span>
      ) : (
        <Avatar id={peer.id} name={peer.name} status={state.statusOf(peer.id)} />
      )}
      <div class="room-head-text">
        <h2 id="roomTitle">
          <span class="visually-hidden">{peer === undefined ? 'Room: ' : 'Conversation with '}</span>
          <bdi>{room.title.value}</bdi>
        </h2>
        <p>{subtitle(room, peer === undefined ? '' : LABELS[state.statusOf(peer.id)])}</p>
      </div>
      <div class="room-actions">
        {room.kind === 'room' && (
          <>
            <button
              type="button"
              class="icon-button"
              title="Export"
              aria-label="Export this room"
              onClick={() => (state.dialog.value = 'export')}
            >
              <Icon name="download" />
            </button>
            <button
              type="button"
              class="icon-button"
              title="Leave"
              aria-label="Leave this room"
              onClick={() => void chat.rooms.leave(room)}
            >
              <Icon name="leave" />
            </button>
          </>
        )}
        <button
          type="button"
          class="icon-button"
          title="People"
          aria-label="People"
          aria-pressed={state.membersShown.value}
          onClick={() => (state.membersShown.value = !state.membersShown.value)}
        >
          <Icon name="users" />
        </button>
      </div>
    </header>
  );
}

function subtitle(room: Room, peerStatus: string): string {
  if (room.kind === 'direct') {
    return peerStatus;
  }
  const count = room.memberCount.value;
  const people = count === 1 ? '1 person here' : `${count} people here`;
  return room.topic.value === '' ? people : `${people} · ${room.topic.value}`;
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
