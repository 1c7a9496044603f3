import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { type Account, api, ApiError } from '../net/api';
import { useChat } from './context';

type Way = 'guest' | 'login' | 'register';

const WAYS: Record<Way, { tab: string; action: string }> = {
  guest: { tab: 'Guest', action: 'Join' },
  login: { tab: 'Sign in', action: 'Sign in' },
  register: { tab: 'Register', action: 'Create account' },
};

export function SignIn() {
  const chat = useChat();
  const config = chat.state.config.value;
  const ways: Way[] = [
    ...(config?.guests ? (['guest'] as const) : []),
    'login',
    ...(config?.registration ? (['register'] as const) : []),
  ];
  const way = useSignal<Way>(ways[0] ?? 'login');
  return (
    <main class="sign-in">
      <section class="card" aria-labelledby="welcome">
        <Brand />
        <h1 id="welcome">Real-time Chat</h1>
        <p class="lead">Choose a name and a room.</p>
        <div class="tabs" role="tablist" aria-label="How to come in">
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
          <SignInForm way={way.value} rooms={config?.rooms ?? []} />
        </div>
      </section>
    </main>
  );
}

function SignInForm({ way, rooms }: { way: Way; rooms: readonly string[] }) {
  const chat = useChat();
  const query = new URLSearchParams(location.search);
  const name = useSignal(query.get('username') ?? '');
  const password = useSignal('');
  const room = useSignal(query.get('room') ?? rooms[0] ?? '');
  const problem = useSignal('');
  const busy = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    problem.value = '';
    busy.value = true;
    try {
      chat.enter(await signIn(way, name.value, password.value), room.value);
    } catch (error) {
      problem.value = error instanceof ApiError ? error.message : 'The server does not answer.';
    } finally {
      busy.value = false;
    }
  };
  return (
    <form id="joinForm" onSubmit={(event) => void submit(event)}>
      <Field label="Your name" id="username" value={name} autocomplete="username" maxLength={64} first />
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
      <Field label="Room" id="room" value={room} maxLength={64} suggestions={rooms} />
      <p class="problem" role="alert">
        {problem.value}
      </p>
      <button type="submit" class="primary wide" disabled={busy.value}>
        {WAYS[way].action}
      </button>
    </form>
  );
}

function signIn(way: Way, name: string, password: string): Promise<Account> {
  return way === 'guest' ? api.guest(name) : way === 'login' ? api.login(name, password) : api.register(name, password);
}

interface FieldProps {
  label: string;
  id: string;
  value: { value: string };
  type?: 'text' | 'password';
  autocomplete?: string;
  maxLength?: number;
  hint?: string | undefined;
  suggestions?: readonly string[];
  /** Whether this is where a person begins to write. */
  first?: boolean;
}

export function Field(field: FieldProps) {
  const { label, id, value, type = 'text', autocomplete = 'off', maxLength, hint, suggestions, first } = field;
  const list = useId();
  const more: object = {
    type,
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(suggestions === undefined ? {} : { list }),
    ...(first === true ? { autofocus: true } : {}),
    ...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` }),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        required
        dir="auto"
        autocomplete={autocomplete}
        value={value.value}
        onInput={(event) => (value.value = event.currentTarget.value)}
        {...more}
      />
      {hint !== undefined && (
        <small id={`${id}-hint`} class="hint">
          {hint}
        </small>
      )}
      {suggestions !== undefined && (
        <datalist id={list}>
          {suggestions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </div>
  );
}

export function Brand() {
  return (
    <div class="brand">
      <img src="/favicon.svg" alt="" width="28" height="28" />
      <span>Parley</span>
    </div>
  );
}
