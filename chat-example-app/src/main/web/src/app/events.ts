import type { Link } from '../net/link';
import type { Message as WireMessage } from 'parley-chat-types';
import type { AppState } from '../state/app';
import { keepNewest, merge, react, remove, replace, WINDOW } from '../state/log';
import type { Message, Person } from '../state/model';
import type { Room } from '../state/room';
import { plainText } from '../text/markup';
import type { Alerts } from './alerts';
import { messageOf } from './convert';
import type { People } from './people';

export interface EventTargets {
  readonly state: AppState;
  readonly alerts: Alerts;
  readonly people: People;
  direct(peer: Person): Room;
  open(key: string): void;
  /** Whether the person is looking at the newest messages of this room. */
  watching(room: Room): boolean;
}

/** Applies what the server says of messages to the state. */
export function listenToLog(link: Link, to: EventTargets): void {
  const { state } = to;
  link.on('chatHistory', (history) => {
    const room = state.byWire(history.room);
    if (room !== undefined) {
      room.log.value = history.messages.map(messageOf);
      to.people.meet(room.log.value);
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

/** A message of the log has arrived, as an event or as an answer; both may bring the same one. */
export function take(to: EventTargets, room: Room, wire: WireMessage): void {
  const message = messageOf(wire);
  const fresh = message.seq > room.head.value;
  room.head.value = Math.max(room.head.value, message.seq);
  room.activeAt.value = Math.max(room.activeAt.value, message.at);
  to.people.meet([message]);
  if (!room.hasAfter.value && room.loaded.value) {
    append(to.state, room, message);
  }
  stopTyping(room, message.author.id);
  if (fresh && message.author.id !== to.state.me) {
    announce(to, room, message);
  }
}

/** The loaded part is bounded. Who reads old messages keeps them, and the newest are loaded on the way down. */
function append(state: AppState, room: Room, message: Message): void {
  const log = merge(room.log.value, [message]);
  if (state.active.value !== room || room.pinned.value) {
    room.log.value = keepNewest(log);
    room.hasBefore.value = room.hasBefore.value || log.length > room.log.value.length;
  } else if (log.length > WINDOW && log.at(-1) === message) {
    room.hasAfter.value = true;
  } else {
    room.log.value = log;
  }
}

function announce(to: EventTargets, room: Room, { seq, author, text, attachments, mentions }: Message): void {
  const shown = plainText(text) || attachments[0]?.name || 'a file';
  const mentioned = mentions.includes(to.state.me);
  if (to.watching(room)) {
    to.alerts.say(`${author.name}: ${shown}`);
    return;
  }
  if (room.unread.value === 0) {
    room.unreadAfter.value = seq - 1;
  }
  room.unread.value++;
  if (mentioned) {
    room.mentioned.value = true;
  }
  if (mentioned || room.kind === 'direct') {
    const title = room.kind === 'direct' ? author.name : `${author.name} in ${room.title.value}`;
    to.alerts.call(title, shown, { room: room.key }, () => to.open(room.key));
  }
}

function applyChange(to: EventTargets, room: Room, event: string, data: unknown): void {
  switch (event) {
    case 'message':
    case 'privateMessage':
      take(to, room, data as WireMessage);
      break;
    case 'messageUpdated': {
      const message = messageOf((data as { message: WireMessage }).message);
      to.people.meet([message]);
      room.log.value = replace(room.log.value, message.seq, () => message);
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

export function stopTyping(room: Room | undefined, userId: string): void {
  if (room?.typists.value.has(userId)) {
    const typists = new Map(room.typists.value);
    typists.delete(userId);
    room.typists.value = typists;
  }
}
