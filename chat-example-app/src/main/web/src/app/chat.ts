import { effect } from '@preact/signals';
import { type Account, api, ApiError } from '../net/api';
import { Link } from '../net/link';
import { AppState } from '../state/app';
import type { Attachment, Message, Person } from '../state/model';
import type { Room } from '../state/room';
import { mentions, plainText } from '../text/markup';
import { Alerts } from './alerts';
import { statusOf } from './convert';
import { type EventTargets, listen, take } from './events';
import { History } from './history';
import { prefs } from './prefs';
import { Rooms } from './rooms';
import { keyOfRoute, Sending } from './sending';

const RECOVERED_MS = 3_000;

/** What a person can do here. Views call it; it talks to the server and changes the state. */
export class Chat {
  readonly state = new AppState();
  readonly alerts = new Alerts(this.state);
  readonly history = new History(() => this.link);
  readonly rooms: Rooms;
  readonly sending: Sending;
  private readonly targets: EventTargets;
  private link: Link;

  constructor() {
    this.targets = {
      state: this.state,
      alerts: this.alerts,
      direct: (peer) => this.rooms.direct(peer),
      open: (key) => this.open(key),
      watching: (room) => this.watching(room),
      renew: () => void this.renew(),
    };
    this.sending = new Sending(
      this.state,
      () => this.link,
      (room, wire) => {
        room.wire.value = wire.room;
        room.loaded.value = true;
        take(this.targets, room, wire);
      },
    );
    this.rooms = new Rooms(
      this.state,
      () => this.link,
      this.history,
      this.alerts,
      (room) => this.sending.flush(room),
    );
    this.link = this.newLink();
    this.state.theme.value = prefs.read<'light' | 'dark'>('theme') ?? 'system';
    effect(() => {
      const theme = this.state.theme.value;
      document.documentElement.dataset.theme = theme;
      prefs.write('theme', theme === 'system' ? undefined : theme);
    });
    setInterval(() => this.forgetTypists(), 1_000);
  }

  async start(): Promise<void> {
    this.state.config.value = await api.config();
    addEventListener('popstate', () => this.openAddress(false));
    const account = prefs.read<Account>('account');
    const asked = new URLSearchParams(location.search).get('username');
    if (account !== undefined && Date.parse(account.expiresAt) > Date.now()) {
      this.enter(account);
    } else if (asked !== null && asked.trim() !== '' && this.state.config.value.guests) {
      this.enter(await api.guest(asked));
    }
  }

  /** Opens the chat for a signed-in person, and a room if one is named. */
  enter(account: Account, room = ''): void {
    prefs.write('account', account);
    this.state.account.value = account;
    const usual = room.trim() === '' ? (this.state.config.value?.rooms.slice(0, 1) ?? []) : [];
    const names = prefs.read<string[]>(`rooms.${account.user.id}`) ?? usual;
    names.forEach((name) => this.rooms.named(name));
    this.sending.restore((key) => this.rooms.byKey(key));
    if (room.trim() !== '') {
      this.rooms.open(this.rooms.named(room.trim()).key);
    } else {
      this.openAddress(true);
    }
    this.link.open();
  }

  signOut(): void {
    prefs.write('account', undefined);
    this.link.close();
    location.assign('/');
  }

  open(key: string): void {
    this.rooms.open(key);
    this.state.dialog.value = undefined;
  }

  message(person: Person): void {
    this.open(this.rooms.direct(person).key);
  }

  send(room: Room, text: string, attachments: readonly Attachment[]): void {
    const replyTo = room.replying.value;
    const called = room.members.value.filter((member) => mentions(text, member.name)).map((member) => member.id);
    room.replying.value = undefined;
    room.unreadAfter.value = undefined;
    this.sending.send(room, text, { replyTo, attachments, mentions: called });
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
    const answer = await this.link.request('editMessage', { room: room.wire.value, id: message.id, text });
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

  async showNotifications(): Promise<void> {
    this.state.dialog.value = 'notifications';
    const answer = await this.link.request('getNotifications', { limit: 50 });
    if (answer.ok) {
      this.state.notifications.value = answer.notifications;
      if (answer.unread > 0) {
        await this.link.request('ackNotification', { all: true });
      }
      this.state.unreadNotifications.value = 0;
    }
  }

  get me(): string {
    return this.state.account.value?.user.id ?? '';
  }

  get token(): string {
    return this.state.account.value?.token ?? '';
  }

  private watching(room: Room): boolean {
    return this.state.active.value === room && room.pinned.value && !document.hidden;
  }

  private newLink(): Link {
    const wanted = new URLSearchParams(location.search).get('transport');
    const transports = wanted === 'polling' || wanted === 'websocket' ? [wanted] : ['polling', 'websocket'];
    const link = new Link(() => this.token, transports, {
      connected: (transport) => this.connected(transport),
      disconnected: () => this.disconnected(),
      refused: (code, message) => {
        this.alerts.toast('danger', 'The server refused the connection', message);
        if (code === 'UNAUTHENTICATED' || code === 'TOKEN_EXPIRED') {
          prefs.write('account', undefined);
          this.state.account.value = undefined;
        }
      },
    });
    listen(link, this.targets);
    link.on('session', (session) => {
      this.state.status.value = session.status === 'invisible' ? 'invisible' : statusOf(session.status);
      this.state.unreadNotifications.value = session.unreadNotifications ?? 0;
      this.state.limits.value = {
        text: session.limits.textGraphemes,
        page: session.limits.historyPage,
        attachments: session.limits.attachments,
        roomName: session.limits.roomNameGraphemes,
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
    await this.rooms.restore();
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
    if (key !== undefined) {
      this.rooms.open(key, false);
    } else if (first && matchMedia('(min-width: 48rem)').matches && this.state.groups.value[0] !== undefined) {
      this.rooms.open(this.state.groups.value[0].key);
    } else {
      this.state.activeKey.value = undefined;
    }
  }

  private async renew(): Promise<void> {
    try {
      const account = await api.renew(this.token);
      const answer = await this.link.request('renewToken', { token: account.token });
      if (answer.ok) {
        prefs.write('account', account);
        this.state.account.value = account;
      }
    } catch (error) {
      this.alerts.toast('warning', 'Please sign in again soon', error instanceof ApiError ? error.message : '');
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
