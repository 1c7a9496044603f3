import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { upload } from '../app/uploads';
import type { Attachment } from '../state/model';
import type { Room } from '../state/room';
import { sizeOf } from '../text/size';
import { useChat } from './context';
import { EmojiPicker } from './EmojiPicker';
import { Icon } from './Icon';
import { Quote } from './Quote';
import { fit, insertAtCursor } from './textarea';

interface Draft {
  readonly key: number;
  readonly name: string;
  readonly done: Attachment | undefined;
}

let nextDraft = 1;

export function Composer({ room }: { room: Room }) {
  const chat = useChat();
  const area = useRef<HTMLTextAreaElement>(null);
  const drafts = useSignal<readonly Draft[]>([]);
  const picking = useSignal(false);
  useEffect(() => {
    fit(area.current);
    if (matchMedia('(hover: hover)').matches) {
      area.current?.focus();
    }
  }, [room]);
  const replying = room.replying.value;
  useEffect(() => {
    if (replying !== undefined) {
      area.current?.focus();
    }
  }, [replying]);
  const write = (text: string) => {
    room.draft.value = text;
    chat.rooms.typing(room, text);
    if (area.current !== null) {
      area.current.value = text; // Measured now, rendered later.
      fit(area.current);
    }
  };
  const uploading = drafts.value.some((each) => each.done === undefined);
  const attached = drafts.value.flatMap((each) => each.done ?? []);
  const limit = chat.state.limits.value.text;
  const over = [...room.draft.value].length - limit;
  const sendable = !uploading && over <= 0 && (room.draft.value.trim() !== '' || attached.length > 0);
  const send = () => {
    if (sendable) {
      chat.send(room, room.draft.value.trim(), attached);
      drafts.value = [];
      write('');
      area.current?.focus();
    }
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' && room.draft.value === '') {
      event.preventDefault();
      const own = room.log.value.findLast((each) => each.author.id === chat.me && !each.deleted);
      room.editing.value = own?.id;
    } else if (event.key === 'Escape') {
      room.replying.value = undefined;
    }
  };
  const add = (files: Iterable<File>) => void addFiles(chat, drafts, [...files]);
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        add(event.dataTransfer?.files ?? []);
      }}
    >
      {replying !== undefined && (
        <div class="composer-reply">
          <Quote reference={replying} />
          <button type="button" class="icon-button" aria-label="Do not reply" onClick={() => (room.replying.value = undefined)}>
            <Icon name="close" />
          </button>
        </div>
      )}
      <Drafts drafts={drafts} />
      <div class="composer-row">
        <AttachButton onFiles={add} />
        <textarea
          id="msgInput"
          ref={area}
          rows={1}
          dir="auto"
          placeholder={`Message ${room.title.value}`}
          aria-label={`Message ${room.title.value}`}
          disabled={room.frozen.value}
          value={room.draft.value}
          onInput={(event) => write(event.currentTarget.value)}
          onBlur={() => chat.rooms.typing(room, '')}
          onKeyDown={key}
          onPaste={(event) => {
            const files = event.clipboardData?.files;
            if (files !== undefined && files.length > 0) {
              event.preventDefault();
              add(files);
            }
          }}
        />
        {over > -200 && <span class={over > 0 ? 'left over' : 'left'}>{-over}</span>}
        <button
          type="button"
          class="icon-button"
          aria-label="Add an emoji"
          aria-expanded={picking.value}
          onClick={() => (picking.value = !picking.value)}
        >
          <Icon name="smile" />
        </button>
        <button type="submit" class="icon-button send" aria-label="Send" disabled={!sendable}>
          <Icon name="send" />
        </button>
      </div>
      {picking.value && (
        <EmojiPicker
          onClose={() => (picking.value = false)}
          onPick={(emoji) => {
            picking.value = false;
            if (area.current !== null) {
              write(insertAtCursor(area.current, emoji));
            }
          }}
        />
      )}
    </form>
  );
}

async function addFiles(chat: ReturnType<typeof useChat>, drafts: Signal<readonly Draft[]>, files: File[]): Promise<void> {
  const { uploadBytes = 0 } = chat.state.config.value ?? {};
  const room = chat.state.limits.value.attachments - drafts.value.length;
  if (files.length > room) {
    chat.alerts.toast('warning', 'Too many files', `A message carries at most ${chat.state.limits.value.attachments}.`);
  }
  for (const file of files.slice(0, room)) {
    if (file.size > uploadBytes) {
      chat.alerts.toast('warning', `${file.name} is too large`, `Files may have up to ${sizeOf(uploadBytes)}.`);
      continue;
    }
    const draft: Draft = { key: nextDraft++, name: file.name, done: undefined };
    drafts.value = [...drafts.value, draft];
    try {
      const done = await upload(chat.token, file);
      drafts.value = drafts.value.map((each) => (each.key === draft.key ? { ...each, done } : each));
    } catch (error) {
      drafts.value = drafts.value.filter((each) => each.key !== draft.key);
      chat.alerts.toast('danger', `${file.name} was not uploaded`, error instanceof Error ? error.message : '');
    }
  }
}

function Drafts({ drafts }: { drafts: Signal<readonly Draft[]> }) {
  if (drafts.value.length === 0) {
    return null;
  }
  return (
    <ul class="drafts" aria-label="Files to send">
      {drafts.value.map(({ key, name, done }) => (
        <li key={key}>
          {done === undefined ? <span class="spinner" /> : <Icon name="file" />}
          <span dir="auto">{name}</span>
          <button
            type="button"
            class="icon-button"
            aria-label={`Remove ${name}`}
            onClick={() => (drafts.value = drafts.value.filter((each) => each.key !== key))}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function AttachButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="icon-button" aria-label="Attach files" onClick={() => input.current?.click()}>
        <Icon name="attach" />
      </button>
      <input
        ref={input}
        id="fileInput"
        type="file"
        multiple
        hidden
        tabIndex={-1}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
