import { autoUpdate, computePosition, flip, offset, type Placement, shift, size } from '@floating-ui/dom';

const EDGE = 8;

/**
 * Shows a box beside its anchor in the browser's top layer, wholly inside the window, and keeps it there while anything
 * scrolls or changes its size. The box is a manual popover.
 *
 * @returns ends it
 */
export function float(anchor: Element, box: HTMLElement, placement: Placement, gap = EDGE): () => void {
  if (!box.matches(':popover-open')) {
    box.showPopover();
  }
  const place = async () => {
    if (!anchor.isConnected) {
      box.hidePopover();
      return;
    }
    const { x, y } = await computePosition(anchor, box, {
      placement,
      strategy: 'fixed',
      middleware: [
        offset(gap),
        flip({ padding: EDGE }),
        shift({ padding: EDGE, crossAxis: true }),
        size({
          padding: EDGE,
          apply({ elements }) {
            elements.floating.style.maxHeight = `${window.innerHeight - 2 * EDGE}px`;
          },
        }),
      ],
    });
    Object.assign(box.style, { left: `${Math.round(x)}px`, top: `${Math.round(y)}px` });
  };
  return autoUpdate(anchor, box, () => void place());
}
