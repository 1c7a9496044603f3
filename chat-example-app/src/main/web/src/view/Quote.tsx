import type { Reference } from '../state/model';
import { plainText } from '../text/markup';
import { useTabStop } from './context';

/** The message that is answered: its author, and one line of it. */
export function Quote({ reference, onOpen }: { reference: Reference; onOpen?: (seq: number) => void }) {
  const tab = useTabStop();
  const text = (
    <>
      <b dir="auto">{reference.name || 'Deleted message'}</b>
      <span dir="auto">{plainText(reference.text)}</span>
    </>
  );
  return onOpen === undefined ? (
    <p class="quote">{text}</p>
  ) : (
    <button type="button" class="quote" tabIndex={tab} onClick={() => onOpen(reference.seq)}>
      {text}
    </button>
  );
}
