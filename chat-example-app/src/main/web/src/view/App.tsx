import { useChat } from './context';
import { Shell } from './Shell';
import { SignIn } from './SignIn';
import { Toasts } from './Toasts';

export function App() {
  const { state } = useChat();
  const ready = state.config.value !== undefined;
  return (
    <>
      {ready && (state.account.value === undefined ? <SignIn /> : <Shell />)}
      <Toasts />
      <div class="visually-hidden" role="status" aria-live="polite">
        {state.spoken.value}
      </div>
    </>
  );
}
