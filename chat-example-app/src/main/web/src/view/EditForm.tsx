import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Message } from '../state/model';
import type { Room } from '../state/room';
import { useChat } from './context';
import { fit } from './textarea';
import { useCompletion } from './useCompletion';

export function EditForm({ room, message }: { room: Room; message: Message }) {
  const chat = useChat();
  const text = useSignal(message.text);
  const area = useRef<HTMLTextAreaElement>(null);
  const write = (value: string) => {
    text.value = value;
    fit(area.current);
  };
  const completion = useCompletion(area, room, write);
  useLayoutEffect(() => {
    area.current?.focus();
    area.current?.setSelectionRange(message.text.length, message.text.length);
    fit(area.current);
  }, []);
  const close = () => {
    room.editing.value = undefined;
    document.getElementById('msgInput')?.focus();
  };
  const save = async () => {
    const wanted = text.value.trim();
    const nothing = wanted === '' && message.attachments.length === 0;
    if (wanted === message.text || nothing || (await chat.edit(room, message, wanted))) {
      close();
    }
  };
  const key = (event: KeyboardEvent) => {
    if (completion.key(event)) {
      return;
    }
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void save();
    }
  };
  return (
    <form
      class="edit-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <textarea
        ref={area}
        rows={1}
        dir="auto"
        aria-label="Edit message"
        value={text.value}
        onKeyDown={key}
        onInput={(event) => {
          write(event.currentTarget.value);
          completion.update();
        }}
        onBlur={completion.close}
        {...completion.attributes}
      />
      {completion.list}
      <div class="edit-actions">
        <button type="button" class="quiet" onClick={close}>
          Cancel
        </button>
        <button type="submit" class="primary">
          Save
        </button>
      </div>
    </form>
  );
}
