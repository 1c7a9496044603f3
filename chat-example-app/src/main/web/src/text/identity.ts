/** What an avatar is made of: a colour and up to two letters, the same on every device. */

export function hueOf(key: string): number {
  let hash = 2_166_136_261;
  for (const char of key) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619);
  }
  return (hash >>> 0) % 360;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function firstGrapheme(text: string): string {
  for (const { segment } of segmenter.segment(text)) {
    return segment;
  }
  return '';
}

export function initialsOf(name: string): string {
  const words = name
    .split(/[\s._-]+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}\p{Emoji}]+/u, ''))
    .filter((word) => word !== '');
  const first = firstGrapheme(words[0] ?? name);
  const last = words.length > 1 ? firstGrapheme(words.at(-1) ?? '') : '';
  const emoji = /\p{Extended_Pictographic}/u;
  return emoji.test(first) || emoji.test(last) ? first : (first + last).toLocaleUpperCase();
}
