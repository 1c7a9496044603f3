import type { Answer, Link } from '../net/link';
import type { Message as WireMessage } from 'parley-chat-types';
import type { AppState } from '../state/app';
import type { Attachment, Pending } from '../state/model';
import { directKey, type Replying, roomKey, type Room } from '../state/room';
import { wireAttachment } from './convert';
import { prefs } from './prefs';
import { mute } from './silence';

interface Queued extends Pending {
  readonly replyId?: string;
}

const RETRY_MS = 1_000;

/**
 * Sends messages in order, one at a time per room, until each is acknowledged. Every attempt carries the same
 * `clientMsgId`, so the server stores it once however often it is asked. What waits survives a reload of the tab.
 */
export class Sending {
  private readonly busy = new Set<string>();

  constructor(
    private readonly state: AppState,
    private readonly link: () => Link,
    private readonly accepted: (room: Room, message: WireMessage) => void,
  ) {}

  send(
    room: Room,
    text: string,
    options: {
      replyTo?: Replying | undefined;
      attachments?: readonly Attachment[];
      mentions?: readonly string[];
    },
  ): void {
    const { replyTo, attachments = [], mentions = [] } = options;
    const message: Queued = {
      clientMsgId: crypto.randomUUID?.() ?? randomId(),
      room: room.key,
      text,
      at: Date.now(),
      attachments,
      mentions,
      state: 'queued',
      ...(replyTo === undefined ? {} : { replyTo, replyId: replyTo.id }),
    };
    room.pending.value = [...room.pending.value, message];
    this.remember();
    this.flush(room);
  }

  retry(room: Room, clientMsgId: string): void {
    this.change(room, clientMsgId, ({ problem: _, ...rest }) => ({ ...rest, state: 'queued' }));
    this.flush(room);
  }

  discard(room: Room, clientMsgId: string): void {
    room.pending.value = room.pending.value.filter((each) => each.clientMsgId !== clientMsgId);
    this.remember();
  }

  flushAll(): void {
    for (const room of this.state.rooms.value) {
      this.flush(room);
    }
  }

  /** Brings back what an earlier load of this tab had not sent. */
  restore(open: (key: string) => Room): void {
    for (const each of prefs.tab.read<Queued[]>(this.memory()) ?? []) {
      const room = open(each.room);
      if (!room.pending.value.some((other) => other.clientMsgId === each.clientMsgId)) {
        const state = each.state === 'failed' ? 'failed' : 'queued';
        room.pending.value = [...room.pending.value, { ...each, mentions: each.mentions ?? [], state }];
      }
    }
  }

  /** Forgets what waits: the person who wrote it has signed out. */
  forget(): void {
    prefs.tab.write(this.memory(), undefined);
  }

  /** Sends what waits in this room, if it is not being sent already. */
  flush(room: Room): void {
    void this.run(room);
  }

  private async run(room: Room): Promise<void> {
    if (this.busy.has(room.key)) {
      return;
    }
    this.busy.add(room.key);
    try {
      for (let next = this.next(room); next !== undefined; next = this.next(room)) {
        this.change(room, next.clientMsgId, (each) => ({ ...each, state: 'sending' }));
        const wait = this.settle(room, next, await this.submit(room, next));
        if (wait > 0) {
          await new Promise((resolve) => setTimeout(resolve, wait));
        }
      }
    } finally {
      this.busy.delete(room.key);
    }
  }

  private next(room: Room): Queued | undefined {
    const ready = this.link().online && (room.kind === 'direct' || room.joined.value);
    return ready ? room.pending.value.find((each) => each.state !== 'failed') : undefined;
  }

  private submit(room: Room, message: Queued): Promise<Answer<{ message: WireMessage }>> {
    const fields = {
      text: message.text,
      clientMsgId: message.clientMsgId,
      ...(message.replyId === undefined ? {} : { replyTo: message.replyId }),
      ...(message.mentions.length === 0 ? {} : { mentions: [...message.mentions] }),
      ...(message.attachments.length === 0 ? {} : { attachments: message.attachments.map(wireAttachment) }),
    };
    const peer = room.peer.value;
    return peer === undefined
      ? this.link().request('chatMessage', { room: room.wire.value, ...fields })
      : this.link().request('privateMessage', { to: peer.id, ...fields });
  }

  /** Returns how long to wait before the next attempt. */
  private settle(room: Room, message: Queued, answer: Answer<{ message: WireMessage }>): number {
    if (answer.ok) {
      this.accepted(room, answer.message);
      this.discard(room, message.clientMsgId);
      return 0;
    }
    if (answer.retryable) {
      this.change(room, message.clientMsgId, (each) => ({ ...each, state: 'queued' }));
      return answer.code === 'OFFLINE' ? 0 : Math.max(RETRY_MS, answer.retryAfterMs ?? 0);
    }
    if (answer.code === 'MUTED') {
      mute(room, answer.retryAfterMs);
    }
    this.change(room, message.clientMsgId, (each) => ({ ...each, state: 'failed', problem: answer.message }));
    return 0;
  }

  private change(room: Room, clientMsgId: string, change: (pending: Pending) => Pending): void {
    room.pending.value = room.pending.value.map((each) => (each.clientMsgId === clientMsgId ? change(each) : each));
    this.remember();
  }

  private remember(): void {
    const all = this.state.rooms.value.flatMap((room) => room.pending.value);
    prefs.tab.write(this.memory(), all.length === 0 ? undefined : all);
  }

  private memory(): string {
    return `outbox.${this.state.me}`;
  }
}

/** `crypto.randomUUID` exists only on secure origins; chats on a local network have to work too. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function keyOfRoute(room: string | null, to: string | null): string | undefined {
  return to !== null && to !== '' ? directKey(to) : room !== null && room !== '' ? roomKey(room) : undefined;
}
