import type { Link } from '../net/link';
import type { WireMessage } from '../net/wire';
import type { AppState } from '../state/app';
import { keepNewest, merge, react, remove, replace } from '../state/log';
import type { Person } from '../state/model';
import type { Room } from '../state/room';
import { mentions, plainText } from '../text/markup';
import type { Alerts } from './alerts';
import { memberOf, messageOf, statusOf } from './convert';

export interface EventTargets {
  readonly state: AppState;
  readonly alerts: Alerts;
  direct(peer: Person): Room;
  open(key: string): void;
  /** Whether the person is looking at the newest messages of this room. */
  watching(room: Room): boolean;
  renew(): void;
}

const NOTICES = 30;

/** Applies what the server says to the state. */
export function listen(link: Link, to: EventTargets): void {
  listenToLog(link, to);
  listenToPeople(link, to);
  listenToServer(link, to);
}

/** A message of the log has arrived, as an event or as an answer; both may bring the same one. */
export function take(to: EventTargets, room: Room, wire: WireMessage): void {
  const message = messageOf(wire);
  const fresh = message.seq > room.head.value;
  room.head.value = Math.max(room.head.value, message.seq);
  room.activeAt.value = Math.max(room.activeAt.value, message.at);
  if (!room.hasAfter.value && room.loaded.value) {
    const log = merge(room.log.value, [message]);
    room.log.value = to.watching(room) ? keepNewest(log) : log;
    room.hasBefore.value = room.hasBefore.value || log.length > room.log.value.length;
  }
  stopTyping(room, message.author.id);
  if (fresh && message.author.id !== to.state.account.value?.user.id) {
    announce(to, room, wire);
  }
}

function announce(to: EventTargets, room: Room, wire: WireMessage): void {
  const me = to.state.account.value?.user.name ?? '';
  const text = plainText(wire.text) || wire.attachments?.[0]?.name || 'a file';
  const mentioned = mentions(wire.text, me);
  if (to.watching(room)) {
    to.alerts.say(`${wire.user.name}: ${text}`);
    return;
  }
  if (room.unread.value === 0) {
    room.unreadAfter.value = wire.seq - 1;
  }
  room.unread.value++;
  if (mentioned) {
    room.mentioned.value = true;
  }
  if (mentioned || room.kind === 'direct') {
    const title = room.kind === 'direct' ? wire.user.name : `${wire.user.name} in ${room.title.value}`;
    to.alerts.call(title, text, room.key, () => to.open(room.key));
  }
}

function listenToLog(link: Link, to: EventTargets): void {
  const { state } = to;
  link.on('chatHistory', (history) => {
    const room = state.byWire(history.room);
    if (room !== undefined) {
      room.log.value = history.messages.map(messageOf);
      room.epoch.value = history.epoch;
      room.head.value = history.head;
      room.hasBefore.value = history.hasBefore;
      room.hasAfter.value = false;
      room.loaded.value = true;
    }
  });
  link.on('roomChanges', (batch) => {
    const room = state.byWire(batch.room);
    if (room !== undefined) {
      batch.changes.forEach((change) => applyChange(to, room, change.event, change.data));
      room.head.value = Math.max(room.head.value, batch.head);
    }
  });
  link.on('roomReset', (reset) => {
    const room = state.byWire(reset.room);
    if (room !== undefined) {
      room.log.value = [];
      room.epoch.value = reset.epoch;
      room.head.value = reset.head;
      room.hasBefore.value = false;
      room.hasAfter.value = false;
    }
  });
  link.on('message', (wire) => {
    const room = state.byWire(wire.room);
    if (room !== undefined) {
      take(to, room, wire);
    }
  });
  link.on('privateMessage', (wire) => {
    const room = to.direct(wire.peer);
    room.wire.value = wire.room;
    take(to, room, wire);
  });
  for (const event of ['messageUpdated', 'messageDeleted', 'reaction'] as const) {
    link.on(event, (payload) => {
      const room = state.byWire(payload.room);
      if (room !== undefined) {
        applyChange(to, room, event, payload);
        room.head.value = Math.max(room.head.value, payload.seq);
      }
    });
  }
}

