import { type Account, api, ApiError } from '../net/api';
import type { AppState } from '../state/app';
import type { Alerts } from './alerts';
import { prefs } from './prefs';

export interface Doorway {
  /** Somebody is signed in: opens the chat. */
  open(account: Account): void;
  /** Nobody is signed in any more: lets go of the connection and of what this tab remembers. */
  close(): void;
}

const ACCOUNT = 'account';

/** Who uses the page: signing in and out, in this tab and, because all tabs share one account, in the others. */
export class Entry {
  constructor(
    private readonly state: AppState,
    private readonly alerts: Alerts,
    private readonly doorway: Doorway,
  ) {
    addEventListener('storage', ({ key }) => {
      if (key === null || key === prefs.nameOf(ACCOUNT)) {
        this.compare();
      }
    });
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) {
        this.compare();
      }
    });
  }

  async start(): Promise<void> {
    this.state.start.value = 'asking';
    try {
      this.state.config.value = await api.config();
      await this.enterAtOnce();
      this.state.start.value = 'ready';
    } catch {
      this.state.start.value = 'unreachable';
    }
  }

  signedIn(account: Account): void {
    prefs.write(ACCOUNT, account);
    this.state.hint.value = undefined;
    this.state.account.value = account;
    this.doorway.open(account);
  }

  signOut(): void {
    prefs.write(ACCOUNT, undefined);
    void api.closeSession();
    this.leave();
  }

  /** The server does not take this account any more, or never did. */
  refused(problem: string): void {
    const account = this.state.account.value;
    prefs.write(ACCOUNT, undefined);
    void api.closeSession();
    this.state.clear();
    this.state.hint.value = { problem, account: account?.guest === false, ...(account && { name: account.user.name }) };
  }

  /** Changes the token before it ends; `accept` gives it to the open connection. */
  async renew(accept: (token: string) => Promise<boolean>): Promise<void> {
    try {
      const account = await api.renew(this.state.account.value?.token ?? '');
      if (await accept(account.token)) {
        prefs.write(ACCOUNT, account);
        this.state.account.value = account;
      }
    } catch (error) {
      this.alerts.toast('warning', 'Please sign in again soon', error instanceof ApiError ? error.message : '');
    }
  }

  /** Enters with the account of the last visit, or as the guest that the address names. */
  private async enterAtOnce(): Promise<void> {
    const account = prefs.read<Account>(ACCOUNT);
    const asked = new URLSearchParams(location.search).get('username')?.trim() ?? '';
    if (account !== undefined && Date.parse(account.expiresAt) > Date.now()) {
      await this.openSession(account);
      this.signedIn(account);
    } else if (asked !== '' && this.state.config.value?.guests === true) {
      try {
        this.signedIn(await api.guest(asked));
      } catch (error) {
        if (!(error instanceof ApiError)) {
          throw error;
        }
        this.state.hint.value = { problem: error.message, account: error.status === 409 };
      }
    } else if (asked !== '') {
      this.state.hint.value = { problem: 'Guests cannot come in here. Please sign in.', account: true };
    }
  }

  /** A refusal shows when the chat is opened. */
  private async openSession({ token }: Account): Promise<void> {
    try {
      await api.openSession(token);
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
    }
  }

  /** Another tab has signed in or out. */
  private compare(): void {
    const mine = this.state.account.value;
    const now = prefs.read<Account>(ACCOUNT);
    if (mine === undefined) {
      return;
    }
    if (now?.user.id !== mine.user.id) {
      this.leave();
    } else if (now.token !== mine.token) {
      this.state.account.value = now;
    }
  }

  private leave(): void {
    this.doorway.close();
    this.state.account.value = undefined;
    location.assign('/');
  }
}
