/** Arrow keys walk from message to message; only one of them is a tab stop. */
export function moveFocus(event: KeyboardEvent): void {
  const from = (event.target as HTMLElement).closest<HTMLElement>('[data-seq]');
  if (from === null || from !== event.target) {
    return;
  }
  const rows = [...(from.parentElement?.querySelectorAll<HTMLElement>('[data-seq]') ?? [])];
  const index = rows.indexOf(from);
  const to =
    event.key === 'ArrowUp'
      ? rows[index - 1]
      : event.key === 'ArrowDown'
        ? rows[index + 1]
        : event.key === 'End'
          ? rows.at(-1)
          : undefined;
  if (to !== undefined) {
    event.preventDefault();
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
    to.scrollIntoView({ block: 'nearest' });
  }
}
