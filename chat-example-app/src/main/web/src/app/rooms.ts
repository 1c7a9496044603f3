import type { Link } from '../net/link';
import type { RoomInfo as WireRoomInfo } from 'parley-chat-types';
import type { AppState } from '../state/app';
import type { Person } from '../state/model';
import { directKey, Room, roomKey } from '../state/room';
import type { Alerts } from './alerts';
import { messageOf, roleOf } from './convert';
import type { History } from './history';
import type { People } from './people';
import { prefs } from './prefs';

const FIRST_PAGE = 50;
const READ_DELAY_MS = 250;
const TYPING_MS = 3_000;

export interface RoomHooks {
  /** A room is in the list now. */
  added(room: Room): void;
  /** A room has been joined, and messages can be sent there. */
  joined(room: Room): void;
  /** All that was said in a room has been seen. */
  seen(room: Room): void;
}

/** Joins, opens, leaves and reads rooms, and keeps the address bar in step with what is open. */
export class Rooms {
  private readonly reading = new Map<string, ReturnType<typeof setTimeout>>();
  private typedAt = 0;

  constructor(
    private readonly state: AppState,
    private readonly link: () => Link,
    private readonly history: History,
    private readonly alerts: Alerts,
    private readonly people: People,
    private readonly on: RoomHooks,
  ) {}

  named(name: string): Room {
    const key = roomKey(name);
    const known = this.state.byKey(key);
    if (known !== undefined) {
      return known;
    }
    const room = new Room(key, 'room');
    room.wire.value = name;
    room.title.value = name;
    return this.add(room);
  }

  direct(peer: Person): Room {
    const key = directKey(peer.id);
    const room = this.state.byKey(key) ?? this.add(new Room(key, 'direct'));
    room.peer.value = peer;
    room.title.value = peer.name;
    return room;
  }

  byKey(key: string): Room {
    return key.startsWith('@') ? this.direct(this.person(key.slice(1))) : this.named(key.slice(1));
  }

  open(key: string, push = true): void {
    const room = this.byKey(key);
    const left = this.state.active.value;
    if (left !== undefined && left !== room) {
      left.unreadAfter.value = undefined;
    }
    this.state.activeKey.value = key;
    this.alerts.dismissRoom(key);
    if (push) {
      history.pushState(null, '', addressOf(room));
    }
    if (room.kind === 'direct' && !room.loaded.value && room.wire.value !== '') {
      void this.history.newest(room);
    } else if (room.kind === 'room' && !room.joined.value) {
      void this.join(room);
    }
  }

  close(): void {
    this.state.activeKey.value = undefined;
    history.pushState(null, '', '/');
  }

  async join(room: Room): Promise<boolean> {
    const since = room.epoch.value === '' ? {} : { since: { epoch: room.epoch.value, seq: room.head.value } };
    const answer = await this.link().request('joinRoom', { room: room.wire.value, history: FIRST_PAGE, ...since });
    if (!answer.ok) {
      room.refused.value = answer.retryable ? undefined : { text: answer.message, again: false };
      return false;
    }
    room.refused.value = undefined;
    room.wire.value = answer.room;
    describe(room, answer.info);
    room.role.value = roleOf(answer.you.role);
    room.epoch.value = answer.epoch;
    room.head.value = Math.max(room.head.value, answer.head);
    room.loaded.value = true;
    room.joined.value = true;
    const newcomer = (answer.readUpTo ?? 0) === 0;
    this.markUnread(room, answer.readUpTo ?? 0, newcomer ? 0 : (answer.unread ?? 0));
    if (this.state.active.value === room && room.pinned.value) {
      this.seen(room);
    }
    this.remember();
    this.on.joined(room);
    return true;
  }

  async leave(room: Room): Promise<void> {
    const answer = await this.link().request('leaveRoom', { room: room.wire.value });
    if (!answer.ok && answer.code !== 'NOT_IN_ROOM') {
      this.alerts.toast('warning', `Could not leave ${room.title.value}`, answer.message);
      return;
    }
    this.state.rooms.value = this.state.rooms.value.filter((each) => each !== room);
    if (this.state.activeKey.value === room.key) {
      const next = this.state.rooms.value[0];
      if (next === undefined) {
        this.close();
      } else {
        this.open(next.key);
      }
    }
    this.remember();
  }

