/** Makes a text area as high as its text; the style sheet bounds it. */
export function fit(area: HTMLTextAreaElement | null): void {
  if (area !== null) {
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  }
}

export function insertAtCursor(area: HTMLTextAreaElement, text: string): string {
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
  return area.value;
}
