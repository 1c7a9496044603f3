import type { Link } from '../net/link';
import type { Notice } from '../state/model';
import type { Room } from '../state/room';
import type { Moved } from '../text/notices';
import { memberOf, statusOf } from './convert';
import { type EventTargets, stopTyping } from './events';
import type { Inbox } from './inbox';
import { applyModeration, sentence } from './moderation';

const NOTICES = 1_000;
const TYPING_MS = 8_000;

/** Applies what the server says of people to the state. */
export function listenToPeople(link: Link, to: EventTargets): void {
  const { state } = to;
  link.on('roomUsers', ({ room: wire, users, count }) => {
    const room = state.byWire(wire);
    if (room !== undefined) {
      room.members.value = users.map(memberOf);
      room.memberCount.value = count;
      to.people.know(users.map((user) => ({ id: user.id, name: user.username, status: user.status })));
    }
  });
  link.on('userJoined', ({ room, user }) => {
    if (user.id !== state.me) {
      move(state.byWire(room), { ...user, how: 'joined' });
    }
  });
  link.on('userLeft', ({ room, user, reason }) => {
    if (reason !== 'kicked' && reason !== 'banned') { // Of these the moderation event tells more.
      move(state.byWire(room), { ...user, how: 'left' });
    }
  });
  link.on('presence', ({ user, status }) => {
    to.people.know([{ ...user, status }]);
    for (const room of state.rooms.value) {
      if (room.members.value.some((member) => member.id === user.id)) {
        room.members.value = room.members.value.map((member) =>
          member.id === user.id ? { ...member, status: statusOf(status) } : member,
        );
      }
    }
  });
  link.on('typing', ({ room: wire, user }) => {
    const room = state.byWire(wire);
    if (room !== undefined && user.id !== state.me) {
      const typist = { name: user.name, until: Date.now() + TYPING_MS };
      room.typists.value = new Map(room.typists.value).set(user.id, typist);
    }
  });
  link.on('stopTyping', ({ room, user }) => stopTyping(state.byWire(room), user.id));
  link.on('receipt', ({ room: wire, user, seq }) => {
    const room = state.byWire(wire);
    if (room !== undefined && user.id !== state.me) {
      room.readers.value = new Map(room.readers.value).set(user.id, seq);
    }
  });
}

export interface ServerTargets {
  readonly inbox: Inbox;
  renew(): void;
  /** The rooms this person is in have changed. */
  moved(): void;
}

/** Applies what the server says to this person. */
export function listenToServer(link: Link, to: EventTargets & ServerTargets): void {
  const { state, alerts, inbox } = to;
  link.on('unread', ({ room: wire, unread, readUpTo, notifications }) => {
    const room = wire === undefined ? undefined : state.byWire(wire);
    if (room !== undefined) {
      room.unread.value = unread ?? 0;
      room.readUpTo.value = readUpTo ?? room.readUpTo.value;
      room.mentioned.value = room.mentioned.value && room.unread.value > 0;
    }
    state.unreadNotifications.value = notifications ?? state.unreadNotifications.value;
  });
  link.on('notification', (wire) =>
    inbox.take(wire, (place) => {
      const room = state.byWire(place.room);
      return room !== undefined && to.watching(room);
    }),
  );
  link.on('announcement', ({ text }) => alerts.toast('info', 'Announcement', text));
  link.on('moderation', (wire) => {
    const room = state.byWire(wire.room);
    const remark = room === undefined ? undefined : applyModeration(room, wire, state.me);
    if (room !== undefined && remark !== undefined) {
      add(room, { text: remark });
    }
    if (wire.user?.id === state.me && wire.by?.id !== state.me && state.active.value !== room) {
      const said = sentence({ ...wire, user: { id: state.me, name: 'you' } }) ?? '';
      alerts.toast('warning', `In ${wire.room}`, said, room === undefined ? {} : { room: room.key });
    }
    to.moved();
  });
  link.on('serverNotice', ({ kind, text }) => {
    if (kind === 'shutdown') {
      alerts.toast('warning', 'The server is restarting', 'You will be reconnected by itself.');
    } else if (kind !== 'welcome') {
      alerts.toast('warning', text);
    }
  });
  link.on('tokenExpiring', () => to.renew());
}

function move(room: Room | undefined, moved: Moved): void {
  if (room !== undefined) {
    add(room, { moved });
  }
}

function add(room: Room, notice: Pick<Notice, 'text' | 'moved'>): void {
  const at = Date.now();
  // Seqs are whole numbers: the half puts the notice behind the message that was newest then.
  const entry = { ...notice, key: `notice-${at}-${Math.random()}`, afterSeq: room.head.value + 0.5 };
  room.notices.value = [...room.notices.value, entry].slice(-NOTICES);
}
