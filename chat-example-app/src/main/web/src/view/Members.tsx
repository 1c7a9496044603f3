import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Member, Room } from '../state/room';
import { matches } from '../text/completion';
import { Avatar } from './Avatar';
import { useChat } from './context';
import { IconButton } from './IconButton';
import { Menu } from './Menu';
import { personMenu } from './personMenu';
import { useRoving } from './roving';

export const LABELS = { online: 'Online', away: 'Away', busy: 'Busy', offline: 'Offline' } as const;

/** Where the panel lies over the room instead of beside it; the style sheet has the same limit. */
const NARROW = '(max-width: 69.99rem)';
const FILTER_FROM = 10;

export function Members({ room }: { room: Room }) {
  const { state } = useChat();
  const panel = useRef<HTMLElement>(null);
  const close = () => {
    state.membersShown.value = false;
    document.querySelector<HTMLElement>('.room-actions [aria-pressed]')?.focus();
  };
  useLayoutEffect(() => {
    if (matchMedia(NARROW).matches) {
      panel.current?.querySelector<HTMLElement>('.only-narrow')?.focus();
    }
  }, []);
  return (
    <>
      <div class="members-back" onClick={close} />
      <aside
        class="members"
        aria-label="People"
        ref={panel}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && matchMedia(NARROW).matches) {
            close();
          }
        }}
      >
        <header>
          <h2>
            {room.kind === 'direct' ? (
              'About'
            ) : (
              <>
                Online users {room.joined.value && <span class="count">{room.memberCount.value}</span>}
              </>
            )}
          </h2>
          <IconButton icon="close" label="Close" class="only-narrow" onClick={close} />
        </header>
        {room.kind === 'direct' ? <Peer room={room} /> : <People room={room} />}
      </aside>
    </>
  );
}

function People({ room }: { room: Room }) {
  const wanted = useSignal('');
  const list = useRoving<HTMLUListElement>({ items: '.member, .member-more > .icon-button', keys: 'grid' });
  const members = room.members.value;
  const found = members.filter(({ name }) => matches(name, wanted.value)).sort((a, b) => a.name.localeCompare(b.name));
  const hidden = room.memberCount.value - members.length;
  return (
    <>
      {members.length >= FILTER_FROM && (
        <div class="members-filter">
          <input
            type="search"
            id="findPerson"
            aria-label="Find a person"
            placeholder="Find a person"
            value={wanted.value}
            onInput={(event) => (wanted.value = event.currentTarget.value)}
          />
        </div>
      )}
      <ul id="userList" ref={list}>
        {found.map((member) => (
          <MemberItem key={member.id} room={room} member={member} />
        ))}
      </ul>
      {found.length === 0 && members.length > 0 && <p class="members-note">Nobody of that name is here.</p>}
      {hidden > 0 && <p class="members-note">and {hidden} more</p>}
    </>
  );
}

function MemberItem({ room, member }: { room: Room; member: Member }) {
  const chat = useChat();
  const self = member.id === chat.me;
  const known = chat.state.connection.value.state === 'online';
  return (
    <li>
      <button
        type="button"
        class="member"
        disabled={self}
        {...(self ? {} : { 'data-tip': `Write to ${member.name}` })}
        onClick={() => chat.message(member)}
      >
        <Avatar id={member.id} name={member.name} {...(known ? { status: member.status } : {})} size="small" />
        <span class="member-text">
          <span class="member-name" dir="auto">
            {member.name}
          </span>
          {member.role !== 'member' && <span class="role">{member.role}</span>}
        </span>
        {self && <span class="you">you</span>}
        {known && <span class="visually-hidden">, {LABELS[member.status]}</span>}
      </button>
      {chat.moderation.over(room, member) && <MoreButton room={room} member={member} />}
    </li>
  );
}

function MoreButton({ room, member }: { room: Room; member: Member }) {
  const chat = useChat();
  const open = useSignal(false);
  return (
    <span class="member-more">
      <IconButton icon="more" label={`Moderate ${member.name}`} expanded={open.value} onClick={() => (open.value = !open.value)} />
      {open.value && (
        <Menu label={`Moderate ${member.name}`} items={personMenu(chat, room, member)} onClose={() => (open.value = false)} />
      )}
    </span>
  );
}

function Peer({ room }: { room: Room }) {
  const { state } = useChat();
  const peer = room.peer.value;
  if (peer === undefined) {
    return null;
  }
  const status = state.knownStatusOf(peer.id);
  return (
    <div class="peer">
      <Avatar id={peer.id} name={peer.name} {...(status === undefined ? {} : { status })} size="large" />
      <strong dir="auto">{peer.name}</strong>
      {status !== undefined && <span>{LABELS[status]}</span>}
      {status === 'offline' && <p class="hint">Messages wait here until {peer.name} comes back.</p>}
    </div>
  );
}
