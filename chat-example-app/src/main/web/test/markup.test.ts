import { describe, expect, it } from 'vitest';
import { isEmojiOnly, mentions, parseBlocks, parseInline, plainText } from '../src/text/markup';

describe('parseInline', () => {
  it('leaves HTML as text', () => {
    expect(parseInline('<script>alert(1)</script>')).toEqual([{ kind: 'text', text: '<script>alert(1)</script>' }]);
  });

  it('keeps the punctuation of a sentence out of a link', () => {
    expect(parseInline('see https://example.org/a_(b)/c?d=1, please')).toEqual([
      { kind: 'text', text: 'see ' },
      { kind: 'link', text: 'https://example.org/a_(b)/c?d=1', href: 'https://example.org/a_(b)/c?d=1' },
      { kind: 'text', text: ', please' },
    ]);
  });

  it('completes a link without a scheme and makes none of other schemes', () => {
    expect(parseInline('www.example.org')[0]).toMatchObject({ href: 'https://www.example.org' });
    expect(parseInline('javascript:alert(1)')).toEqual([{ kind: 'text', text: 'javascript:alert(1)' }]);
  });

  it('nests emphasis and takes code literally', () => {
    expect(parseInline('**a _b_** `*c*`')).toEqual([
      { kind: 'strong', children: [{ kind: 'text', text: 'a ' }, { kind: 'em', children: [{ kind: 'text', text: 'b' }] }] },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: '*c*' },
    ]);
  });

  it('does not see emphasis inside words', () => {
    expect(parseInline('snake_case_name 2*3*4')).toEqual([{ kind: 'text', text: 'snake_case_name 2*3*4' }]);
  });

  it('is quick on hostile input', () => {
    const started = performance.now();
    parseInline(`${'*'.repeat(2000)}${'_a'.repeat(2000)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('parseBlocks', () => {
  it('separates code, quotes and text', () => {
    expect(parseBlocks('a\n```java\nint x;\n```\n> q').map((block) => block.kind)).toEqual(['paragraph', 'code', 'quote']);
  });

  it('runs an unclosed fence to the end', () => {
    expect(parseBlocks('```\nx\ny')).toEqual([{ kind: 'code', language: '', text: 'x\ny' }]);
  });
});

describe('plain text and emoji', () => {
  it('flattens and shortens by characters, not by halves of them', () => {
    expect(plainText('**a**\n`b`')).toBe('a b');
    expect(plainText('😀'.repeat(10), 5)).toBe('😀😀😀😀…');
  });

  it('knows messages of emoji alone', () => {
    expect(isEmojiOnly('👍🏽 👨‍👩‍👧')).toBe(true);
    expect(isEmojiOnly('7')).toBe(false);
    expect(isEmojiOnly('ok 👍')).toBe(false);
  });
});

describe('mentions', () => {
  it('leaves the end of the sentence out', () => {
    expect(parseInline('ask @bo.lind.')).toEqual([
      { kind: 'text', text: 'ask ' },
      { kind: 'mention', text: '@bo.lind' },
      { kind: 'text', text: '.' },
    ]);
  });

  it('calls whole names only', () => {
    expect(mentions('@Bo please', 'bo')).toBe(true);
    expect(mentions('ask @Bob or @bo.', 'Bo')).toBe(true);
    expect(mentions('ask @Bob', 'Bo')).toBe(false);
    expect(mentions('@Mira Santos: yes', 'Mira Santos')).toBe(true);
    expect(mentions('@', '')).toBe(false);
  });

  it('takes names of all kinds as they are', () => {
    expect(mentions('hello @<b>.*', '<b>.*')).toBe(true);
    expect(mentions('@عمر حداد نعم', 'عمر حداد')).toBe(true);
  });
});
