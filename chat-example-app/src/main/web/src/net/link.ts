import { io, type Socket } from 'socket.io-client';
import type { Answer, Commands, ServerEvents } from './wire';

export interface LinkListener {
  connected(transport: string): void;
  disconnected(): void;
  /** The server refused the handshake; `code` is from the event catalogue. */
  refused(code: string, message: string): void;
}

const ANSWER_TIMEOUT_MS = 10_000;

/** The one place that knows Socket.IO: a typed connection that answers every request, with a refusal if need be. */
export class Link {
  private readonly socket: Socket;

  constructor(token: () => string, transports: string[], listener: LinkListener) {
    this.socket = io({
      autoConnect: false,
      transports,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      auth: (callback) => callback({ token: token() }),
    });
    this.socket.on('connect', () => listener.connected(this.transport()));
    this.socket.on('disconnect', (reason) => {
      listener.disconnected();
      if (reason === 'io server disconnect') {
        this.socket.connect();
      }
    });
    this.socket.on('connect_error', (error: Error & { data?: { code?: string; message?: string } }) => {
      if (this.socket.active) {
        listener.disconnected();
      } else {
        listener.refused(error.data?.code ?? 'INTERNAL', error.data?.message ?? error.message);
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
}

function refusal(code: string, message: string): Answer<never> {
  return { ok: false, code, message, retryable: true };
}
