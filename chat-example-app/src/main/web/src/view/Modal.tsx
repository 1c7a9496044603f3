import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { IconButton } from './IconButton';

interface ModalProps {
  title: string;
  children: ComponentChildren;
  onClose: () => void;
  /** Asks for a decision: the reader's attention is interrupted. */
  alert?: boolean;
}

/** The browser's own dialog: it keeps the focus inside and gives it back, or to the message that was acted on. */
export function Modal({ title, children, onClose, alert = false }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    const row = before?.closest<HTMLElement>('[data-seq]');
    dialog.current?.showModal();
    return () =>
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) {
          const there = before instanceof HTMLElement && before.isConnected;
          (there ? before : (row ?? document.getElementById('msgInput')))?.focus({ preventScroll: true });
        }
      });
  }, []);
  const more: object = alert ? { role: 'alertdialog' } : {};
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) {
          dialog.current?.close();
        }
      }}
      {...more}
    >
      <div class="modal">
        <header>
          <h2 id={heading}>{title}</h2>
          <IconButton icon="close" label="Close" onClick={() => dialog.current?.close()} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
