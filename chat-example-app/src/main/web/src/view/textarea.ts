/** A text of this length is higher than a text area may become, in any case; to measure it would take long. */
const SURELY_HIGH = 6_000;

/** Makes a text area as high as its text; the style sheet bounds it. */
export function fit(area: HTMLTextAreaElement | null): void {
  if (area !== null && area.value.length > SURELY_HIGH) {
    area.style.height = '100vh';
  } else if (area !== null) {
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  }
}

export function insertAtCursor(area: HTMLTextAreaElement, text: string): string {
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
  return area.value;
}
