import type { Link } from '../net/link';
import type { AppState } from '../state/app';
import type { Message, Person } from '../state/model';
import { statusOf } from './convert';

interface Seen extends Person {
  readonly status?: string;
}

const ASKED_AT_ONCE = 100;

/** Whom the page has met: in rooms, in conversations, as authors, and by asking for a mentioned id. */
export class People {
  private readonly asked = new Set<string>();

  constructor(
    private readonly state: AppState,
    private readonly link: () => Link,
  ) {}

  /** Takes in names, and the status of those of whom it is known. */
  know(people: readonly Seen[]): void {
    const known = this.state.people.value;
    const news = people.filter(({ id, name, status }) => {
      const old = known.get(id);
      return old === undefined || (status !== undefined && (old.status !== statusOf(status) || old.name !== name));
    });
    if (news.length > 0) {
      const all = new Map(known);
      for (const { id, name, status } of news) {
        all.set(id, { name, status: status === undefined ? 'offline' : statusOf(status) });
      }
      this.state.people.value = all;
    }
  }

  /** Learns the authors of messages, and asks who the others are that they mention. */
  meet(messages: readonly Message[]): void {
    this.know(messages.map(({ author }) => author));
    const unknown = messages.flatMap(({ mentions }) => mentions).filter((id) => this.isNew(id));
    const ids = [...new Set(unknown)].slice(0, ASKED_AT_ONCE);
    if (ids.length > 0) {
      ids.forEach((id) => this.asked.add(id));
      void this.ask(ids);
    }
  }

  private isNew(id: string): boolean {
    return id !== this.state.me && !this.state.people.value.has(id) && !this.asked.has(id);
  }

  private async ask(users: string[]): Promise<void> {
    const answer = await this.link().request('getPresence', { users });
    if (answer.ok) {
      this.know(answer.users.flatMap(({ id, name, status }) => (name === undefined || name === id ? [] : [{ id, name, status }])));
    } else {
      users.forEach((id) => this.asked.delete(id));
    }
  }
}
