import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Message } from '../state/model';
import type { Room } from '../state/room';
import { plainText } from '../text/markup';
import { useChat } from './context';
import { Modal } from './Modal';
import { Quote } from './Quote';

export function DeleteDialog({ room, message, onClose }: { room: Room; message: Message; onClose: () => void }) {
  const chat = useChat();
  const keep = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => keep.current?.focus(), []);
  const text = plainText(message.text) || (message.attachments[0]?.name ?? '');
  return (
    <Modal title="Delete this message?" alert onClose={onClose}>
      <Quote reference={{ seq: message.seq, name: message.author.name, text }} />
      <p class="hint">It is deleted for everybody, and cannot be brought back.</p>
      <div class="actions">
        <button ref={keep} type="button" class="quiet" onClick={onClose}>
          Keep
        </button>
        <button
          type="button"
          class="primary danger"
          onClick={() => {
            onClose();
            void chat.remove(room, message);
          }}
        >
          Delete
        </button>
      </div>
    </Modal>
  );
}
