import { effect } from '@preact/signals';
import type { AppState } from '../state/app';
import type { Attachment, Person } from '../state/model';
import type { Replying, Room } from '../state/room';
import { prefs } from './prefs';
import type { Uploads } from './uploads';

interface Draft {
  readonly text: string;
  readonly files: readonly Attachment[];
  readonly chosen: readonly Person[];
  readonly replying?: Replying;
}

const SAVE_MS = 400;

/** Keeps what is being written, with the uploaded files, over a reload of the tab. */
export class Drafts {
  private saving: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly state: AppState,
    private readonly uploads: Uploads,
  ) {
    effect(() => {
      for (const room of state.rooms.value) {
        draftOf(room);
      }
      this.saving ??= setTimeout(() => this.save(), SAVE_MS);
    });
    addEventListener('pagehide', () => this.save());
  }

  /** Brings back what was being written in a room that is shown now. */
  restore(room: Room): void {
    const draft = this.read()[room.key];
    if (draft !== undefined) {
      room.draft.value = draft.text;
      room.chosen.value = draft.chosen;
      room.replying.value = draft.replying;
      this.uploads.restore(room, draft.files);
    }
  }

  forget(): void {
    clearTimeout(this.saving);
    prefs.tab.write(this.memory(), undefined);
  }

  private save(): void {
    clearTimeout(this.saving);
    this.saving = undefined;
    if (this.state.account.value === undefined) {
      return;
    }
    const shown = this.state.rooms.value.map((room) => [room.key, draftOf(room)] as const);
    const drafts = { ...this.read(), ...Object.fromEntries(shown) };
    const kept = Object.entries(drafts).filter(([, draft]) => draft !== undefined);
    prefs.tab.write(this.memory(), kept.length === 0 ? undefined : Object.fromEntries(kept));
  }

  private read(): Record<string, Draft | undefined> {
    return prefs.tab.read(this.memory()) ?? {};
  }

  private memory(): string {
    return `drafts.${this.state.me}`;
  }
}

function draftOf(room: Room): Draft | undefined {
  const text = room.draft.value;
  const files = room.files.value.flatMap((each) => each.done ?? []);
  const chosen = room.chosen.value;
  const replying = room.replying.value;
  const empty = text.trim() === '' && files.length === 0 && replying === undefined;
  return empty ? undefined : { text, files, chosen, ...(replying === undefined ? {} : { replying }) };
}
