/**
 * The small markup of messages: code, links, emphasis, quotes and mentions. Parsing yields tokens, never HTML, so that
 * whatever a sender writes reaches the page as text.
 */

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'mention'; text: string }
  | { kind: 'strong' | 'em' | 'strike'; children: Inline[] };

export type Block =
  | { kind: 'paragraph'; lines: Inline[][] }
  | { kind: 'quote'; lines: Inline[][] }
  | { kind: 'code'; language: string; text: string };

const FENCE = /^```([\w+#.-]{0,20})\s*$/;

/** Splits a message into blocks; an unclosed code fence runs to the end of the message. */
export function parseBlocks(source: string): Block[] {
  const blocks: Block[] = [];
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] ?? '';
    const fence = FENCE.exec(line.trim());
    if (fence) {
      const end = closingFence(lines, index + 1);
      blocks.push({ kind: 'code', language: fence[1] ?? '', text: lines.slice(index + 1, end).join('\n') });
      index = end + 1;
      continue;
    }
    const quoted = line.startsWith('> ');
    appendLine(blocks, quoted ? 'quote' : 'paragraph', parseInline(quoted ? line.slice(2) : line));
    index++;
  }
  return blocks;
}

function closingFence(lines: string[], from: number): number {
  for (let index = from; index < lines.length; index++) {
    if ((lines[index] ?? '').trim() === '```') {
      return index;
    }
  }
  return lines.length;
}

function appendLine(blocks: Block[], kind: 'paragraph' | 'quote', line: Inline[]): void {
  const last = blocks.at(-1);
  if (last && last.kind === kind) {
    last.lines.push(line);
  } else {
    blocks.push({ kind, lines: [line] });
  }
}

const INLINE = new RegExp(
  [
    '`([^`\\n]+)`', // 1 code
    '((?:https?:\\/\\/|www\\.)[^\\s<>"]+)', // 2 link
    '\\*\\*(?=\\S)([^\\n]+?\\S|\\S)\\*\\*', // 3 strong
    '~~(?=\\S)([^\\n]+?\\S|\\S)~~', // 4 strike
    '(?<![\\w*])\\*(?=\\S)([^*\\n]*?\\S)\\*(?![\\w*])', // 5 em
    '(?<![\\w_])_(?=\\S)([^_\\n]*?\\S)_(?![\\w_])', // 6 em
    '(?<![\\w@])(@[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_.-]{0,62}[\\p{L}\\p{N}_])?)', // 7 mention
  ].join('|'),
  'gu',
);

/** Parses one line; nesting is limited so that no input costs more than a few passes. */
export function parseInline(line: string, depth = 0): Inline[] {
  const tokens: Inline[] = [];
  let at = 0;
  const text = (value: string) => {
    if (value !== '') {
      tokens.push({ kind: 'text', text: value });
    }
  };
  for (const match of line.matchAll(INLINE)) {
    if (match.index < at) {
      continue;
    }
    text(line.slice(at, match.index));
    at = match.index + match[0].length;
    const link = match[2];
    if (link !== undefined) {
      const shown = trimLink(link);
      at -= link.length - shown.length;
      tokens.push({ kind: 'link', text: shown, href: shown.startsWith('www.') ? `https://${shown}` : shown });
    } else {
      tokens.push(spanOf(match, depth));
    }
  }
  text(line.slice(at));
  return tokens;
}

function spanOf(match: RegExpMatchArray, depth: number): Inline {
  const [whole, code, , strong, strike, star, underscore, mention] = match;
  if (code !== undefined) {
    return { kind: 'code', text: code };
  }
  if (mention !== undefined) {
    return { kind: 'mention', text: mention };
  }
  const inner = strong ?? strike ?? star ?? underscore ?? whole;
  const children: Inline[] = depth < 3 ? parseInline(inner, depth + 1) : [{ kind: 'text', text: inner }];
  const kind = strong !== undefined ? 'strong' : strike !== undefined ? 'strike' : 'em';
  return { kind, children };
}

/** Punctuation after a link belongs to the sentence; a closing bracket only if it was opened outside. */
function trimLink(link: string): string {
  let end = link.length;
  while (end > 0) {
    const last = link[end - 1] ?? '';
    const unopened = last === ')' && !link.slice(0, end - 1).includes('(');
    if (!unopened && !'.,;:!?\'*_~]}'.includes(last)) {
      break;
    }
    end--;
  }
  return link.slice(0, end);
}

/** Whether a text calls somebody by name: `@Bo` does not call `Bob`, nor the other way round. */
export function mentions(text: string, name: string): boolean {
  const wanted = `@${name.toLowerCase()}`;
  const where = text.toLowerCase();
  for (let at = where.indexOf(wanted); name !== '' && at >= 0; at = where.indexOf(wanted, at + 1)) {
    if (!/^[\p{L}\p{N}_]/u.test(where.slice(at + wanted.length))) {
      return true;
    }
  }
  return false;
}

const EMOJI_ONLY = /^(?:\p{RGI_Emoji}\s*){1,6}$/v;

/** Whether a message is nothing but a few emoji, which are then shown larger. */
export function isEmojiOnly(text: string): boolean {
  return text.length <= 80 && EMOJI_ONLY.test(text.trim());
}

/** One line of plain text for quotes, notifications and screen readers. */
export function plainText(source: string, limit = 140): string {
  const flat = source.replace(/```[\w+#.-]*\n?/g, ' ').replace(/[`*~]{1,2}/g, '').replace(/\s+/g, ' ').trim();
  const points = [...flat];
  return points.length <= limit ? flat : `${points.slice(0, limit - 1).join('')}…`;
}
