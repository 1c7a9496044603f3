/** Dates and times as the reader's own language and zone write them. */

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const dated = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });

export function timeOf(at: number): string {
  return clock.format(at);
}

/** Hours and minutes alone, for narrow places beside a time that says more. */
export function briefTimeOf(at: number): string {
  const parts = clock.formatToParts(at).filter(({ type }) => type !== 'dayPeriod');
  return parts.map(({ value }) => value).join('').trim();
}

export function fullTime(at: number): string {
  return full.format(at);
}

/** A number that is equal for two instants exactly when they fall on one local day. */
export function dayKey(at: number): number {
  const date = new Date(at);
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate();
}

export function dayLabel(at: number, now: number): string {
  if (dayKey(at) === dayKey(now)) {
    return 'Today';
  }
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (dayKey(at) === dayKey(yesterday.getTime())) {
    return 'Yesterday';
  }
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? weekday.format(at) : dated.format(at);
}

/** A short form for lists: the time today, the date before. */
export function shortWhen(at: number, now: number): string {
  if (dayKey(at) === dayKey(now)) {
    return timeOf(at);
  }
  return new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** How long something lasts, in its largest unit: `10 minutes`. */
export function spanOf(durationMs: number): string {
  const [unit, length] = UNITS.find(([, each]) => durationMs >= each) ?? (['second', 1_000] as const);
  const count = Math.max(1, Math.round(durationMs / length));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
