import { computed, signal } from '@preact/signals';
import type { Account, Config } from '../net/api';
import type { WireNotification } from '../net/wire';
import type { Connection, Person, Status, Toast } from './model';
import type { Room } from './room';

export type Dialog = 'export' | 'rooms' | 'notifications' | 'person' | undefined;

/** Everything the page shows. Views read it; only `app/` changes it. */
export class AppState {
  readonly config = signal<Config | undefined>(undefined);
  readonly account = signal<Account | undefined>(undefined);
  readonly connection = signal<Connection>({ state: 'connecting' });
  /** Shortly true after a lost connection has come back. */
  readonly recovered = signal(false);
  readonly status = signal<Status | 'invisible'>('online');

  readonly rooms = signal<readonly Room[]>([]);
  readonly activeKey = signal<string | undefined>(undefined);
  readonly known = signal<readonly { readonly room: string; readonly users: number; readonly topic: string }[]>([]);
  readonly people = signal<ReadonlyMap<string, { readonly name: string; readonly status: Status }>>(new Map());

  readonly notifications = signal<readonly WireNotification[]>([]);
  readonly unreadNotifications = signal(0);
  readonly toasts = signal<readonly Toast[]>([]);
  readonly spoken = signal('');
  readonly dialog = signal<Dialog>(undefined);
  readonly person = signal<Person | undefined>(undefined);
  readonly membersShown = signal(matchMedia('(min-width: 70rem)').matches);
  readonly theme = signal<'system' | 'light' | 'dark'>('system');
  readonly limits = signal({ text: 4000, page: 50, attachments: 10, roomName: 64 });

  readonly active = computed(() => this.rooms.value.find((room) => room.key === this.activeKey.value));
  readonly groups = computed(() => this.rooms.value.filter((room) => room.kind === 'room'));
  readonly directs = computed(() =>
    this.rooms.value
      .filter((room) => room.kind === 'direct')
      .toSorted((a, b) => b.activeAt.value - a.activeAt.value),
  );
  readonly queued = computed(() => this.rooms.value.reduce((sum, room) => sum + room.waiting.value, 0));
  readonly unreadTotal = computed(() => this.rooms.value.reduce((sum, room) => sum + room.unread.value, 0));

  byKey(key: string): Room | undefined {
    return this.rooms.value.find((room) => room.key === key);
  }

  byWire(wire: string): Room | undefined {
    return this.rooms.value.find((room) => room.wire.value === wire);
  }

  statusOf(userId: string): Status {
    return this.people.value.get(userId)?.status ?? 'offline';
  }
}
