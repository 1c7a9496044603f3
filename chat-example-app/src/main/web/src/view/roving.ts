import { type RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

export interface Roving {
  /** Selects the items inside the container. */
  readonly items: string;
  /** `list` takes up and down, `bar` left and right, `grid` all four. */
  readonly keys: 'list' | 'bar' | 'grid';
  /** Whether the group can be reached with Tab at all. */
  readonly enabled?: boolean;
}

/** Makes a group one tab stop: arrow keys, Home and End walk inside it, and Tab comes back to where one was. */
export function useRoving<E extends HTMLElement>({ items, keys, enabled = true }: Roving): RefObject<E | null> {
  const box = useRef<E>(null);
  const last = useRef<HTMLElement>(undefined);
  const all = () => [...(box.current?.querySelectorAll<HTMLElement>(items) ?? [])].filter((each) => !each.matches(':disabled'));
  const arrange = () => {
    const found = all();
    const marked = found.find((each) => each.matches('[aria-current], [aria-selected=true]'));
    const stop = found.find((each) => each === last.current) ?? marked ?? found[0];
    found.forEach((each) => (each.tabIndex = enabled && each === stop ? 0 : -1));
  };
  useLayoutEffect(arrange);
  useEffect(() => {
    const container = box.current;
    const focused = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && target.matches(items)) {
        last.current = target;
        arrange();
      }
    };
    const pressed = (event: KeyboardEvent) => {
      const from = event.target;
      if (from instanceof HTMLElement && from.matches(items) && !event.ctrlKey && !event.altKey && !event.metaKey) {
        const to = next(from, all(), event.key, keys);
        if (to !== undefined) {
          event.preventDefault();
          event.stopPropagation();
          to.focus();
        }
      }
    };
    container?.addEventListener('focusin', focused);
    container?.addEventListener('keydown', pressed);
    return () => {
      container?.removeEventListener('focusin', focused);
      container?.removeEventListener('keydown', pressed);
    };
  }, [items, keys, enabled]);
  return box;
}

const STEPS: Record<Roving['keys'], Record<string, number>> = {
  list: { ArrowUp: -1, ArrowDown: 1 },
  bar: { ArrowLeft: -1, ArrowRight: 1 },
  grid: { ArrowLeft: -1, ArrowRight: 1 },
};

function next(from: HTMLElement, all: HTMLElement[], key: string, keys: Roving['keys']): HTMLElement | undefined {
  if (key === 'Home' || key === 'End') {
    return all.at(key === 'Home' ? 0 : -1);
  }
  if (keys === 'grid' && (key === 'ArrowUp' || key === 'ArrowDown')) {
    return inOtherRow(from, all, key === 'ArrowDown');
  }
  const step = STEPS[keys][key];
  return step === undefined ? undefined : all[all.indexOf(from) + step];
}

/** The item of the nearest row above or below that stands nearest to this one's column. */
function inOtherRow(from: HTMLElement, all: HTMLElement[], down: boolean): HTMLElement | undefined {
  const here = from.getBoundingClientRect();
  const middle = (rect: DOMRect) => rect.top + rect.height / 2;
  let best: { item: HTMLElement; rows: number; columns: number } | undefined;
  for (const item of all) {
    const rect = item.getBoundingClientRect();
    const rows = (middle(rect) - middle(here)) * (down ? 1 : -1);
    const columns = Math.abs(rect.left - here.left);
    const nearer = best === undefined || rows < best.rows - 1 || (rows < best.rows + 1 && columns < best.columns);
    if (rows > here.height / 2 && nearer) {
      best = { item, rows, columns };
    }
  }
  return best?.item;
}
