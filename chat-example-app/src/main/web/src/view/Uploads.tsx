import type { Upload } from '../state/model';
import type { Room } from '../state/room';
import { useChat } from './context';
import { Icon } from './Icon';
import { IconButton } from './IconButton';

/** The files that go with the text. */
export function Uploads({ room }: { room: Room }) {
  if (room.files.value.length === 0) {
    return null;
  }
  return (
    <ul class="drafts" aria-label="Files to send">
      {room.files.value.map((upload) => (
        <UploadItem key={upload.key} room={room} upload={upload} />
      ))}
    </ul>
  );
}

function UploadItem({ room, upload }: { room: Room; upload: Upload }) {
  const { uploads } = useChat();
  const { key, name, state, problem } = upload;
  return (
    <li class={state === 'failed' ? 'is-failed' : ''}>
      {state === 'uploading' ? <span class="spinner" /> : <Icon name={state === 'waiting' ? 'clock' : state === 'failed' ? 'alert' : 'file'} />}
      <span class="draft-text">
        <span dir="auto">{name}</span>
        {state === 'waiting' && <small>Waits for the connection</small>}
        {problem !== undefined && <small role="alert">{problem}</small>}
      </span>
      {state === 'failed' && <IconButton icon="retry" label={`Try ${name} again`} onClick={() => uploads.retry(room, key)} />}
      <IconButton icon="close" label={`Remove ${name}`} onClick={() => uploads.remove(room, key)} />
    </li>
  );
}
