import type { Member, Room } from '../state/room';
import { Avatar } from './Avatar';
import { useChat } from './context';
import { Icon } from './Icon';

export const LABELS = { online: 'Online', away: 'Away', busy: 'Busy', offline: 'Offline' } as const;

export function Members({ room }: { room: Room }) {
  const { state } = useChat();
  const members = room.members.value.toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <aside class="members" aria-label="People">
      <header>
        <h2>
          {room.kind === 'direct' ? (
            'About'
          ) : (
            <>
              Online users <span class="count">{room.memberCount.value}</span>
            </>
          )}
        </h2>
        <button type="button" class="icon-button only-narrow" aria-label="Close" onClick={() => (state.membersShown.value = false)}>
          <Icon name="close" />
        </button>
      </header>
      {room.kind === 'direct' ? (
        <Peer room={room} />
      ) : (
        <ul id="userList">
          {members.map((member) => (
            <MemberItem key={member.id} member={member} />
          ))}
        </ul>
      )}
    </aside>
  );
}

function MemberItem({ member }: { member: Member }) {
  const chat = useChat();
  const self = member.id === chat.me;
  const known = chat.state.connection.value.state === 'online';
  return (
    <li>
      <button
        type="button"
        class="member"
        disabled={self}
        title={self ? undefined : `Write to ${member.name}`}
        onClick={() => chat.message(member)}
      >
        <Avatar id={member.id} name={member.name} {...(known ? { status: member.status } : {})} size="small" />
        <span class="member-name" dir="auto">
          {member.name}
        </span>
        {self && <span class="you">you</span>}
        {member.role !== 'member' && <span class="role">{member.role}</span>}
        {known && <span class="visually-hidden">, {LABELS[member.status]}</span>}
      </button>
    </li>
  );
}

function Peer({ room }: { room: Room }) {
  const { state } = useChat();
  const peer = room.peer.value;
  if (peer === undefined) {
    return null;
  }
  const status = state.statusOf(peer.id);
  return (
    <div class="peer">
      <Avatar id={peer.id} name={peer.name} status={status} size="large" />
      <strong dir="auto">{peer.name}</strong>
      <span>{LABELS[status]}</span>
      {status === 'offline' && <p class="hint">Messages wait here until {peer.name} comes back.</p>}
    </div>
  );
}
