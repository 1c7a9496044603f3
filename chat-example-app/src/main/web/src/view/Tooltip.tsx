import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { float } from './floating';

const REST_MS = 450;
const WITH_TIP = '.icon-button, [data-tip]';

/** Says what a button does that shows a picture alone: while the mouse rests on it, and when the keyboard comes to it. */
export function Tooltip() {
  const target = useSignal<HTMLElement | undefined>(undefined);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (found: HTMLElement | undefined, after: number) => {
      clearTimeout(timer);
      if (found === undefined || after === 0) {
        target.value = found;
      } else {
        timer = setTimeout(() => (target.value = found), target.peek() === undefined ? after : 0);
      }
    };
    const over = (event: PointerEvent) => {
      if (event.pointerType === 'mouse') {
        show(buttonOf(event.target), REST_MS);
      }
    };
    const focused = (event: FocusEvent) => {
      const found = buttonOf(event.target);
      show(found?.matches(':focus-visible') === true ? found : undefined, 0);
    };
    const hide = () => show(undefined, 0);
    const key = (event: KeyboardEvent) => event.key === 'Escape' && hide();
    document.addEventListener('pointerover', over);
    document.addEventListener('focusin', focused);
    document.addEventListener('pointerdown', hide);
    document.addEventListener('keydown', key);
    document.addEventListener('scroll', hide, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointerover', over);
      document.removeEventListener('focusin', focused);
      document.removeEventListener('pointerdown', hide);
      document.removeEventListener('keydown', key);
      document.removeEventListener('scroll', hide, { capture: true });
    };
  }, []);
  const anchor = target.value;
  const text = anchor === undefined ? '' : (anchor.dataset.tip ?? anchor.getAttribute('aria-label') ?? '');
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || anchor === undefined || text === '') {
      return undefined;
    }
    const end = float(anchor, element, 'top', 6);
    return () => {
      end();
      element.hidePopover();
    };
  }, [anchor, text]);
  return (
    <div ref={box} class="floating tooltip" popover="manual" aria-hidden="true">
      {text}
    </div>
  );
}

function buttonOf(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>(WITH_TIP) ?? undefined) : undefined;
}
