/** The HTTP side: accounts, uploads and export links. */

export interface Config {
  readonly guests: boolean;
  readonly registration: boolean;
  readonly rooms: readonly string[];
  readonly uploadBytes: number;
}

export interface Account {
  readonly token: string;
  readonly expiresAt: string;
  readonly user: { readonly id: string; readonly name: string; readonly roles: readonly string[] };
  readonly guest: boolean;
}

export interface Upload {
  readonly url: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/** A refusal by the server, with text that may be shown to the person. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

async function read<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const message = (body as { error?: string } | undefined)?.error;
    throw new ApiError(message ?? `The server answered ${response.status}.`, response.status);
  }
  return body as T;
}

async function post<T>(path: string, body: unknown, token?: string): Promise<T> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (token !== undefined) {
    headers.Authorization = `Bearer ${token}`;
  }
  return read(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

export const api = {
  config: async (): Promise<Config> => read(await fetch('/api/config')),
  login: (username: string, password: string) => post<Account>('/api/login', { username, password }),
  register: (username: string, password: string) => post<Account>('/api/register', { username, password }),
  guest: (username: string) => post<Account>('/api/guest', { username }),
  renew: (token: string) => post<Account>('/api/renew', {}, token),
  /** Lets the browser load files, which it asks for without the token. */
  openSession: (token: string) => post<{ id: string }>('/api/session', {}, token),
  /** Goes through while the page is left. */
  closeSession: async (): Promise<void> => {
    await fetch('/api/session', { method: 'DELETE', keepalive: true }).catch(() => undefined);
  },
  exportLink: (token: string, query: Record<string, string>) =>
    post<{ url: string }>('/api/chats/export/link', query, token),
  upload: async (token: string, file: File): Promise<Upload> => {
    const headers = {
      Authorization: `Bearer ${token}`,
      'Content-Type': file.type === '' ? 'application/octet-stream' : file.type,
    };
    return read(await fetch(`/api/files?name=${encodeURIComponent(file.name)}`, { method: 'POST', headers, body: file }));
  },
};
