import type { Link } from '../net/link';
import type { Commands, ModerationEvent } from 'parley-chat-types';
import type { AppState } from '../state/app';
import type { Person } from '../state/model';
import type { Room } from '../state/room';
import { spanOf } from '../text/time';
import type { Alerts } from './alerts';
import { roleOf } from './convert';
import { mute, unmute } from './silence';

type Act = Omit<Commands['moderate'][0], 'room'>;

/** What those may do who keep order in a room. */
export class Moderation {
  constructor(
    private readonly state: AppState,
    private readonly link: () => Link,
    private readonly alerts: Alerts,
  ) {}

  async act(room: Room, act: Act): Promise<boolean> {
    const answer = await this.link().request('moderate', { room: room.wire.value, ...act });
    if (!answer.ok) {
      this.alerts.toast('danger', 'This was not done', answer.message);
    }
    return answer.ok;
  }

  /** Who is muted or banned; nothing when the server does not say. */
  async restricted(room: Room): Promise<Commands['getModeration'][1] | undefined> {
    const answer = await this.link().request('getModeration', { room: room.wire.value });
    if (!answer.ok) {
      this.alerts.toast('danger', 'The list is not there', answer.message);
      return undefined;
    }
    return answer;
  }

  /** Whether this person may act on that one here. */
  over(room: Room, person: Person): boolean {
    if (!room.moderated.value || person.id === this.state.me) {
      return false;
    }
    const theirs = room.members.value.find((member) => member.id === person.id)?.role ?? 'member';
    return theirs === 'member' || room.role.value === 'owner';
  }
}

/** Lets a moderator's act hold on this page, and returns what is said of it in the room, if anything. */
export function applyModeration(room: Room, wire: ModerationEvent, me: string): string | undefined {
  const concernsMe = wire.user?.id === me;
  switch (wire.action) {
    case 'freeze':
    case 'unfreeze':
      room.frozen.value = wire.action === 'freeze';
      break;
    case 'slowMode':
      room.slowModeMs.value = wire.intervalMs ?? 0;
      break;
    case 'mute':
      if (concernsMe) {
        mute(room, wire.durationMs);
      }
      break;
    case 'unmute':
      if (concernsMe) {
        unmute(room);
      }
      break;
    case 'kick':
    case 'uninvite':
    case 'ban':
      if (concernsMe) {
        expelled(room, wire);
      }
      break;
    case 'unban':
    case 'invite':
      if (concernsMe && room.refused.value !== undefined) {
        room.refused.value = { text: 'You may come in again.', again: true };
      }
      break;
    case 'role':
      room.role.value = concernsMe ? roleOf(wire.role) : room.role.value;
      room.members.value = room.members.value.map((member) =>
        member.id === wire.user?.id ? { ...member, role: roleOf(wire.role) } : member,
      );
      break;
    default: // A newer server may do more than this page knows.
  }
  const isPublic = ['freeze', 'unfreeze', 'slowMode', 'kick', 'ban'].includes(wire.action);
  return isPublic || room.moderated.value ? sentence(wire) : undefined;
}

function expelled(room: Room, wire: ModerationEvent): void {
  const banned = wire.action === 'ban';
  const done = banned ? `banned you from this room${duration(wire)}` : 'removed you from this room';
  room.joined.value = false;
  room.members.value = [];
  room.memberCount.value = 0;
  const by = wire.by === undefined ? OPERATOR : 'A moderator';
  room.refused.value = { text: `${by} ${done}${reason(wire)}.`, again: !banned };
}

/** Whoever acts without being a person of the chat: the server, or a program of its operator's. */
const OPERATOR = 'The operator';

const DONE: Record<string, (who: string, wire: ModerationEvent) => string> = {
  freeze: () => 'froze the room: only moderators write for now',
  unfreeze: () => 'opened the room for everybody again',
  slowMode: (_, { intervalMs = 0 }) =>
    intervalMs === 0 ? 'ended slow mode' : `began slow mode: one message in ${spanOf(intervalMs)}`,
  mute: (who, wire) => `muted ${who}${duration(wire)}`,
  unmute: (who) => `lets ${who} write again`,
  kick: (who) => `removed ${who}`,
  uninvite: (who) => `took back the invitation of ${who}`,
  ban: (who, wire) => `banned ${who}${duration(wire)}`,
  unban: (who) => `lets ${who} come back`,
  invite: (who) => `invited ${who}`,
  role: (who, { role }) => `made ${who} ${role === 'owner' ? 'an owner' : `a ${role}`}`,
};

/** Such as `Ada muted Bo for 10 minutes: caps`. */
export function sentence(wire: ModerationEvent): string | undefined {
  const done = DONE[wire.action]?.(wire.user?.name ?? 'somebody', wire);
  return done === undefined ? undefined : `${wire.by?.name ?? OPERATOR} ${done}${reason(wire)}`;
}

function duration({ durationMs }: ModerationEvent): string {
  return durationMs === undefined ? '' : ` for ${spanOf(durationMs)}`;
}

function reason({ reason: why }: ModerationEvent): string {
  return why === undefined ? '' : `: ${why}`;
}
