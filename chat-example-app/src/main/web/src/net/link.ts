import { io, type Socket } from 'socket.io-client';
import type { Commands, Refused, ServerEvents } from 'parley-chat-types';

/** A refusal by the server, or the lack of one. */
export type Refusal = Omit<Refused, 'code'> & { code: Refused['code'] | 'OFFLINE' | 'TIMEOUT' };

export type Answer<T> = ({ ok: true } & T) | Refusal;

export interface LinkListener {
  connected(transport: string): void;
  disconnected(): void;
  /** The server does not let this person in, and trying again would not help. */
  refused(message: string): void;
}

const ANSWER_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
const STABLE_MS = 10_000;

/** The one place that knows Socket.IO: a typed connection that answers every request, with a refusal if need be. */
export class Link {
  private readonly socket: Socket;
  private retryMs = FIRST_RETRY_MS;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private stable: ReturnType<typeof setTimeout> | undefined;

  constructor(token: () => string, transports: string[], listener: LinkListener) {
    this.socket = io({
      autoConnect: false,
      transports,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      auth: (callback) => callback({ token: token() }),
    });
    this.socket.on('connect', () => {
      this.stable = setTimeout(() => (this.retryMs = FIRST_RETRY_MS), STABLE_MS);
      listener.connected(this.transport());
    });
    this.socket.on('disconnect', (reason) => {
      clearTimeout(this.stable);
      listener.disconnected();
      if (reason === 'io server disconnect') {
        this.tryLater();
      }
    });
    this.socket.on('connect_error', (error: Error & { data?: { message?: string; retryable?: boolean } }) => {
      if (this.socket.active || error.data?.retryable !== false) {
        listener.disconnected();
      } else {
        listener.refused(error.data.message ?? error.message);
      }
      if (!this.socket.active && error.data?.retryable !== false) {
        this.tryLater();
      }
    });
  }

  get online(): boolean {
    return this.socket.connected;
  }

  transport(): string {
    return this.socket.io.engine?.transport?.name ?? 'unknown';
  }

  open(): void {
    this.socket.connect();
  }

  close(): void {
    clearTimeout(this.retry);
    this.socket.disconnect();
  }

  on<E extends keyof ServerEvents>(event: E, listener: (payload: ServerEvents[E]) => void): void {
    this.socket.on(event as string, listener as (payload: unknown) => void);
  }

  /** Asks and waits; never rejects: no connection and no answer are the retryable refusals `OFFLINE` and `TIMEOUT`. */
  request<C extends keyof Commands>(command: C, payload: Commands[C][0]): Promise<Answer<Commands[C][1]>> {
    if (!this.socket.connected) {
      return Promise.resolve(refusal('OFFLINE', 'There is no connection.'));
    }
    return new Promise((resolve) => {
      this.socket
        .timeout(ANSWER_TIMEOUT_MS)
        .emit(command, payload, (error: Error | null, answer: Answer<Commands[C][1]>) => {
          resolve(error ? refusal(this.socket.connected ? 'TIMEOUT' : 'OFFLINE', error.message) : answer);
        });
    });
  }

  /** Says something that needs no answer and means nothing later: dropped when there is no connection. */
  mention(event: 'typing' | 'stopTyping', room: string): void {
    if (this.socket.connected) {
      this.socket.emit(event, { room });
    }
  }

  /** What the server has ended, the client does not open again by itself. Twice as long each time, and never all at once. */
  private tryLater(): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.socket.connect(), this.retryMs * (0.5 + Math.random() / 2));
    this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
  }
}

function refusal(code: 'OFFLINE' | 'TIMEOUT', message: string): Refusal {
  return { ok: false, code, message, retryable: true };
}
