/** Comings and goings, gathered into one line. */

export interface Moved {
  readonly id: string;
  readonly name: string;
  readonly how: 'joined' | 'left';
}

const NAMED = 3;
const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** One line for what several people did: `Ada and Bo joined, Cy left`. Of each person the last movement counts. */
export function movementText(moved: readonly Moved[]): string {
  const last = new Map<string, Moved>();
  for (const each of moved) {
    last.delete(each.id);
    last.set(each.id, each);
  }
  const people = [...last.values()];
  const movements = [...new Set(people.map(({ how }) => how))];
  return movements.map((movement) => `${names(people.filter(({ how }) => how === movement))} ${movement}`).join(', ');
}

function names(people: readonly Moved[]): string {
  const shown = people.length > NAMED + 1 ? people.slice(0, NAMED) : people;
  const rest = people.length - shown.length;
  return list.format([...shown.map(({ name }) => name), ...(rest > 0 ? [`${rest} others`] : [])]);
}
