import { useChat } from './context';
import { Shell } from './Shell';
import { Brand, SignIn } from './SignIn';
import { Toasts } from './Toasts';
import { Tooltip } from './Tooltip';

export function App() {
  const { state } = useChat();
  const start = state.start.value;
  return (
    <>
      {start === 'unreachable' ? <Unreachable /> : start === 'ready' && (state.account.value === undefined ? <SignIn /> : <Shell />)}
      <Toasts />
      <Tooltip />
      <div class="visually-hidden spoken" role="status" aria-live="polite">
        {state.spoken.value}
      </div>
    </>
  );
}

function Unreachable() {
  const chat = useChat();
  return (
    <main class="sign-in">
      <section class="card" aria-labelledby="welcome">
        <Brand />
        <h1 id="welcome">The server does not answer</h1>
        <p class="lead">It may be starting, or there may be no network.</p>
        <button type="button" class="primary wide" onClick={() => void chat.entry.start()}>
          Try again
        </button>
      </section>
    </main>
  );
}
