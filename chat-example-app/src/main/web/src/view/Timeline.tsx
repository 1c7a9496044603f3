import { type ReadonlySignal, useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { find } from '../state/log';
import type { Room } from '../state/room';
import { type Row, rowsOf } from '../state/timeline';
import { dayLabel } from '../text/time';
import { useChat } from './context';
import { Icon } from './Icon';
import { MessageRow } from './MessageRow';
import { PendingRow } from './PendingRow';
import { moveFocus } from './rowFocus';
import { ScrollKeeper } from './scroll';

export function Timeline({ room }: { room: Room }) {
  const chat = useChat();
  const box = useRef<HTMLDivElement>(null);
  const keeper = useRef<ScrollKeeper>(undefined);
  keeper.current?.catchUp();
  const shown = useRef<readonly Row[]>([]);
  const parts = {
    messages: room.log.value,
    pending: room.pending.value,
    notices: room.notices.value,
    unreadAfter: room.unreadAfter.value,
    me: chat.me,
  };
  const rows = rowsOf(parts, shown.current);
  shown.current = rows;
  const stop = useComputed(() => {
    const current = room.current.value;
    return current !== undefined && find(room.log.value, current) >= 0 ? current : room.log.value.at(-1)?.seq;
  });
  useEffect(() => {
    if (box.current === null) {
      return undefined;
    }
    keeper.current = new ScrollKeeper(box.current, {
      pinned: (pinned) => {
        room.pinned.value = pinned && !room.hasAfter.peek();
        if (room.pinned.value) {
          chat.rooms.seen(room);
        }
      },
      holdsNewest: () => !room.hasAfter.peek(),
      nearStart: () => void chat.history.older(room),
      nearEnd: () => void chat.history.newer(room),
    });
    const visible = () => room.pinned.value && chat.rooms.seen(room);
    document.addEventListener('visibilitychange', visible);
    start(box.current, keeper.current, room);
    return () => {
      keeper.current?.close();
      document.removeEventListener('visibilitychange', visible);
    };
  }, [room, room.loaded.value]);
  useLayoutEffect(() => {
    keeper.current?.keep();
    if (room.pinned.peek()) {
      chat.rooms.seen(room);
    }
  });
  useSignalEffect(() => {
    const focus = room.focus.value;
    if (focus !== undefined) {
      requestAnimationFrame(() => look(box.current, keeper.current, focus.seq));
    }
  });
  return (
    <div class="timeline-frame">
      <div class="timeline" ref={box} onKeyDown={(event) => moveFocus(event)}>
        <div class="timeline-content">
          <div class="timeline-top">
            {room.loaded.value && !room.hasBefore.value && <Beginning room={room} />}
            {room.hasBefore.value && <span class="spinner" />}
          </div>
          <ol id="messages" aria-label={`Messages in ${room.title.value}`}>
            {rows.map((row, index) => (
              <RowView key={row.key} row={row} room={room} last={index === rows.length - 1} stop={stop} />
            ))}
          </ol>
        </div>
      </div>
      <Jumps room={room} keeper={() => keeper.current} box={() => box.current} />
      <Typing room={room} />
    </div>
  );
}

function start(box: HTMLElement, keeper: ScrollKeeper, room: Room): void {
  const unread = box.querySelector<HTMLElement>('.unread-line');
  const focus = room.focus.peek();
  if (focus !== undefined && Number.isFinite(focus.seq)) {
    look(box, keeper, focus.seq);
  } else if (unread !== null) {
    keeper.show(unread);
  } else {
    keeper.toEnd();
  }
}

function look(box: HTMLElement | null, keeper: ScrollKeeper | undefined, seq: number): void {
  if (box === null || keeper === undefined) {
    return;
  }
  if (!Number.isFinite(seq)) {
    keeper.toEnd();
    return;
  }
  const row = [...box.querySelectorAll<HTMLElement>('[data-seq]')].find((each) => Number(each.dataset.seq) >= seq);
  if (row !== undefined) {
    keeper.show(row);
    row.classList.add('is-shown');
    row.addEventListener('animationend', () => row.classList.remove('is-shown'), { once: true });
    row.focus({ preventScroll: true });
  }
}

interface RowViewProps {
  row: Row;
  room: Room;
  last: boolean;
  stop: ReadonlySignal<number | undefined>;
}

function RowView({ row, room, last, stop }: RowViewProps) {
  switch (row.kind) {
    case 'day':
      return (
        <li class="day" data-key={row.key}>
          <span>{dayLabel(row.at, Date.now())}</span>
        </li>
      );
    case 'unread':
      return (
        <li class="unread-line" data-key={row.key}>
          <span>New messages</span>
        </li>
      );
    case 'notice':
      return (
        <li class="notice" data-key={row.key} dir="auto">
          {row.text}
        </li>
      );
    case 'pending':
      return <PendingRow pending={row.pending} head={row.head} shaded={row.shaded} room={room} />;
    default:
      return <MessageRow message={row.message} head={row.head} shaded={row.shaded} room={room} last={last} stop={stop} />;
  }
}

function Beginning({ room }: { room: Room }) {
  const peer = room.peer.value;
  return (
    <div class="beginning">
      <span class="beginning-sign">
        <Icon name={peer === undefined ? 'hash' : 'chat'} />
      </span>
      <h2 dir="auto">{room.title.value}</h2>
      <p>
        {peer === undefined
          ? 'This is where the room begins. Say hello.'
          : 'Only the two of you can read what is said here.'}
      </p>
    </div>
  );
}

interface JumpsProps {
  room: Room;
  keeper: () => ScrollKeeper | undefined;
  box: () => HTMLElement | null;
}

function Jumps({ room, keeper, box }: JumpsProps) {
  const chat = useChat();
  const unread = room.unread.value;
  const first = room.log.value[0]?.seq ?? 0;
  // Where the unread messages began when the room was opened: being at the end marks them as read, but they are still news.
  const news = room.unreadAfter.value;
  const unreadAbove = news !== undefined && news + 1 < first;
  const newest = () => {
    if (room.hasAfter.value) {
      void chat.history.newest(room);
    } else {
      keeper()?.toEnd();
    }
    (box()?.querySelector<HTMLElement>('.message:last-child') ?? box())?.focus({ preventScroll: true });
  };
  return (
    <>
      {unreadAbove && (
        <button type="button" class="jump jump-up" onClick={() => void chat.history.jumpTo(room, news + 1)}>
          <Icon name="up" /> Jump to unread
        </button>
      )}
      {!room.pinned.value && room.loaded.value && (
        <button type="button" class="jump jump-down" onClick={newest}>
          <Icon name="down" /> {unread > 0 ? `${unread} new` : 'Newest'}
        </button>
      )}
    </>
  );
}

function Typing({ room }: { room: Room }) {
  const names = [...room.typists.value.values()].map((typist) => typist.name);
  const shown = names.length > 3 ? [`${names.length} people`] : names;
  const who = new Intl.ListFormat('en', { type: 'conjunction' }).format(shown);
  return (
    <p class="typing" aria-live="polite">
      {names.length > 0 && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <bdi>{who}</bdi> {names.length === 1 ? 'is' : 'are'} typing
        </>
      )}
    </p>
  );
}
