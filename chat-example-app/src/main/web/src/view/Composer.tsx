import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Room } from '../state/room';
import { charactersLeft, NEAR_LIMIT } from '../text/length';
import { spanOf } from '../text/time';
import { useChat } from './context';
import { EmojiPicker } from './EmojiPicker';
import { Icon } from './Icon';
import { IconButton } from './IconButton';
import { Quote } from './Quote';
import { fit, insertAtCursor } from './textarea';
import { Uploads } from './Uploads';
import { useCompletion } from './useCompletion';

const CURSOR_KEYS = ['ArrowLeft', 'ArrowRight', 'Home', 'End'];

export function Composer({ room }: { room: Room }) {
  const chat = useChat();
  const area = useRef<HTMLTextAreaElement>(null);
  const write = (text: string) => {
    room.draft.value = text;
    chat.rooms.typing(room, text);
    if (area.current !== null) {
      area.current.value = text; // Measured now, rendered later.
      fit(area.current);
    }
  };
  const completion = useCompletion(area, room, write);
  // Before the next frame: what is typed at once must not be lost.
  useLayoutEffect(() => {
    fit(area.current);
    if (matchMedia('(hover: hover)').matches) {
      area.current?.focus();
    }
  }, [room]);
  const replying = room.replying.value;
  const replied = useRef(replying);
  useLayoutEffect(() => {
    if (replying !== undefined && replying !== replied.current) {
      area.current?.focus();
    }
    replied.current = replying;
  }, [replying]);
  const files = room.files.value;
  const left = charactersLeft(room.draft.value, chat.state.limits.value);
  const ready = left >= 0 && files.every((each) => each.state === 'done') && room.silenced.value === undefined;
  const sendable = ready && (files.length > 0 || room.draft.value.trim() !== '');
  const send = () => {
    if (sendable) {
      chat.send(room, room.draft.value.trim(), files.flatMap((each) => each.done ?? []));
      room.files.value = [];
      write('');
      area.current?.focus();
    }
  };
  const key = (event: KeyboardEvent) => {
    if (completion.key(event)) {
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' && room.draft.value === '') {
      event.preventDefault();
      room.editing.value = room.log.value.findLast((each) => each.author.id === chat.me && !each.deleted)?.id;
    } else if (event.key === 'Escape') {
      room.replying.value = undefined;
    }
  };
  const add = (more: Iterable<File>) => chat.uploads.add(room, [...more]);
  return (
    <form
      id="form"
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Note room={room} />
      {replying !== undefined && (
        <div class="composer-reply">
          <Quote reference={replying} />
          <IconButton icon="close" label="Do not reply" onClick={() => (room.replying.value = undefined)} />
        </div>
      )}
      <Uploads room={room} />
      <div class="composer-row">
        <AttachButton onFiles={add} />
        <textarea
          id="msgInput"
          ref={area}
          rows={1}
          dir="auto"
          placeholder="Type your message…"
          aria-label={room.peer.value === undefined ? `Message in ${room.title.value}` : `Message to ${room.title.value}`}
          value={room.draft.value}
          onInput={(event) => {
            write(event.currentTarget.value);
            completion.update();
          }}
          onClick={completion.update}
          onKeyUp={({ key: pressed }) => CURSOR_KEYS.includes(pressed) && completion.update()}
          onBlur={() => {
            completion.close();
            chat.rooms.typing(room, '');
          }}
          onKeyDown={key}
          onPaste={(event) => {
            const pasted = event.clipboardData && filesOf(event.clipboardData, chat.state.limits.value.graphemes);
            if (pasted && pasted.length > 0) {
              event.preventDefault();
              add(pasted);
            }
          }}
          {...completion.attributes}
        />
        {left < NEAR_LIMIT && <span class={left < 0 ? 'left over' : 'left'}>{left}</span>}
        <EmojiButton
          onPick={(emoji) => {
            if (area.current !== null) {
              write(insertAtCursor(area.current, emoji));
              area.current.focus();
            }
          }}
        />
        <IconButton icon="send" label="Send" class="send" type="submit" disabled={!sendable} />
      </div>
      {completion.list}
    </form>
  );
}

/** Why one cannot write here now, or not so fast. */
function Note({ room }: { room: Room }) {
  const slow = room.slowModeMs.value > 0 && !room.moderated.value;
  const text = room.silenced.value ?? (slow ? `Slow mode: one message in ${spanOf(room.slowModeMs.value)}.` : '');
  return (
    <div role="status">
      {text !== '' && (
        <p class="composer-note">
          <Icon name={room.muted.value ? 'mute' : room.silenced.value === undefined ? 'clock' : 'frozen'} /> {text}
        </p>
      )}
    </div>
  );
}

function EmojiButton({ onPick }: { onPick: (emoji: string) => void }) {
  const picking = useSignal(false);
  return (
    <span class="beside">
      <IconButton icon="smile" label="Add an emoji" expanded={picking.value} onClick={() => (picking.value = !picking.value)} />
      {picking.value && (
        <EmojiPicker
          onClose={() => (picking.value = false)}
          onPick={(emoji) => {
            picking.value = false;
            onPick(emoji);
          }}
        />
      )}
    </span>
  );
}

function AttachButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton icon="attach" label="Attach files" onClick={() => input.current?.click()} />
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

/** What is pasted as files: files, and a text that no message can hold. */
function filesOf(data: DataTransfer, longest: number): File[] {
  const text = data.getData('text/plain');
  const files = [...data.files];
  return files.length === 0 && text.length > 2 * longest ? [new File([text], 'pasted-text.txt', { type: 'text/plain' })] : files;
}
