import { computed, signal } from '@preact/signals';
import type { Log } from './log';
import type { Notice, Pending, Person, Reference, Status, Upload } from './model';

export type Role = 'member' | 'moderator' | 'owner';

export interface Member extends Person {
  readonly status: Status;
  readonly role: Role;
}

export interface Typist {
  readonly name: string;
  readonly until: number;
}

export type RoomKind = 'room' | 'direct';

export interface Focus {
  readonly seq: number;
  /** Makes each request to look at a place a new one. */
  readonly nonce: number;
}

/** The message that is being answered. */
export interface Replying extends Reference {
  readonly id: string;
}

/** Why a room cannot be shown, and whether asking again may help. */
export interface Refused {
  readonly text: string;
  readonly again: boolean;
}

/** One room or conversation on the screen. `key` is the page's own name for it; `wire` is the server's. */
export class Room {
  readonly wire = signal('');
  readonly title = signal('');
  readonly topic = signal('');
  readonly peer = signal<Person | undefined>(undefined);
  readonly joined = signal(false);
  readonly refused = signal<Refused | undefined>(undefined);
  readonly role = signal<Role>('member');
  readonly frozen = signal(false);
  readonly muted = signal(false);
  /** Only moderators write here, always. */
  readonly announcements = signal(false);
  readonly slowModeMs = signal(0);

  readonly log = signal<Log>([]);
  readonly loaded = signal(false);
  readonly hasBefore = signal(false);
  readonly hasAfter = signal(false);
  readonly loading = signal<'before' | 'after' | 'around' | undefined>(undefined);
  readonly pending = signal<readonly Pending[]>([]);
  readonly notices = signal<readonly Notice[]>([]);

  readonly epoch = signal('');
  readonly head = signal(0);
  readonly readUpTo = signal(0);
  readonly unread = signal(0);
  readonly mentioned = signal(false);
  readonly unreadAfter = signal<number | undefined>(undefined);
  /** Whether the newest messages are on the screen. */
  readonly pinned = signal(true);
  readonly focus = signal<Focus | undefined>(undefined);
  /** The message that the keyboard was at last. */
  readonly current = signal<number | undefined>(undefined);

  readonly members = signal<readonly Member[]>([]);
  readonly memberCount = signal(0);
  readonly typists = signal<ReadonlyMap<string, Typist>>(new Map());
  readonly readers = signal<ReadonlyMap<string, number>>(new Map());

  readonly draft = signal('');
  readonly files = signal<readonly Upload[]>([]);
  /** People chosen from the list of a mention, to tell apart those of one name. */
  readonly chosen = signal<readonly Person[]>([]);
  readonly replying = signal<Replying | undefined>(undefined);
  readonly editing = signal<string | undefined>(undefined);

  readonly moderated = computed(() => this.role.value !== 'member');
  /** Why this person may not write here now. */
  readonly silenced = computed(() =>
    this.muted.value
      ? 'You are muted in this room.'
      : this.moderated.value
        ? undefined
        : this.frozen.value
          ? 'This room is frozen: only moderators write for now.'
          : this.announcements.value
            ? 'Only moderators write here.'
            : undefined,
  );
  readonly waiting = computed(() => this.pending.value.filter((each) => each.state !== 'failed').length);
  /** When something was last said here, for the order of conversations. */
  readonly activeAt = signal(0);

  constructor(
    readonly key: string,
    readonly kind: RoomKind,
  ) {}
}

export function roomKey(name: string): string {
  return `#${name}`;
}

export function directKey(userId: string): string {
  return `@${userId}`;
}
