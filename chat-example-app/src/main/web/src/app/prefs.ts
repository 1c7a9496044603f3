/** What the browser remembers between visits. A full or forbidden storage is no reason to fail. */

function read<T>(storage: Storage, key: string): T | undefined {
  try {
    const text = storage.getItem(`parley.${key}`);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

function write(storage: Storage, key: string, value: unknown): void {
  try {
    if (value === undefined) {
      storage.removeItem(`parley.${key}`);
    } else {
      storage.setItem(`parley.${key}`, JSON.stringify(value));
    }
  } catch {
    // Nothing to do: the page works without memory.
  }
}

export const prefs = {
  read: <T>(key: string) => read<T>(localStorage, key),
  write: (key: string, value: unknown) => write(localStorage, key, value),
  /** Of this tab only. */
  tab: {
    read: <T>(key: string) => read<T>(sessionStorage, key),
    write: (key: string, value: unknown) => write(sessionStorage, key, value),
  },
};
