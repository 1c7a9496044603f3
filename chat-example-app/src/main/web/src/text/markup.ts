/**
 * The small markup of messages: code, links, emphasis, quotes and mentions. Parsing yields tokens, never HTML, so that
 * whatever a sender writes reaches the page as text.
 */
import type { Person } from '../state/model';

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'mention'; text: string; id: string }
  | { kind: 'strong' | 'em' | 'strike'; children: Inline[] };

export type Block =
  | { kind: 'paragraph'; lines: Inline[][] }
  | { kind: 'quote'; lines: Inline[][] }
  | { kind: 'code'; language: string; text: string };

const FENCE = /^```([\w+#.-]{0,20})\s*$/;

/** Splits a message into blocks; an unclosed code fence runs to the end of the message. Only `people` can be mentioned. */
export function parseBlocks(source: string, people: readonly Person[] = []): Block[] {
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
    appendLine(blocks, quoted ? 'quote' : 'paragraph', parseInline(quoted ? line.slice(2) : line, people));
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
    '(?<![\\p{L}\\p{N}_@])(@)', // 7 mention, if a name follows
  ].join('|'),
  'gu',
);

/** Parses one line; nesting is limited so that no input costs more than a few passes. */
export function parseInline(line: string, people: readonly Person[] = [], depth = 0): Inline[] {
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
    const token = tokenOf(match, line, people, depth);
    if (token !== undefined) {
      text(line.slice(at, match.index));
      at = match.index + (token.kind === 'link' || token.kind === 'mention' ? token.text.length : match[0].length);
      tokens.push(token);
    }
  }
  text(line.slice(at));
  return tokens;
}

function tokenOf(match: RegExpMatchArray, line: string, people: readonly Person[], depth: number): Inline | undefined {
  const [whole, code, link, strong, strike, star, underscore, mention] = match;
  if (code !== undefined) {
    return { kind: 'code', text: code };
  }
  if (link !== undefined) {
    const shown = trimLink(link);
    return { kind: 'link', text: shown, href: shown.startsWith('www.') ? `https://${shown}` : shown };
  }
  if (mention !== undefined) {
    return mentionAt(line, match.index ?? 0, people);
  }
  const inner = strong ?? strike ?? star ?? underscore ?? whole;
  const children: Inline[] = depth < 3 ? parseInline(inner, people, depth + 1) : [{ kind: 'text', text: inner }];
  const kind = strong !== undefined ? 'strong' : strike !== undefined ? 'strike' : 'em';
  return { kind, children };
}

/** The longest name that is written behind an `@`: `@Mary Ann` means Mary Ann, although there is a Mary too. */
function mentionAt(line: string, at: number, people: readonly Person[]): Inline | undefined {
  let found: Person | undefined;
  for (const person of people) {
    const end = at + 1 + person.name.length;
    const longer = person.name.length > (found?.name.length ?? 0);
    if (longer && sameLetters(line.slice(at + 1, end), person.name) && !/^[\p{L}\p{N}_]/u.test(line.slice(end))) {
      found = person;
    }
  }
  return found && { kind: 'mention', text: line.slice(at, at + 1 + found.name.length), id: found.id };
}

function sameLetters(one: string, other: string): boolean {
  return one === other || one.toLowerCase() === other.toLowerCase();
}

/** The ids of all whom a text mentions by name, outside of code; each once, in order. */
export function mentionsIn(source: string, people: readonly Person[]): string[] {
  const ids = new Set<string>();
  const visit = (inline: Inline) => {
    if (inline.kind === 'mention') {
      ids.add(inline.id);
    } else if ('children' in inline) {
      inline.children.forEach(visit);
    }
  };
  for (const block of source.includes('@') ? parseBlocks(source, people) : []) {
    if (block.kind !== 'code') {
      block.lines.flat().forEach(visit);
    }
  }
  return [...ids];
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
