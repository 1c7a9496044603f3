import type { Status } from '../state/model';
import { hueOf, initialsOf } from '../text/identity';

interface AvatarProps {
  id: string;
  name: string;
  status?: Status;
  size?: 'small' | 'medium' | 'large';
}

/** A generated picture: two tones from the person's id and their initials. The name stands beside it, so it is silent. */
export function Avatar({ id, name, status, size = 'medium' }: AvatarProps) {
  return (
    <span class={`avatar avatar-${size}`} style={{ '--hue': String(hueOf(id)) }} aria-hidden="true">
      <svg viewBox="0 0 40 40">
        <rect class="avatar-back" width="40" height="40" />
        <circle class="avatar-shade" cx={8 + (hueOf(`${id}x`) % 24)} cy={38} r="22" />
        <text x="20" y="20" dy="0.35em" text-anchor="middle">
          {initialsOf(name)}
        </text>
      </svg>
      {status && <i class={`dot dot-${status}`} />}
    </span>
  );
}
