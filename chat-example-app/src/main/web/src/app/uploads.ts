import { api } from '../net/api';
import type { AppState } from '../state/app';
import type { Attachment, Upload } from '../state/model';
import type { Room } from '../state/room';
import { sizeOf } from '../text/size';
import type { Alerts } from './alerts';

const NOTICE_OF_LOSS_MS = 1_000;

/** Uploads the files beside a text while it is written. What cannot be sent for want of a connection waits for it. */
export class Uploads {
  private next = 1;
  private readonly busy = new Set<Room>();

  constructor(
    private readonly state: AppState,
    private readonly alerts: Alerts,
    private readonly online: () => boolean,
  ) {
    addEventListener('online', () => this.resume());
  }

  add(room: Room, files: readonly File[]): void {
    const { attachments } = this.state.limits.value;
    const { uploadBytes = 0 } = this.state.config.value ?? {};
    const free = Math.max(0, attachments - room.files.value.length);
    if (files.length > free) {
      this.alerts.toast('warning', 'Too many files', `A message carries at most ${attachments}.`);
    }
    for (const file of files.slice(0, free)) {
      if (file.size > uploadBytes) {
        this.alerts.toast('warning', `${file.name} is too large`, `Files may have up to ${sizeOf(uploadBytes)}.`);
      } else {
        room.files.value = [...room.files.value, { key: this.next++, name: file.name, state: 'waiting', file }];
      }
    }
    void this.run(room);
  }

  /** Shows what an earlier load of the page had uploaded. */
  restore(room: Room, done: readonly Attachment[]): void {
    const uploads: Upload[] = done.map((each) => ({ key: this.next++, name: each.name, state: 'done', done: each }));
    room.files.value = [...room.files.value, ...uploads];
  }

  remove(room: Room, key: number): void {
    room.files.value = room.files.value.filter((each) => each.key !== key);
  }

  retry(room: Room, key: number): void {
    this.change(room, key, { state: 'waiting' });
    void this.run(room);
  }

  /** There is a connection again. */
  resume(): void {
    this.state.rooms.value.forEach((room) => void this.run(room));
  }

  private async run(room: Room): Promise<void> {
    if (this.busy.has(room)) {
      return;
    }
    this.busy.add(room);
    try {
      let next = this.waiting(room);
      while (next !== undefined && (await this.submit(room, next))) {
        next = this.waiting(room);
      }
    } finally {
      this.busy.delete(room);
    }
  }

  private waiting(room: Room): Upload | undefined {
    return room.files.value.find((each) => each.state === 'waiting');
  }

  /** Whether the next one may be tried. */
  private async submit(room: Room, { key, file }: Upload): Promise<boolean> {
    if (file === undefined || !this.reachable()) {
      return false;
    }
    this.change(room, key, { state: 'uploading' });
    try {
      this.change(room, key, { state: 'done', done: await upload(this.state.account.value?.token ?? '', file) });
      return true;
    } catch (error) {
      const refused = await this.isRefused(error);
      const problem = error instanceof Error ? error.message : 'The upload failed.';
      this.change(room, key, refused ? { state: 'failed', problem } : { state: 'waiting' });
      return refused;
    }
  }

  /** A lost connection is noticed a moment later than the upload that it ended. */
  private async isRefused(error: unknown): Promise<boolean> {
    if (!(error instanceof TypeError)) {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, NOTICE_OF_LOSS_MS));
    return this.reachable();
  }

  private reachable(): boolean {
    return navigator.onLine && this.online();
  }

  private change(room: Room, key: number, change: Partial<Upload>): void {
    room.files.value = room.files.value.map((each) => (each.key === key ? { ...each, ...change } : each));
  }
}

/** Sends a file and answers what a message says of it; a picture's address carries its size. */
async function upload(token: string, file: File): Promise<Attachment> {
  const [stored, size] = await Promise.all([api.upload(token, file), pictureSize(file)]);
  const url = size === undefined ? stored.url : `${stored.url}?w=${size.width}&h=${size.height}`;
  return { url, name: stored.name, type: stored.type, size: stored.size, ...size };
}

async function pictureSize(file: File): Promise<{ width: number; height: number } | undefined> {
  if (!file.type.startsWith('image/')) {
    return undefined;
  }
  try {
    const bitmap = await createImageBitmap(file);
    const size = { width: bitmap.width, height: bitmap.height };
    bitmap.close();
    return size;
  } catch {
    return undefined;
  }
}
