import { computed, signal } from '@preact/signals';
import type { Account, Config } from '../net/api';
import type { NotificationEvent } from 'parley-chat-types';
import { placeOf } from './inbox';
import type { Connection, Message, Person, Status, Toast } from './model';
import type { Room } from './room';

export type Dialog =
  | { readonly kind: 'export' | 'rooms' | 'notifications' }
  | { readonly kind: 'delete'; readonly room: Room; readonly message: Message }
  | { readonly kind: 'moderate'; readonly room: Room; readonly person: Person; readonly act: 'mute' | 'kick' | 'ban' }
  | { readonly kind: 'restricted'; readonly room: Room };

/** How the page begins: it asks the server, and then shows the way in or the chat. */
export type Start = 'asking' | 'unreachable' | 'ready';

/** What a person has to know at the way in, such as why a link did not open the chat. */
export interface EntryHint {
  readonly problem: string;
  /** Whether an account is asked for, not a guest. */
  readonly account: boolean;
  readonly name?: string;
}

/** Everything the page shows. Views read it; only `app/` changes it. */
export class AppState {
  readonly start = signal<Start>('asking');
  readonly config = signal<Config | undefined>(undefined);
  readonly hint = signal<EntryHint | undefined>(undefined);
  readonly account = signal<Account | undefined>(undefined);
  readonly connection = signal<Connection>({ state: 'connecting' });
  /** Shortly true after a lost connection has come back. */
  readonly recovered = signal(false);
  readonly status = signal<Status | 'invisible'>('online');

  readonly rooms = signal<readonly Room[]>([]);
  readonly activeKey = signal<string | undefined>(undefined);
  readonly known = signal<readonly { readonly room: string; readonly users: number; readonly topic: string }[]>([]);
  readonly people = signal<ReadonlyMap<string, { readonly name: string; readonly status: Status }>>(new Map());

  readonly notifications = signal<readonly NotificationEvent[]>([]);
  readonly unreadNotifications = signal(0);
  readonly toasts = signal<readonly Toast[]>([]);
  readonly spoken = signal('');
  readonly dialog = signal<Dialog | undefined>(undefined);
  readonly membersShown = signal(matchMedia('(min-width: 70rem)').matches);
  readonly theme = signal<'system' | 'light' | 'dark'>('system');
  readonly limits = signal({ graphemes: 4000, bytes: 16_384, attachments: 10, roomName: 64, mentions: 50 });

  readonly active = computed(() => this.rooms.value.find((room) => room.key === this.activeKey.value));
  readonly groups = computed(() => this.rooms.value.filter((room) => room.kind === 'room'));
  readonly directs = computed(() =>
    this.rooms.value
      .filter((room) => room.kind === 'direct')
      .toSorted((a, b) => b.activeAt.value - a.activeAt.value),
  );
  readonly queued = computed(() => this.rooms.value.reduce((sum, room) => sum + room.waiting.value, 0));
  /** How much is new: a mention in a room that is shown as unread is not counted twice. */
  readonly news = computed(() => {
    const unread = this.rooms.value.reduce((sum, room) => sum + room.unread.value, 0);
    const twice = this.notifications.value.filter((each) => {
      const place = each.read ? undefined : placeOf(each);
      return place !== undefined && (this.byWire(place.room)?.unread.value ?? 0) > 0;
    });
    return unread + Math.max(0, this.unreadNotifications.value - twice.length);
  });

  /** Forgets everything of the person who was here. */
  clear(): void {
    this.account.value = undefined;
    this.rooms.value = [];
    this.activeKey.value = undefined;
    this.people.value = new Map();
    this.notifications.value = [];
    this.unreadNotifications.value = 0;
    this.toasts.value = [];
    this.dialog.value = undefined;
    this.connection.value = { state: 'connecting' };
  }

  byKey(key: string): Room | undefined {
    return this.rooms.value.find((room) => room.key === key);
  }

  byWire(wire: string): Room | undefined {
    return this.rooms.value.find((room) => room.wire.value === wire);
  }

  get me(): string {
    return this.account.value?.user.id ?? '';
  }

  /** The names of people, as far as the page has met them. */
  named(ids: readonly string[]): Person[] {
    return ids.flatMap((id) => {
      const name = id === this.me ? this.account.value?.user.name : this.people.value.get(id)?.name;
      return name === undefined ? [] : [{ id, name }];
    });
  }

  /** How somebody is, as far as the page can know: not without a connection. */
  knownStatusOf(userId: string): Status | undefined {
    return this.connection.value.state === 'online' ? (this.people.value.get(userId)?.status ?? 'offline') : undefined;
  }
}
