import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';

interface IconButtonProps {
  icon: IconName;
  /** Its name, which is its tooltip too. */
  label: string;
  /** A shorter or longer tooltip. */
  tip?: string;
  class?: string;
  type?: 'button' | 'submit';
  disabled?: boolean;
  pressed?: boolean;
  expanded?: boolean;
  tabIndex?: number;
  onClick?: () => void;
  children?: ComponentChildren;
}

/** A button that shows a picture alone. {@link Tooltip} says its name to those who see it. */
export function IconButton(props: IconButtonProps) {
  const { icon, label, tip, class: look, type = 'button', disabled = false, pressed, expanded, tabIndex, onClick, children } = props;
  const more: object = {
    ...(tip === undefined ? {} : { 'data-tip': tip }),
    ...(pressed === undefined ? {} : { 'aria-pressed': pressed }),
    ...(expanded === undefined ? {} : { 'aria-expanded': expanded, 'aria-haspopup': 'true' }),
    ...(tabIndex === undefined ? {} : { tabIndex }),
    ...(onClick === undefined ? {} : { onClick }),
  };
  return (
    <button type={type} class={look === undefined ? 'icon-button' : `icon-button ${look}`} aria-label={label} disabled={disabled} {...more}>
      <Icon name={icon} />
      {children}
    </button>
  );
}
