import { type Signal, useSignal } from '@preact/signals';
import { api, ApiError } from '../net/api';
import { useChat } from './context';
import { Field } from './Field';
import { Icon } from './Icon';
import { Modal } from './Modal';

const FORMATS = [
  ['txt', 'Text, a line per message'],
  ['csv', 'CSV, for spreadsheets'],
  ['json', 'JSON, one array'],
  ['ndjson', 'NDJSON, with a checksum'],
] as const;

/** Exports the open conversation, or any room that this person may read. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const chat = useChat();
  const active = chat.state.active.value;
  const peer = active?.peer.value;
  const room = useSignal(active?.wire.value ?? '');
  const format = useSignal('txt');
  const mark = useSignal(false);
  const from = useSignal('');
  const to = useSignal('');
  const user = useSignal('');
  const problem = useSignal('');
  const submit = async (event: Event) => {
    event.preventDefault();
    problem.value = '';
    if (peer === undefined && room.value.trim() === '') {
      problem.value = 'Please enter a room name.';
      return;
    }
    const query = {
      ...(peer === undefined ? { room: room.value.trim() } : { with: peer.id }),
      format: format.value,
      ...(format.value === 'csv' && mark.value ? { bom: 'true' } : {}),
      ...range(from.value, to.value),
      ...(user.value.trim() === '' ? {} : { name: user.value.trim() }),
    };
    try {
      const { url } = await api.exportLink(chat.state.account.value?.token ?? '', query);
      download(url);
      onClose();
    } catch (error) {
      problem.value = error instanceof ApiError ? error.message : 'The server does not answer.';
    }
  };
  return (
    <Modal title={peer === undefined ? 'Export messages' : `Export the conversation with ${peer.name}`} onClose={onClose}>
      <form class="fields" noValidate onSubmit={(event) => void submit(event)}>
        {peer === undefined && <Field label="Room" id="roomExportName" value={room} maxLength={64} />}
        <div class="field">
          <label for="formatSelect">Format</label>
          <select id="formatSelect" value={format.value} onChange={(event) => (format.value = event.currentTarget.value)}>
            {FORMATS.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
        {format.value === 'csv' && <MarkField mark={mark} />}
        <div class="pair">
          <DateField label="From" id="exportFrom" value={from} />
          <DateField label="To, included" id="exportTo" value={to} />
        </div>
        <div class="field">
          <label for="exportUser">Only what this person said (optional)</label>
          <input id="exportUser" dir="auto" value={user.value} onInput={(event) => (user.value = event.currentTarget.value)} />
        </div>
        <p class="problem" role="alert">
          {problem.value}
        </p>
        <button type="submit" class="primary wide">
          <Icon name="download" /> Download
        </button>
      </form>
    </Modal>
  );
}

function MarkField({ mark }: { mark: Signal<boolean> }) {
  return (
    <label class="choice">
      <input
        id="exportMark"
        type="checkbox"
        checked={mark.value}
        onChange={(event) => (mark.value = event.currentTarget.checked)}
      />
      <span>
        For Excel
        <small class="hint">A byte order mark at the beginning, so that it reads all letters.</small>
      </span>
    </label>
  );
}

function DateField({ label, id, value }: { label: string; id: string; value: { value: string } }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} type="date" value={value.value} onInput={(event) => (value.value = event.currentTarget.value)} />
    </div>
  );
}

/** Whole days of the reader, as the half-open range of instants that the server takes. */
function range(from: string, to: string): Record<string, string> {
  const result: Record<string, string> = {};
  if (from !== '') {
    result.from = new Date(`${from}T00:00`).toISOString();
  }
  if (to !== '') {
    const end = new Date(`${to}T00:00`);
    end.setDate(end.getDate() + 1);
    result.to = end.toISOString();
  }
  return result;
}

function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}
