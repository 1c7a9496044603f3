/** How long a text may still become, by the two limits that the server has. */

export interface TextLimits {
  /** Characters as a reader counts them. */
  readonly graphemes: number;
  /** Bytes in UTF-8. */
  readonly bytes: number;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const MAX_CHARS_OF_A_GRAPHEME = 8;

/** From how few characters left on a writer wants to know their number. */
export const NEAR_LIMIT = 200;

/**
 * The characters that are left, negative when there are too many. Exact from {@link NEAR_LIMIT} on; a text far beyond the
 * limit is not counted, because it may be a whole file that somebody pasted.
 */
export function charactersLeft(text: string, { graphemes, bytes }: TextLimits): number {
  if (text.length + NEAR_LIMIT <= graphemes && text.length * 3 <= bytes) {
    return graphemes - text.length;
  }
  if (text.length > graphemes * MAX_CHARS_OF_A_GRAPHEME) {
    return graphemes - text.length;
  }
  const bytesOver = new TextEncoder().encode(text).length - bytes;
  return bytesOver > 0 ? Math.min(-bytesOver, graphemes - count(text)) : graphemes - count(text);
}

function count(text: string): number {
  let characters = 0;
  for (const _ of segmenter.segment(text)) {
    characters++;
  }
  return characters;
}
