import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Message } from '../state/model';
import type { Room } from '../state/room';
import { useChat } from './context';
import { fit } from './textarea';

export function EditForm({ room, message }: { room: Room; message: Message }) {
  const chat = useChat();
  const text = useSignal(message.text);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
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
    if (wanted === message.text || wanted === '' || (await chat.edit(room, message, wanted))) {
      close();
    }
  };
  const key = (event: KeyboardEvent) => {
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
          text.value = event.currentTarget.value;
          fit(event.currentTarget);
        }}
      />
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
