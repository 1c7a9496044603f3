import type { Link } from '../net/link';
import type { HistoryPageAnswer } from 'parley-chat-types';
import { find, keepNewest, keepOldest, merge } from '../state/log';
import type { Message } from '../state/model';
import type { Room } from '../state/room';
import { messageOf } from './convert';
import type { People } from './people';

const PAGE = 50;

/** Moves the loaded part of a room's log. One request per room at a time. */
export class History {
  private nonce = 1;

  constructor(
    private readonly link: () => Link,
    private readonly people: People,
  ) {}

  async older(room: Room): Promise<void> {
    const first = room.log.value[0];
    if (first !== undefined && room.hasBefore.value) {
      await this.load(room, 'before', { before: first.seq }, (page, messages) => {
        const all = merge(room.log.value, messages);
        const kept = keepOldest(all);
        room.hasBefore.value = page.hasBefore;
        room.hasAfter.value = room.hasAfter.value || kept.length < all.length;
        room.log.value = kept;
      });
    }
  }

  async newer(room: Room): Promise<void> {
    const last = room.log.value.at(-1);
    if (last !== undefined && room.hasAfter.value) {
      await this.load(room, 'after', { after: last.seq }, (page, messages) => {
        const all = merge(room.log.value, messages);
        const kept = keepNewest(all);
        room.hasBefore.value = room.hasBefore.value || kept.length < all.length;
        room.hasAfter.value = moreAfter(room, page);
        room.log.value = kept;
      });
    }
  }

  /** Shows a message, loading the part around it when it is not there. */
  async jumpTo(room: Room, seq: number): Promise<void> {
    if (find(room.log.value, seq) < 0) {
      await this.load(room, 'around', { around: seq }, (page, messages) => {
        room.log.value = messages;
        room.hasBefore.value = page.hasBefore;
        room.hasAfter.value = moreAfter(room, page);
      });
    }
    room.focus.value = { seq, nonce: this.nonce++ };
  }

  async newest(room: Room): Promise<void> {
    if (room.hasAfter.value || !room.loaded.value) {
      await this.load(room, 'around', {}, (page, messages) => {
        room.log.value = messages;
        room.hasBefore.value = page.hasBefore;
        room.hasAfter.value = moreAfter(room, page);
        room.head.value = Math.max(room.head.value, page.head);
        room.epoch.value = page.epoch;
        room.loaded.value = true;
      });
    }
    room.focus.value = { seq: Number.POSITIVE_INFINITY, nonce: this.nonce++ };
  }

  private async load(
    room: Room,
    side: 'before' | 'after' | 'around',
    where: { before?: number; after?: number; around?: number },
    take: (page: HistoryPageAnswer, messages: readonly Message[]) => void,
  ): Promise<void> {
    if (room.loading.value !== undefined || room.wire.value === '') {
      return;
    }
    room.loading.value = side;
    const answer = await this.link().request('getHistory', { room: room.wire.value, limit: PAGE, ...where });
    if (answer.ok) {
      const messages = answer.messages.map(messageOf);
      this.people.meet(messages);
      take(answer, messages);
    }
    room.loading.value = undefined;
  }
}

/** What was said while a page was under way is not in it, and was not added because the page was not yet there. */
function moreAfter(room: Room, page: HistoryPageAnswer): boolean {
  return (page.hasAfter ?? false) || room.head.value > page.head;
}
