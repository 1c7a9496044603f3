/** What the browser remembers between visits. A full or forbidden storage is no reason to fail. */

const nameOf = (key: string) => `parley.${key}`;

function read<T>(storage: Storage, key: string): T | undefined {
  try {
    const text = storage.getItem(nameOf(key));
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

function write(storage: Storage, key: string, value: unknown): void {
  try {
    if (value === undefined) {
      storage.removeItem(nameOf(key));
    } else {
      storage.setItem(nameOf(key), JSON.stringify(value));
    }
  } catch {
    // Nothing to do: the page works without memory.
  }
}

export const prefs = {
  /** The storage's own name for a key, as its events have it. */
  nameOf,
  read: <T>(key: string) => read<T>(localStorage, key),
  write: (key: string, value: unknown) => write(localStorage, key, value),
  /** Of this tab only. */
  tab: {
    read: <T>(key: string) => read<T>(sessionStorage, key),
    write: (key: string, value: unknown) => write(sessionStorage, key, value),
  },
};
