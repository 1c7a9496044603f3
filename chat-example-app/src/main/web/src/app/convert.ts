import type { File as WireFile, Message as WireMessage, NewFile, RoomUser } from 'parley-chat-types';
import type { Attachment, Message, Status } from '../state/model';
import type { Member, Role } from '../state/room';

const SAFE_URL = /^(?:\/|https?:\/\/)/;

export function messageOf(wire: WireMessage): Message {
  return {
    id: wire.id,
    seq: wire.seq,
    author: { id: wire.user.id, name: wire.user.name },
    text: wire.text,
    at: Date.parse(wire.timestamp),
    deleted: wire.deleted,
    reactions: (wire.reactions ?? []).map((each) => ({ emoji: each.emoji, userIds: each.users })),
    attachments: (wire.attachments ?? []).flatMap(attachmentOf),
    mentions: wire.mentions ?? [],
    ...(wire.editedAt === undefined ? {} : { editedAt: Date.parse(wire.editedAt) }),
    ...(wire.clientMsgId === undefined ? {} : { clientMsgId: wire.clientMsgId }),
    ...(wire.replyTo === undefined
      ? {}
      : {
          replyTo: {
            seq: wire.replyTo.seq,
            name: wire.replyTo.user?.name ?? '',
            text: wire.replyTo.text ?? '',
          },
        }),
  };
}

/** Sizes of pictures travel in the address, so that room can be kept for them before they are loaded. */
function attachmentOf(wire: WireFile): Attachment[] {
  if (wire.url === undefined || !SAFE_URL.test(wire.url)) {
    return [];
  }
  const query = new URLSearchParams(wire.url.split('?')[1] ?? '');
  const width = Number(query.get('w'));
  const height = Number(query.get('h'));
  return [
    {
      url: wire.url,
      name: wire.name,
      type: wire.type,
      size: wire.size ?? 0,
      ...(width > 0 && height > 0 ? { width, height } : {}),
    },
  ];
}

export function wireAttachment(attachment: Attachment): NewFile {
  return { name: attachment.name, type: attachment.type, size: attachment.size, url: attachment.url };
}

const STATUSES: readonly string[] = ['online', 'away', 'busy', 'offline'];

export function statusOf(text: string): Status {
  return STATUSES.includes(text) ? (text as Status) : 'offline';
}

export function memberOf(wire: RoomUser): Member {
  return { id: wire.id, name: wire.username, status: statusOf(wire.status), role: roleOf(wire.role) };
}

export function roleOf(text: string | undefined): Role {
  return text === 'moderator' || text === 'owner' ? text : 'member';
}
