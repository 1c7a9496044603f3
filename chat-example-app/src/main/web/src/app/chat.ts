import { effect } from '@preact/signals';
import type { Account } from '../net/api';
import { Link } from '../net/link';
import { AppState } from '../state/app';
import type { Attachment, Message, Person } from '../state/model';
import type { Room } from '../state/room';
import { mentionsIn, plainText } from '../text/markup';
import { Alerts } from './alerts';
import { statusOf } from './convert';
import { Drafts } from './drafts';
import { Entry } from './entry';
import { type EventTargets, listenToLog, take } from './events';
import { History } from './history';
import { Inbox } from './inbox';
import { Moderation } from './moderation';
import { People } from './people';
import { listenToPeople, listenToServer } from './presence';
import { prefs } from './prefs';
import { Rooms } from './rooms';
import { keyOfRoute, Sending } from './sending';
import { Uploads } from './uploads';

const RECOVERED_MS = 3_000;

/** What a person can do here. Views call it; it talks to the server and changes the state. */
export class Chat {
  readonly state = new AppState();
  readonly alerts = new Alerts(this.state);
  readonly people = new People(this.state, () => this.link);
  readonly history = new History(() => this.link, this.people);
  readonly inbox = new Inbox(this.state, () => this.link, this.alerts);
  readonly moderation = new Moderation(this.state, () => this.link, this.alerts);
  readonly uploads = new Uploads(this.state, this.alerts, () => this.link.online);
  readonly entry: Entry;
  readonly rooms: Rooms;
  readonly sending: Sending;
  private readonly drafts = new Drafts(this.state, this.uploads);
  private readonly targets: EventTargets;
  private readonly link: Link;

  constructor() {
    const { state, alerts, people } = this;
    this.targets = {
      state,
      alerts,
      people,
      direct: (peer) => this.rooms.direct(peer),
      open: (key) => this.open(key),
      watching: (room) => this.watching(room),
    };
    const link = () => this.link;
    this.sending = new Sending(state, link, (room, wire) => {
      room.wire.value = wire.room;
      room.loaded.value = true;
      take(this.targets, room, wire);
    });
    this.rooms = new Rooms(state, link, this.history, alerts, people, {
      added: (room) => this.drafts.restore(room),
      joined: (room) => this.sending.flush(room),
      seen: (room) => this.inbox.seen(room),
    });
    this.entry = new Entry(state, alerts, {
      open: (account) => this.enter(account),
      close: () => {
        this.link.close();
        this.drafts.forget();
        this.sending.forget();
      },
    });
    this.link = this.newLink();
    state.theme.value = prefs.read<'light' | 'dark'>('theme') ?? 'system';
    effect(() => {
      const theme = state.theme.value;
      document.documentElement.dataset.theme = theme;
      prefs.write('theme', theme === 'system' ? undefined : theme);
    });
    setInterval(() => this.forgetTypists(), 1_000);
    addEventListener('popstate', () => this.openAddress(false));
  }

  open(key: string): void {
    this.rooms.open(key);
    this.state.dialog.value = undefined;
  }

  message(person: Person): void {
    this.open(this.rooms.direct(person).key);
  }

  /** Opens a room at one of its messages. */
  async show(name: string, seq: number): Promise<void> {
    const room = this.rooms.named(name);
    this.open(room.key);
    if (room.joined.value || (await this.rooms.join(room))) {
      await this.history.jumpTo(room, seq);
    }
  }

  send(room: Room, text: string, attachments: readonly Attachment[]): void {
    const replyTo = room.replying.value;
    const mentions = this.mentioned(room, text);
    room.replying.value = undefined;
    room.chosen.value = [];
    room.unreadAfter.value = undefined;
    this.sending.send(room, text, { replyTo, attachments, mentions });
    if (room.hasAfter.value) {
      void this.history.newest(room);
    } else {
      room.focus.value = { seq: Number.POSITIVE_INFINITY, nonce: Math.random() };
    }
  }

  reply(room: Room, message: Message): void {
    room.editing.value = undefined;
    room.replying.value = {
      id: message.id,
      seq: message.seq,
      name: message.author.name,
      text: plainText(message.text) || (message.attachments[0]?.name ?? ''),
    };
  }

  async edit(room: Room, message: Message, text: string): Promise<boolean> {
    const mentions = this.mentioned(room, text, this.state.named(message.mentions));
    const answer = await this.link.request('editMessage', { room: room.wire.value, id: message.id, text, mentions });
    return answer.ok || this.refused('The change was not saved', answer.message);
  }

  async remove(room: Room, message: Message): Promise<void> {
    const answer = await this.link.request('deleteMessage', { room: room.wire.value, id: message.id });
    if (!answer.ok) {
      this.refused('The message was not deleted', answer.message);
    }
  }

