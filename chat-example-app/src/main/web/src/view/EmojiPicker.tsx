import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { EMOJI_GROUPS, type Emoji, findEmoji } from '../text/emoji';

export function EmojiPicker({ onPick, onClose }: { onPick: (emoji: string) => void; onClose: () => void }) {
  const query = useSignal('');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    box.current?.querySelector('input')?.focus({ preventScroll: true });
    const outside = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) {
        onClose();
      }
    };
    document.addEventListener('pointerdown', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      before?.focus({ preventScroll: true });
    };
  }, []);
  const found = query.value.trim() === '' ? undefined : findEmoji(query.value);
  return (
    <div
      class="picker"
      ref={box}
      role="dialog"
      aria-label="Emoji"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') {
          onClose();
        } else if (event.key === 'Enter' && found?.[0] !== undefined && event.target instanceof HTMLInputElement) {
          event.preventDefault();
          onPick(found[0].symbol);
        }
      }}
    >
      <input
        type="search"
        placeholder="Find an emoji"
        aria-label="Find an emoji"
        value={query.value}
        onInput={(event) => (query.value = event.currentTarget.value)}
      />
      <div class="picker-list" tabIndex={-1}>
        {found === undefined ? (
          EMOJI_GROUPS.map((group) => (
            <section key={group.name}>
              <h3>{group.name}</h3>
              <Grid emoji={group.emoji} onPick={onPick} />
            </section>
          ))
        ) : found.length > 0 ? (
          <Grid emoji={found} onPick={onPick} />
        ) : (
          <p class="hint">Nothing found.</p>
        )}
      </div>
    </div>
  );
}

function Grid({ emoji, onPick }: { emoji: readonly Emoji[]; onPick: (emoji: string) => void }) {
  return (
    <div class="picker-grid">
      {emoji.map(({ symbol, words }) => (
        <button key={symbol} type="button" aria-label={words} title={words} onClick={() => onPick(symbol)}>
          {symbol}
        </button>
      ))}
    </div>
  );
}
