import { describe, expect, it } from 'vitest';
import { isEmojiOnly, mentionsIn, parseBlocks, parseInline, plainText } from '../src/text/markup';

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
  const people = ['Mary', 'Mary Ann', 'Bo', 'bo.lind', 'عمر حداد', '<b>.*', 'a_b_c', 'Zoë'].map((name) => ({ id: `id of ${name}`, name }));
  const named = (text: string) => mentionsIn(text, people).map((id) => id.slice('id of '.length));

  it('take the longest name', () => {
    expect(named('@Mary Ann, please')).toEqual(['Mary Ann']);
    expect(named('@Mary and Ann')).toEqual(['Mary']);
    expect(named('@Mary Anne')).toEqual(['Mary']);
    expect(named('@Mary Ann and @Mary')).toEqual(['Mary Ann', 'Mary']);
  });

  it('take whole names only, in any case, each once', () => {
    expect(named('@Bob @Bo_ x@Bo @@Bo')).toEqual([]);
    expect(named('@bo @BO. @Bo’s (@Bo)')).toEqual(['Bo']);
    expect(named('ask @bo.lind.')).toEqual(['bo.lind']);
  });

  it('take names of all kinds as they are', () => {
    expect(named('hello @<b>.* and @a_b_c_')).toEqual(['<b>.*']);
    expect(named('@عمر حداد نعم')).toEqual(['عمر حداد']);
    expect(named('**@zoë** _@a_b_c_')).toEqual(['Zoë']);
  });

  it('are not in code and not in links', () => {
    expect(named('`@Bo`\n```\n@Bo\n```\nhttps://example.org/@Bo')).toEqual([]);
  });

  it('are of those who can be mentioned, and nobody else', () => {
    expect(parseInline('@Bo and @Ann', [{ id: '7', name: 'Bo' }])).toEqual([
      { kind: 'mention', text: '@Bo', id: '7' },
      { kind: 'text', text: ' and @Ann' },
    ]);
    expect(parseInline('@Bo')).toEqual([{ kind: 'text', text: '@Bo' }]);
  });

  it('prefer whom the writer has chosen of two with one name', () => {
    const two = [{ id: '2', name: 'Carl' }, { id: '1', name: 'Carl' }];
    expect(mentionsIn('@Carl', two)).toEqual(['2']);
  });
});