  /** After a connection is there: everything that was open is open again, and nothing said meanwhile is missed. */
  async restore(): Promise<void> {
    for (const room of this.state.rooms.value) {
      room.joined.value = false;
    }
    const welcome = this.state.groups.value.filter((room) => room.refused.value === undefined);
    const groups = welcome.map((room) => this.join(room));
    await Promise.all([...groups, this.conversations(), this.list()]);
  }

  async list(): Promise<void> {
    const answer = await this.link().request('listRooms', {});
    if (answer.ok) {
      const shown = answer.rooms.filter((info) => info.kind !== 'direct');
      this.state.known.value = shown.map(({ room, users, topic }) => ({ room, users, topic: topic ?? '' }));
    }
  }

  /** Says that everything here has been seen, a moment later and once. */
  seen(room: Room): void {
    const last = room.head.value;
    if (document.hidden || room.wire.value === '') {
      return;
    }
    room.unread.value = 0;
    room.mentioned.value = false;
    this.on.seen(room);
    if (last <= room.readUpTo.value || this.reading.has(room.key)) {
      return;
    }
    const later = async () => {
      this.reading.delete(room.key);
      const answer = await this.link().request('markRead', { room: room.wire.value, seq: room.head.value });
      if (answer.ok) {
        room.readUpTo.value = Math.max(room.readUpTo.value, answer.readUpTo);
        room.unread.value = answer.unread;
      }
    };
    this.reading.set(room.key, setTimeout(() => void later(), READ_DELAY_MS));
  }

  typing(room: Room, text: string): void {
    const now = Date.now();
    if (text.trim() === '') {
      if (this.typedAt !== 0) {
        this.link().mention('stopTyping', room.wire.value);
      }
      this.typedAt = 0;
    } else if (room.wire.value !== '' && now - this.typedAt > TYPING_MS) {
      this.typedAt = now;
      this.link().mention('typing', room.wire.value);
    }
  }

  private async conversations(): Promise<void> {
    const answer = await this.link().request('getConversations', {});
    if (!answer.ok) {
      return;
    }
    for (const each of answer.conversations) {
      const room = this.direct(each.peer);
      const stale = room.loaded.value && !room.hasAfter.value && room.head.value < each.head;
      room.wire.value = each.room;
      room.activeAt.value = each.last === undefined ? 0 : messageOf(each.last).at;
      this.markUnread(room, each.readUpTo, each.unread);
      if (stale || this.state.active.value === room) {
        room.loaded.value = false;
        void this.history.newest(room);
      }
    }
    this.people.know(answer.conversations.map((each) => each.peer));
  }

  private markUnread(room: Room, readUpTo: number, unread: number): void {
    room.readUpTo.value = readUpTo;
    room.unread.value = unread;
    room.unreadAfter.value = unread > 0 ? readUpTo : room.unreadAfter.value;
  }

  private person(id: string): Person {
    return { id, name: this.state.people.value.get(id)?.name ?? id };
  }

  private add(room: Room): Room {
    this.state.rooms.value = [...this.state.rooms.value, room];
    this.on.added(room);
    return room;
  }

  /** Keeps the names of the rooms this person is in, for the next visit. */
  remember(): void {
    const names = this.state.groups.value.filter((room) => room.joined.value).map((room) => room.wire.value);
    prefs.write(`rooms.${this.state.me}`, names);
  }
}

function describe(room: Room, info: WireRoomInfo): void {
  room.title.value = info.title || info.room;
  room.topic.value = info.topic ?? '';
  room.frozen.value = info.frozen;
  room.announcements.value = info.kind === 'announcement';
  room.slowModeMs.value = info.slowModeMs;
}

/** Room names may hold anything, so they are encoded. */
export function addressOf(room: Room): string {
  const peer = room.peer.value;
  const query = peer === undefined ? { room: room.wire.value } : { to: peer.id };
  return `/chat?${new URLSearchParams(query as Record<string, string>)}`;
}