  async react(room: Room, message: Message, emoji: string): Promise<void> {
    const mine = message.reactions.some((each) => each.emoji === emoji && each.userIds.includes(this.me));
    const answer = await this.link.request('reactMessage', {
      room: room.wire.value,
      id: message.id,
      emoji,
      ...(mine ? { remove: true } : {}),
    });
    if (!answer.ok) {
      this.refused('The reaction was not saved', answer.message);
    }
  }

  async setStatus(status: 'online' | 'away' | 'busy' | 'invisible'): Promise<void> {
    const answer = await this.link.request('setStatus', { status });
    if (answer.ok) {
      this.state.status.value = status;
    } else {
      this.refused('The status was not changed', answer.message);
    }
  }

  /** Who can be mentioned in a room: those in it, and those who have written what is shown of it. */
  mentionable(room: Room): Person[] {
    const peer = room.peer.value;
    const people = [...room.members.value, ...(peer === undefined ? [] : [peer]), ...room.log.value.map(({ author }) => author)];
    const others = people.filter(({ id }) => id !== this.me);
    return [...new Map(others.toReversed().map(({ id, name }) => [id, { id, name }])).values()].reverse();
  }

  get me(): string {
    return this.state.me;
  }

  private mentioned(room: Room, text: string, before: readonly Person[] = []): string[] {
    const people = [...room.chosen.value, ...before, ...this.mentionable(room)];
    return mentionsIn(text, people).slice(0, this.state.limits.value.mentions);
  }

  private enter(account: Account): void {
    const asked = new URLSearchParams(location.search).get('room');
    const usual = asked === null ? (this.state.config.value?.rooms.slice(0, 1) ?? []) : [];
    const names = prefs.read<string[]>(`rooms.${account.user.id}`) ?? usual;
    names.forEach((name) => this.rooms.named(name));
    this.sending.restore((key) => this.rooms.byKey(key));
    this.openAddress(true);
    this.link.open();
  }

  private watching(room: Room): boolean {
    return this.state.active.value === room && room.pinned.value && !document.hidden;
  }

  private newLink(): Link {
    const wanted = new URLSearchParams(location.search).get('transport');
    const transports = wanted === 'polling' || wanted === 'websocket' ? [wanted] : ['polling', 'websocket'];
    const link = new Link(() => this.state.account.value?.token ?? '', transports, {
      connected: (transport) => void this.connected(transport),
      disconnected: () => this.disconnected(),
      refused: (message) => {
        this.link.close();
        this.entry.refused(message);
      },
    });
    listenToLog(link, this.targets);
    listenToPeople(link, this.targets);
    listenToServer(link, {
      ...this.targets,
      inbox: this.inbox,
      moved: () => this.rooms.remember(),
      renew: () => void this.entry.renew(async (token) => (await link.request('renewToken', { token })).ok),
    });
    link.on('session', ({ status, limits }) => {
      this.state.status.value = status === 'invisible' ? 'invisible' : statusOf(status);
      this.state.limits.value = {
        graphemes: limits.textGraphemes,
        bytes: limits.textBytes,
        attachments: limits.attachments,
        roomName: limits.roomNameGraphemes,
        mentions: limits.mentions,
      };
    });
    return link;
  }

  private async connected(transport: string): Promise<void> {
    const lost = this.state.connection.value.state === 'offline';
    this.state.connection.value = { state: 'online', transport };
    if (lost) {
      this.state.recovered.value = true;
      setTimeout(() => (this.state.recovered.value = false), RECOVERED_MS);
    }
    this.uploads.resume();
    await Promise.all([this.rooms.restore(), this.inbox.refresh()]);
    this.sending.flushAll();
  }

  private disconnected(): void {
    const { connection } = this.state;
    if (connection.value.state !== 'offline') {
      connection.value = { state: 'offline', since: Date.now() };
    }
    this.state.rooms.value.forEach((room) => (room.typists.value = new Map()));
  }

  private openAddress(first: boolean): void {
    const query = new URLSearchParams(location.search);
    const key = keyOfRoute(query.get('room'), query.get('to'));
    if (this.state.account.value === undefined) {
      return;
    }
    if (key !== undefined) {
      this.rooms.open(key, false);
    } else if (first && matchMedia('(min-width: 48rem)').matches && this.state.groups.value[0] !== undefined) {
      this.rooms.open(this.state.groups.value[0].key);
    } else {
      this.state.activeKey.value = undefined;
    }
  }

  private forgetTypists(): void {
    const now = Date.now();
    for (const room of this.state.rooms.value) {
      const left = [...room.typists.value].filter(([, typist]) => typist.until > now);
      if (left.length < room.typists.value.size) {
        room.typists.value = new Map(left);
      }
    }
  }

  private refused(title: string, message: string): false {
    this.alerts.toast('danger', title, message);
    return false;
  }
}
