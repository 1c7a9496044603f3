import { type Signal, useSignal } from '@preact/signals';
import { type Account, api, ApiError } from '../net/api';
import type { EntryHint } from '../state/app';
import { useChat } from './context';
import { Field } from './Field';
import { useRoving } from './roving';

type Way = 'guest' | 'login' | 'register';

const WAYS: Record<Way, { tab: string; action: string }> = {
  guest: { tab: 'Guest', action: 'Join Room' },
  login: { tab: 'Sign in', action: 'Sign in' },
  register: { tab: 'Register', action: 'Create account' },
};

const OTHER = '';

export function SignIn() {
  const { config, hint } = useChat().state;
  const ways: Way[] = [
    ...(config.value?.guests === true ? (['guest'] as const) : []),
    'login',
    ...(config.value?.registration === true ? (['register'] as const) : []),
  ];
  const way = useSignal<Way>(hint.value?.account === true ? 'login' : (ways[0] ?? 'login'));
  const tabs = useRoving<HTMLDivElement>({ items: '[role=tab]', keys: 'bar' });
  return (
    <main class="sign-in">
      <section class="card" aria-labelledby="welcome">
        <Brand />
        <h1 id="welcome">Real-time Chat</h1>
        <p class="lead">Choose a name and a room.</p>
        <div class="tabs" role="tablist" aria-label="How to come in" ref={tabs}>
          {ways.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`tab-${each}`}
              aria-selected={way.value === each}
              aria-controls="way"
              onClick={() => (way.value = each)}
            >
              {WAYS[each].tab}
            </button>
          ))}
        </div>
        <div id="way" role="tabpanel" aria-labelledby={`tab-${way.value}`}>
          <SignInForm way={way.value} rooms={config.value?.rooms ?? []} hint={hint.value} />
        </div>
      </section>
    </main>
  );
}

interface FormProps {
  way: Way;
  rooms: readonly string[];
  hint: EntryHint | undefined;
}

function SignInForm({ way, rooms, hint }: FormProps) {
  const chat = useChat();
  const query = new URLSearchParams(location.search);
  const asked = query.get('room') ?? rooms[0] ?? OTHER;
  const name = useSignal(hint?.name ?? query.get('username') ?? '');
  const password = useSignal('');
  const chosen = useSignal(rooms.includes(asked) ? asked : OTHER);
  const other = useSignal(rooms.includes(asked) ? '' : asked);
  const problem = useSignal(hint?.problem ?? '');
  const busy = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    problem.value = '';
    busy.value = true;
    try {
      const account = await signIn(way, name.value, password.value);
      const room = (chosen.value === OTHER ? other.value : chosen.value).trim();
      history.replaceState(null, '', `/chat?${new URLSearchParams({ room })}`);
      chat.entry.signedIn(account);
    } catch (error) {
      problem.value = error instanceof ApiError ? error.message : 'The server does not answer. Please try again.';
    } finally {
      busy.value = false;
    }
  };
  return (
    <form id="joinForm" onSubmit={(event) => void submit(event)}>
      <Field label="Username" id="username" value={name} autocomplete="username" maxLength={64} first />
      {way !== 'guest' && (
        <Field
          label="Password"
          id="password"
          type="password"
          value={password}
          autocomplete={way === 'login' ? 'current-password' : 'new-password'}
          hint={way === 'register' ? 'At least 8 characters.' : undefined}
        />
      )}
      {rooms.length > 0 && <RoomSelect rooms={rooms} chosen={chosen} />}
      {chosen.value === OTHER && <Field label="Room name" id="roomName" value={other} maxLength={64} />}
      <p class="problem" role="alert">
        {problem.value}
      </p>
      <button type="submit" class="primary wide" disabled={busy.value}>
        {WAYS[way].action}
      </button>
    </form>
  );
}

function RoomSelect({ rooms, chosen }: { rooms: readonly string[]; chosen: Signal<string> }) {
  return (
    <div class="field">
      <label for="room">Room</label>
      <select id="room" value={chosen.value} onChange={(event) => (chosen.value = event.currentTarget.value)}>
        {rooms.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
        <option value={OTHER}>Another room…</option>
      </select>
    </div>
  );
}

function signIn(way: Way, name: string, password: string): Promise<Account> {
  return way === 'guest' ? api.guest(name) : way === 'login' ? api.login(name, password) : api.register(name, password);
}

export function Brand() {
  return (
    <div class="brand">
      <img src="/favicon.svg" alt="" width="28" height="28" />
      <span>Parley</span>
    </div>
  );
}
