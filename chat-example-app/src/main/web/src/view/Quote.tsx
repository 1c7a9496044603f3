import type { Reference } from '../state/model';
import { plainText } from '../text/markup';

/** The message that is answered, in one line. */
export function Quote({ reference, onOpen }: { reference: Reference; onOpen?: (seq: number) => void }) {
  const text = (
    <>
      <b dir="auto">{reference.name || 'Deleted message'}</b>
      <span dir="auto">{plainText(reference.text)}</span>
    </>
  );
  return onOpen === undefined ? (
    <p class="quote">{text}</p>
  ) : (
    <button type="button" class="quote" tabIndex={-1} onClick={() => onOpen(reference.seq)}>
      {text}
    </button>
  );
}
