import { useSignal } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { Person } from '../state/model';
import type { Room } from '../state/room';
import { queryAt, suggest } from '../text/completion';
import { Avatar } from './Avatar';
import { useChat } from './context';
import { float } from './floating';

type Area = RefObject<HTMLTextAreaElement | null>;

interface Suggestions {
  readonly at: number;
  readonly end: number;
  readonly people: readonly Person[];
  readonly marked: number;
}

interface Completion {
  /** To be called when the text or the cursor has changed. */
  update(): void;
  /** Whether it has taken a key for itself. */
  key(event: KeyboardEvent): boolean;
  close(): void;
  /** What tells a screen reader of the list; for the text area. */
  readonly attributes: object;
  readonly list: ComponentChildren;
}

/** Completes names behind an `@` in a text area. `write` sets its text. */
export function useCompletion(area: Area, room: Room, write: (text: string) => void): Completion {
  const chat = useChat();
  const shown = useSignal<Suggestions | undefined>(undefined);
  const id = useId();
  const close = () => (shown.value = undefined);
  const update = () => {
    const { value = '', selectionStart = 0, selectionEnd = 0 } = area.current ?? {};
    const query = selectionStart === selectionEnd ? queryAt(value, selectionEnd) : undefined;
    const people = query === undefined ? [] : suggest(chat.mentionable(room), query.text);
    if (query === undefined || people.length === 0) {
      close();
      return;
    }
    if (people.length !== shown.value?.people.length) {
      chat.alerts.say(people.length === 1 ? `1 person: ${people[0]?.name}` : `${people.length} people`);
    }
    shown.value = { at: query.at, end: selectionEnd, people, marked: 0 };
  };
  const choose = (person: Person) => {
    const { at = 0, end = 0 } = shown.value ?? {};
    const element = area.current;
    close();
    if (element !== null) {
      element.setRangeText(`@${person.name} `, at, end, 'end');
      room.chosen.value = [person, ...room.chosen.value.filter((each) => each.id !== person.id)];
      write(element.value);
      element.focus();
    }
  };
  const key = (event: KeyboardEvent): boolean => {
    const list = shown.value;
    if (list === undefined || event.isComposing) {
      return false;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const person = list.people[list.marked];
    if (step !== undefined) {
      shown.value = { ...list, marked: (list.marked + step + list.people.length) % list.people.length };
    } else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && person !== undefined) {
      choose(person);
    } else if (event.key === 'Escape') {
      close();
    } else {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const list = shown.value;
  return {
    update,
    key,
    close,
    attributes: {
      'aria-autocomplete': 'list',
      ...(list === undefined ? {} : { 'aria-controls': id, 'aria-activedescendant': `${id}-${list.marked}` }),
    },
    list: list && <List id={id} area={area} {...list} onChoose={choose} />,
  };
}

interface ListProps extends Suggestions {
  id: string;
  area: Area;
  onChoose: (person: Person) => void;
}

function List({ id, area, people, marked, onChoose }: ListProps) {
  const box = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => (box.current && area.current ? float(area.current, box.current, 'top-start') : undefined), []);
  return (
    <ul ref={box} id={id} class="floating completion" popover="manual" role="listbox" aria-label="People to mention">
      {people.map((person, index) => (
        <li
          key={person.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === marked}
          onPointerDown={(event) => {
            event.preventDefault(); // The text keeps the focus.
            onChoose(person);
          }}
        >
          <Avatar id={person.id} name={person.name} size="small" />
          <span dir="auto">{person.name}</span>
        </li>
      ))}
    </ul>
  );
}
