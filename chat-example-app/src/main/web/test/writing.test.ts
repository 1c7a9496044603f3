import { describe, expect, it } from 'vitest';
import { matches, queryAt, suggest } from '../src/text/completion';
import { charactersLeft } from '../src/text/length';
import { spanOf } from '../src/text/time';

describe('a mention that is being written', () => {
  const at = (text: string) => queryAt(text, text.length);

  it('begins with an @ that is not in a word', () => {
    expect(at('@')).toEqual({ at: 0, text: '' });
    expect(at('hi @Mar')).toEqual({ at: 3, text: 'Mar' });
    expect(at('ann@example')).toBeUndefined();
    expect(at('no')).toBeUndefined();
  });

  it('may have spaces, and ends with the line', () => {
    expect(at('@Mary An')).toEqual({ at: 0, text: 'Mary An' });
    expect(at('@ not one')).toBeUndefined();
    expect(at('@Bo\n')).toBeUndefined();
  });

  it('is what stands before the cursor', () => {
    expect(queryAt('@Bo and @Mary', 2)).toEqual({ at: 0, text: 'B' });
    expect(queryAt('x'.repeat(1_000) + ' @Bo', 1_004)).toEqual({ at: 1_001, text: 'Bo' });
  });
});

describe('suggestions', () => {
  const people = ['Mary Ann', 'Ann Lee', 'Bo', 'Zoë', 'Joanna'].map((name) => ({ id: name, name }));
  const names = (written: string) => suggest(people, written).map(({ name }) => name);

  it('have names that begin so first, then further words', () => {
    expect(names('ann')).toEqual(['Ann Lee', 'Mary Ann']);
    expect(names('mary a')).toEqual(['Mary Ann']);
    expect(names('zoe')).toEqual(['Zoë']);
    expect(names('x')).toEqual([]);
  });

  it('are few', () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ id: `${index}`, name: `Ann ${index}` }));
    expect(suggest(many, 'a')).toHaveLength(8);
  });

  it('find people anywhere in their names', () => {
    expect(people.filter(({ name }) => matches(name, ' ANN ')).map(({ name }) => name)).toEqual(['Mary Ann', 'Ann Lee', 'Joanna']);
  });
});

describe('the length of a text', () => {
  const limits = { graphemes: 1_000, bytes: 4_000 };

  it('is counted in characters as one sees them', () => {
    expect(charactersLeft('a'.repeat(1_000), limits)).toBe(0);
    expect(charactersLeft('a'.repeat(1_001), limits)).toBe(-1);
    expect(charactersLeft('👍🏽'.repeat(450), limits)).toBe(550);
  });

  it('is bounded in bytes too', () => {
    expect(charactersLeft('👍🏽'.repeat(500), limits)).toBe(500);
    expect(charactersLeft('👍🏽'.repeat(501), limits)).toBe(-8);
  });

  it('is not counted when it is a whole file', () => {
    const file = '👍🏽'.repeat(75_000);
    expect(charactersLeft(file, limits)).toBe(1_000 - file.length);
  });
});

describe('spans', () => {
  it('are told in their largest unit', () => {
    expect([1_000, 60_000, 600_000, 3_600_000, 7 * 86_400_000].map(spanOf)).toEqual([
      '1 second',
      '1 minute',
      '10 minutes',
      '1 hour',
      '7 days',
    ]);
  });
});
