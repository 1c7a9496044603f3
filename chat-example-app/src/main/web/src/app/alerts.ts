import { effect } from '@preact/signals';
import type { AppState } from '../state/app';
import type { Toast } from '../state/model';

const TOAST_MS = 6_000;
const TOASTS = 4;

/** What an alert is about: it goes when the person looks there. */
type Subject = Pick<Toast, 'room' | 'notification'>;

/** Tells the person: in the page, to the screen reader, in the title, and through the browser when the page is hidden. */
export class Alerts {
  private next = 1;

  constructor(private readonly state: AppState) {
    effect(() => {
      const count = state.news.value;
      const where = state.active.value?.title.value ?? 'Socket Chat';
      document.title = `${count > 0 ? `(${count}) ` : ''}${where} · Parley`;
    });
  }

  toast(tone: Toast['tone'], title: string, body = '', about: Subject = {}): void {
    const toast: Toast = { id: this.next++, title, body, tone, ...about };
    const others = this.state.toasts.value.filter((each) => !replaces(toast, each));
    this.state.toasts.value = [...others, toast].slice(-TOASTS);
    setTimeout(() => this.dismiss(toast.id), TOAST_MS);
  }

  dismiss(id: number): void {
    this.state.toasts.value = this.state.toasts.value.filter((each) => each.id !== id);
  }

  /** The person has come to the room that these are about. */
  dismissRoom(key: string): void {
    this.state.toasts.value = this.state.toasts.value.filter((each) => each.room !== key);
  }

  /** The person looks at the notifications. */
  dismissNotifications(): void {
    this.state.toasts.value = this.state.toasts.value.filter((each) => each.notification !== true);
  }

  /** Said politely by screen readers; the visible page does not change. */
  say(text: string): void {
    this.state.spoken.value = text;
  }

  /** Someone wants this person: shown in the page when it is looked at, else by the browser if allowed. */
  call(title: string, body: string, about: Subject, open: () => void): void {
    if (!document.hidden) {
      this.toast('info', title, body, about);
      return;
    }
    if ('Notification' in window && Notification.permission === 'granted') {
      const note = new Notification(title, { body, tag: about.room ?? title, icon: '/favicon.svg' });
      note.onclick = () => {
        window.focus();
        open();
        note.close();
      };
    }
  }

  async askForBrowserNotifications(): Promise<void> {
    if (!('Notification' in window)) {
      this.toast('warning', 'This browser has no notifications');
      return;
    }
    const answer = await Notification.requestPermission();
    if (answer === 'granted') {
      this.toast('success', 'Notifications are on', 'You will hear of direct messages and mentions.');
    } else {
      this.toast('warning', 'Notifications stay off', 'The browser did not allow them.');
    }
  }
}

/** One toast of a room at a time, and none twice. */
function replaces(toast: Toast, old: Toast): boolean {
  return toast.room === undefined ? old.title === toast.title && old.body === toast.body : old.room === toast.room;
}