function applyChange(to: EventTargets, room: Room, event: string, data: unknown): void {
  switch (event) {
    case 'message':
    case 'privateMessage':
      take(to, room, data as WireMessage);
      break;
    case 'messageUpdated': {
      const { message } = data as { message: WireMessage };
      room.log.value = replace(room.log.value, message.seq, () => messageOf(message));
      break;
    }
    case 'messageDeleted':
      room.log.value = remove(room.log.value, (data as { messageSeq: number }).messageSeq);
      break;
    case 'reaction': {
      const { messageSeq, reactions } = data as { messageSeq: number; reactions: { emoji: string; users: string[] }[] };
      const shown = reactions.map((each) => ({ emoji: each.emoji, userIds: each.users }));
      room.log.value = react(room.log.value, messageSeq, shown);
      break;
    }
    default: // A newer server may say more than this page knows.
  }
}

function listenToPeople(link: Link, to: EventTargets): void {
  const { state } = to;
  const me = () => state.account.value?.user.id;
  link.on('roomUsers', ({ room: wire, users, count }) => {
    const room = state.byWire(wire);
    if (room !== undefined) {
      room.members.value = users.map(memberOf);
      room.memberCount.value = count;
      know(state, users.map((user) => ({ id: user.id, name: user.username, status: user.status })));
    }
  });
  link.on('userJoined', ({ room, user }) => {
    if (user.id !== me()) {
      notice(state.byWire(room), user.id, `${user.name} joined`);
    }
  });
  link.on('userLeft', ({ room, user, reason }) => {
    const how = reason === 'kicked' || reason === 'banned' ? `was ${reason}` : 'left';
    notice(state.byWire(room), user.id, `${user.name} ${how}`);
  });
  link.on('presence', ({ user, status }) => {
    know(state, [{ ...user, status }]);
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
    if (room !== undefined && user.id !== me()) {
      room.typists.value = new Map(room.typists.value).set(user.id, { name: user.name, until: Date.now() + 8_000 });
    }
  });
  link.on('stopTyping', ({ room, user }) => stopTyping(state.byWire(room), user.id));
  link.on('receipt', ({ room: wire, user, seq }) => {
    const room = state.byWire(wire);
    if (room !== undefined && user.id !== me()) {
      room.readers.value = new Map(room.readers.value).set(user.id, seq);
    }
  });
}

function listenToServer(link: Link, to: EventTargets): void {
  const { state, alerts } = to;
  link.on('unread', ({ room: wire, unread, readUpTo, notifications }) => {
    const room = wire === undefined ? undefined : state.byWire(wire);
    if (room !== undefined) {
      room.unread.value = unread ?? 0;
      room.readUpTo.value = readUpTo ?? room.readUpTo.value;
      room.mentioned.value = room.mentioned.value && room.unread.value > 0;
    }
    state.unreadNotifications.value = notifications ?? state.unreadNotifications.value;
  });
  link.on('notification', (wire) => {
    state.notifications.value = [wire, ...state.notifications.value.filter((each) => each.id !== wire.id)];
    state.unreadNotifications.value++;
    alerts.call('Notification', wire.message, undefined, () => (state.dialog.value = 'notifications'));
  });
  link.on('announcement', ({ text }) => alerts.toast('info', 'Announcement', text));
  link.on('moderation', ({ room, action, user }) => {
    if (action === 'freeze' || action === 'unfreeze') {
      const frozen = state.byWire(room);
      if (frozen !== undefined) {
        frozen.frozen.value = action === 'freeze';
      }
    } else if (user !== undefined && user.id === state.account.value?.user.id) {
      alerts.toast('warning', `A moderator used ${action}`, `In ${room}`);
    }
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

export function know(state: AppState, people: readonly { id: string; name: string; status: string }[]): void {
  const all = new Map(state.people.value);
  for (const each of people) {
    all.set(each.id, { name: each.name, status: statusOf(each.status) });
  }
  state.people.value = all;
}

function stopTyping(room: Room | undefined, userId: string): void {
  if (room?.typists.value.has(userId)) {
    const typists = new Map(room.typists.value);
    typists.delete(userId);
    room.typists.value = typists;
  }
}

function notice(room: Room | undefined, userId: string, text: string): void {
  if (room !== undefined) {
    const now = Date.now();
    // Seqs are whole numbers: the half puts the notice behind the message that was newest then.
    const entry = { key: `notice-${userId}-${now}`, afterSeq: room.head.value + 0.5, at: now, text };
    room.notices.value = [...room.notices.value, entry].slice(-NOTICES);
  }
}
