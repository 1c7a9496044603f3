import type { Link } from '../net/link';
import type { NotificationEvent } from 'parley-chat-types';
import type { AppState } from '../state/app';
import { type Place, placeOf } from '../state/inbox';
import { roomKey, type Room } from '../state/room';
import type { Alerts } from './alerts';

const PAGE = 50;

/** What is behind the bell. A mention is read when its message has been seen, wherever that was. */
export class Inbox {
  constructor(
    private readonly state: AppState,
    private readonly link: () => Link,
    private readonly alerts: Alerts,
  ) {}

  /** Fetches what came while this page was away. */
  async refresh(): Promise<void> {
    const answer = await this.link().request('getNotifications', { limit: PAGE });
    if (answer.ok) {
      this.state.notifications.value = answer.notifications;
      this.state.unreadNotifications.value = answer.unread;
    }
  }

  async show(): Promise<void> {
    this.state.dialog.value = { kind: 'notifications' };
    this.alerts.dismissNotifications();
    await this.refresh();
    if (this.state.unreadNotifications.value > 0) {
      const answer = await this.link().request('ackNotification', { all: true });
      this.state.unreadNotifications.value = answer.ok ? answer.unread : this.state.unreadNotifications.value;
    }
  }

  /** A notification has come; `watched` says whether the person is looking at what it is about. */
  take(wire: NotificationEvent, watched: (place: Place) => boolean): void {
    const others = this.state.notifications.value.filter((each) => each.id !== wire.id);
    this.state.notifications.value = [wire, ...others].slice(0, PAGE);
    this.state.unreadNotifications.value++;
    const place = placeOf(wire);
    const listed = this.state.dialog.value?.kind === 'notifications' && !document.hidden;
    if (listed) {
      void this.acknowledge([wire.id]); // It is seen, and looks new for as long as the list is open.
    } else if (place !== undefined && watched(place)) {
      void this.read([wire.id]);
    } else if (place === undefined) {
      this.alerts.call('Notification', wire.message, { notification: true }, () => void this.show());
    } else if (this.state.byKey(roomKey(place.room))?.joined.value !== true) {
      this.alerts.call('Mention', wire.message, { room: roomKey(place.room), notification: true }, () => void this.show());
    } // Otherwise the message itself has been announced.
  }

  /** Everything in a room has been seen. */
  seen(room: Room): void {
    const ids = this.state.notifications.value.filter((each) => {
      const place = placeOf(each);
      return !each.read && place?.room === room.wire.value && place.seq <= room.head.value;
    });
    if (ids.length > 0) {
      void this.read(ids.map(({ id }) => id));
    }
  }

  private async read(ids: string[]): Promise<void> {
    const isRead = (each: NotificationEvent) => (ids.includes(each.id) ? { ...each, read: true } : each);
    this.state.notifications.value = this.state.notifications.value.map(isRead);
    await this.acknowledge(ids);
  }

  private async acknowledge(ids: string[]): Promise<void> {
    const answer = await this.link().request('ackNotification', { ids });
    if (answer.ok) {
      this.state.unreadNotifications.value = answer.unread;
    }
  }
}
