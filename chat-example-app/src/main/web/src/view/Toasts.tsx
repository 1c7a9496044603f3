import { useChat } from './context';
import { Icon, type IconName } from './Icon';
import { IconButton } from './IconButton';

const ICONS: Record<string, IconName> = { info: 'bell', success: 'check', warning: 'alert', danger: 'alert' };

export function Toasts() {
  const chat = useChat();
  return (
    <div class="toasts" role="region" aria-label="Messages of the page" aria-live="polite">
      {chat.state.toasts.value.map(({ id, title, body, tone, room }) => (
        <div key={id} class={`toast toast-${tone}`}>
          <Icon name={ICONS[tone] ?? 'bell'} />
          <div class="toast-text">
            <strong dir="auto">{title}</strong>
            {body !== '' && <span dir="auto">{body}</span>}
          </div>
          {room !== undefined && (
            <button type="button" class="link" onClick={() => chat.open(room)}>
              Open
            </button>
          )}
          <IconButton icon="close" label="Dismiss" onClick={() => chat.alerts.dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
