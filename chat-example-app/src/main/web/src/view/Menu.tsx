import type { ComponentChildren } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { Icon, type IconName } from './Icon';
import { Popover } from './Popover';
import { useRoving } from './roving';

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  /** For one of several choices: whether it is the chosen one. */
  readonly checked?: boolean;
  readonly danger?: boolean;
  /** A new part of the menu begins here. */
  readonly separated?: boolean;
  readonly act: () => void;
}

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  onClose: () => void;
}

export function Menu({ label, items, onClose }: MenuProps) {
  const list = useRoving<HTMLDivElement>({ items: '.menu-item', keys: 'list' });
  useLayoutEffect(() => list.current?.querySelector<HTMLElement>('.menu-item')?.focus({ preventScroll: true }), []);
  return (
    <Popover class="menu" role="menu" label={label} placement="bottom-end" onClose={onClose}>
      <div ref={list} role="none">
        {items.map((item) => (
          <Item
            key={item.label}
            item={item}
            onPick={() => {
              onClose();
              item.act();
            }}
          />
        ))}
      </div>
    </Popover>
  );
}

function Item({ item, onPick }: { item: MenuItem; onPick: () => void }) {
  const { label, icon, checked, danger = false, separated = false } = item;
  const content: ComponentChildren = (
    <>
      {checked === true ? <Icon name="check" /> : icon !== undefined ? <Icon name={icon} /> : <span class="icon" />}
      {label}
    </>
  );
  return (
    <>
      {separated && <hr />}
      <button
        type="button"
        class={danger ? 'menu-item danger' : 'menu-item'}
        role={checked === undefined ? 'menuitem' : 'menuitemradio'}
        aria-checked={checked}
        onClick={onPick}
      >
        {content}
      </button>
    </>
  );
}
