import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Placement } from '@floating-ui/dom';
import { float } from './floating';

interface PopoverProps {
  placement: Placement;
  class: string;
  role: 'dialog' | 'menu';
  label: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** A box for a moment, beside its parent element: it ends with Escape, a press elsewhere or Tab out of it, and gives the focus back. */
export function Popover({ placement, class: look, role, label, onClose, children }: PopoverProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    const beside = element?.parentElement;
    return element && beside ? float(beside, element, placement) : undefined;
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    const before = document.activeElement as HTMLElement | null;
    const outside = ({ target }: Event) => {
      const opener = target instanceof Element && target.closest('[aria-expanded=true]') !== null;
      if (target instanceof Node && element?.contains(target) !== true && !opener) {
        onClose();
      }
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      if (document.activeElement === document.body || element?.contains(document.activeElement) === true) {
        before?.focus({ preventScroll: true });
      }
    };
  }, []);
  return (
    <div
      ref={box}
      class={`floating ${look}`}
      popover="manual"
      role={role}
      aria-label={label}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') {
          event.preventDefault();
          onClose();
        }
      }}
    >
      {children}
    </div>
  );
}
