import { useChat } from './context';
import { Dialogs } from './Dialogs';
import { Members } from './Members';
import { RoomView } from './RoomView';
import { Sidebar } from './Sidebar';

/** The signed-in page: rooms, the open room and its people; one of them at a time on a phone. */
export function Shell() {
  const { state } = useChat();
  const room = state.active.value;
  const shape = room === undefined ? 'shell' : state.membersShown.value ? 'shell in-room with-members' : 'shell in-room';
  return (
    <div class={shape}>
      {room !== undefined && room.refused.value === undefined && (
        <a
          class="skip"
          href="#msgInput"
          onClick={(event) => {
            event.preventDefault(); // The address stays that of the room.
            document.getElementById('msgInput')?.focus();
          }}
        >
          Skip to the message
        </a>
      )}
      <Sidebar />
      {room === undefined ? <Nothing /> : <RoomView key={room.key} room={room} />}
      {room !== undefined && state.membersShown.value && <Members room={room} />}
      <Dialogs />
    </div>
  );
}

function Nothing() {
  return (
    <main class="nothing">
      <img src="/favicon.svg" alt="" width="64" height="64" />
      <h1>Nothing is open</h1>
      <p>Choose a room or a person on the left.</p>
    </main>
  );
}
