import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { EMOJI_GROUPS, type Emoji, findEmoji } from '../text/emoji';
import { Popover } from './Popover';
import { useRoving } from './roving';

interface EmojiPickerProps {
  onPick: (emoji: string) => void;
  onClose: () => void;
}

export function EmojiPicker({ onPick, onClose }: EmojiPickerProps) {
  const query = useSignal('');
  const input = useRef<HTMLInputElement>(null);
  const list = useRoving<HTMLDivElement>({ items: '.emoji', keys: 'grid' });
  useLayoutEffect(() => {
    // Where there is no mouse, the keyboard of the screen would hide what is to be chosen from.
    const first = matchMedia('(hover: hover)').matches ? input.current : list.current?.querySelector<HTMLElement>('.emoji');
    first?.focus({ preventScroll: true });
  }, []);
  const found = query.value.trim() === '' ? undefined : findEmoji(query.value);
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && found?.[0] !== undefined) {
      event.preventDefault();
      onPick(found[0].symbol);
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      list.current?.querySelector<HTMLElement>('.emoji')?.focus();
    }
  };
  return (
    <Popover class="picker" role="dialog" label="Emoji" placement="top-end" onClose={onClose}>
      <input
        ref={input}
        type="search"
        placeholder="Find an emoji"
        aria-label="Find an emoji"
        value={query.value}
        onInput={(event) => (query.value = event.currentTarget.value)}
        onKeyDown={key}
      />
      <div class="picker-list" ref={list}>
        {found === undefined ? (
          EMOJI_GROUPS.map((group) => (
            <section key={group.name} aria-label={group.name}>
              <p class="picker-group" aria-hidden="true">
                {group.name}
              </p>
              <Grid emoji={group.emoji} onPick={onPick} />
            </section>
          ))
        ) : found.length > 0 ? (
          <Grid emoji={found} onPick={onPick} />
        ) : (
          <p class="hint">Nothing found.</p>
        )}
      </div>
    </Popover>
  );
}

function Grid({ emoji, onPick }: { emoji: readonly Emoji[]; onPick: (emoji: string) => void }) {
  return (
    <div class="picker-grid">
      {emoji.map(({ symbol, words }) => (
        <button key={symbol} type="button" class="emoji" aria-label={words} data-tip={words} onClick={() => onPick(symbol)}>
          {symbol}
        </button>
      ))}
    </div>
  );
}
