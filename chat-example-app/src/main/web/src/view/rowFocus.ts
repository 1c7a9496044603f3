const PAGE = 8;

/** Keys on a message: the arrows walk from one to the next, Escape goes to the text that is being written. */
export function moveFocus(event: KeyboardEvent): void {
  const from = (event.target as HTMLElement).closest<HTMLElement>('[data-seq]');
  if (from === null || event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  if (event.key === 'Escape') {
    (event.target === from ? document.getElementById('msgInput') : from)?.focus({ preventScroll: true });
    return;
  }
  const rows = [...(from.parentElement?.querySelectorAll<HTMLElement>('[data-seq]') ?? [])];
  const to = event.target === from ? target(rows, rows.indexOf(from), event.key) : undefined;
  if (to !== undefined) {
    event.preventDefault();
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: 'nearest' });
  }
}

function target(rows: HTMLElement[], index: number, key: string): HTMLElement | undefined {
  switch (key) {
    case 'ArrowUp':
      return rows[index - 1];
    case 'ArrowDown':
      return rows[index + 1];
    case 'PageUp':
      return rows[Math.max(0, index - PAGE)];
    case 'PageDown':
      return rows[Math.min(rows.length - 1, index + PAGE)];
    case 'Home':
      return rows[0];
    case 'End':
      return rows.at(-1);
    default:
      return undefined;
  }
}
