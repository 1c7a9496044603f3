import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Restricted } from 'parley-chat-types';
import type { Person } from '../state/model';
import type { Room } from '../state/room';
import { dayLabel, timeOf } from '../text/time';
import { useChat } from './context';
import { Modal } from './Modal';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SPANS = [
  ['10 minutes', 10 * MINUTE],
  ['1 hour', HOUR],
  ['1 day', DAY],
  ['7 days', 7 * DAY],
  ['until a moderator ends it', 0],
] as const;

const ACTS = {
  mute: { title: (name: string) => `Mute ${name}?`, effect: 'May read here, but not write.', button: 'Mute', ends: true },
  kick: { title: (name: string) => `Remove ${name}?`, effect: 'Leaves the room, and may come back.', button: 'Remove', ends: false },
  ban: { title: (name: string) => `Ban ${name}?`, effect: 'Leaves the room, and may not come back.', button: 'Ban', ends: true },
} as const;

interface ModerateProps {
  room: Room;
  person: Person;
  act: keyof typeof ACTS;
  onClose: () => void;
}

export function ModerateDialog({ room, person, act, onClose }: ModerateProps) {
  const chat = useChat();
  const { title, effect, button, ends } = ACTS[act];
  const span = useSignal<number>(act === 'ban' ? 0 : 10 * MINUTE);
  const reason = useSignal('');
  const submit = (event: Event) => {
    event.preventDefault();
    onClose();
    void chat.moderation.act(room, {
      action: act,
      user: person.id,
      ...(ends && span.value > 0 ? { durationMs: span.value } : {}),
      ...(reason.value.trim() === '' ? {} : { reason: reason.value.trim() }),
    });
  };
  return (
    <Modal title={title(person.name)} alert onClose={onClose}>
      <form class="fields" onSubmit={submit}>
        <p class="hint">{effect}</p>
        {ends && (
          <div class="field">
            <label for="moderateSpan">For how long</label>
            <select id="moderateSpan" value={span.value} onChange={(event) => (span.value = Number(event.currentTarget.value))}>
              {SPANS.map(([label, ms]) => (
                <option key={ms} value={ms}>
                  {label}
                </option>
              ))}
            </select>
          </div>
        )}
        <div class="field">
          <label for="moderateReason">Reason, for all to read (optional)</label>
          <input
            id="moderateReason"
            dir="auto"
            maxLength={140}
            value={reason.value}
            onInput={(event) => (reason.value = event.currentTarget.value)}
          />
        </div>
        <div class="actions">
          <button type="button" class="quiet" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary danger">
            {button}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** Who is muted or banned in a room, and the way back. */
export function RestrictedDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const chat = useChat();
  const lists = useSignal<{ banned: readonly Restricted[]; muted: readonly Restricted[] } | undefined>(undefined);
  const refresh = async () => {
    lists.value = await chat.moderation.restricted(room);
  };
  useEffect(() => void refresh(), []);
  const end = async (action: 'unmute' | 'unban', user: string) => {
    await chat.moderation.act(room, { action, user });
    await refresh();
  };
  const { banned = [], muted = [] } = lists.value ?? {};
  return (
    <Modal title="Muted and banned people" onClose={onClose}>
      {lists.value === undefined ? (
        <span class="spinner" />
      ) : banned.length + muted.length === 0 ? (
        <p class="empty">Nobody is muted or banned in {room.title.value}.</p>
      ) : (
        <ul class="restricted">
          {muted.map((each) => (
            <Restricted key={each.id} person={each} state="muted" button="Let write" onEnd={() => void end('unmute', each.id)} />
          ))}
          {banned.map((each) => (
            <Restricted key={each.id} person={each} state="banned" button="Let come back" onEnd={() => void end('unban', each.id)} />
          ))}
        </ul>
      )}
    </Modal>
  );
}

interface RestrictedProps {
  person: Restricted;
  state: string;
  button: string;
  onEnd: () => void;
}

function Restricted({ person, state, button, onEnd }: RestrictedProps) {
  const until = person.until === undefined ? undefined : Date.parse(person.until);
  return (
    <li>
      <span class="choice-text">
        <b dir="auto">{person.name}</b>
        <small>{until === undefined ? state : `${state} until ${dayLabel(until, Date.now())}, ${timeOf(until)}`}</small>
      </span>
      <button type="button" class="quiet" aria-label={`${button}: ${person.name}`} onClick={onEnd}>
        {button}
      </button>
    </li>
  );
}
