/** What is being written at the cursor that a list can complete. */
import type { Person } from '../state/model';

export interface Query {
  /** Where the `@` stands. */
  readonly at: number;
  /** What is written behind it. */
  readonly text: string;
}

const LONGEST_NAME = 64;
const SHOWN = 8;

/** The beginning of a mention that ends at the cursor. */
export function queryAt(text: string, cursor: number): Query | undefined {
  const before = text.slice(Math.max(0, cursor - LONGEST_NAME - 2), cursor);
  const found = /(?:^|[^\p{L}\p{N}_@])@([^@\n]*)$/u.exec(before);
  const name = found?.[1];
  return name === undefined || name.startsWith(' ') ? undefined : { at: cursor - name.length - 1, text: name };
}

/** People whose name, or a word of it, begins with what is written; those whose name does come first. */
export function suggest(people: readonly Person[], written: string): readonly Person[] {
  const wanted = plain(written);
  const ranked = people.flatMap((person) => {
    const name = plain(person.name);
    const rank = name.startsWith(wanted) ? 0 : name.split(/[\s._-]+/u).some((word) => word.startsWith(wanted)) ? 1 : -1;
    return rank < 0 ? [] : [{ person, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank || a.person.name.localeCompare(b.person.name));
  return ranked.slice(0, SHOWN).map(({ person }) => person);
}

/** Whether a name has what somebody looks for, in any case and without accents. */
export function matches(name: string, wanted: string): boolean {
  return plain(name).includes(plain(wanted.trim()));
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
