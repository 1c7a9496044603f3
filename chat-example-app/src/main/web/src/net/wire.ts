/** What the server says, as docs/events.md has it; only the fields that this page reads. */

export interface WirePerson {
  id: string;
  name: string;
}

export interface WireAttachment {
  id?: string;
  name: string;
  type: string;
  size?: number;
  url?: string;
}

export interface WireReaction {
  emoji: string;
  count: number;
  users: string[];
}

export interface WireMessage {
  id: string;
  room: string;
  epoch: string;
  seq: number;
  user: WirePerson;
  text: string;
  timestamp: string;
  version: number;
  deleted: boolean;
  clientMsgId?: string;
  replyTo?: { id: string; seq: number; user?: WirePerson; text?: string };
  attachments?: WireAttachment[];
  mentions?: string[];
  reactions?: WireReaction[];
  editedAt?: string;
}

export interface WirePrivateMessage extends WireMessage {
  peer: WirePerson;
  from: string;
  to: string;
}

export interface WireSession {
  user: WirePerson & { roles?: string[] };
  guest: boolean;
  status: string;
  limits: {
    textGraphemes: number;
    textBytes: number;
    roomNameGraphemes: number;
    attachments: number;
    mentions: number;
  };
}

export interface WireRoomInfo {
  room: string;
  kind: string;
  title: string;
  topic?: string;
  users: number;
  canSend: boolean;
  frozen: boolean;
  slowModeMs: number;
  head?: number;
  readUpTo?: number;
  unread?: number;
}

export interface WireMember {
  id: string;
  username: string;
  status: string;
  role?: string;
}

export interface WireConversation {
  room: string;
  peer: { id: string; name: string; status: string };
  epoch: string;
  head: number;
  readUpTo: number;
  unread: number;
  last?: WireMessage;
}

export interface WireNotification {
  id: string;
  seq: number;
  type: string;
  message: string;
  data?: Record<string, unknown>;
  timestamp: string;
  read: boolean;
}

export interface WireModeration {
  room: string;
  action: string;
  user?: WirePerson;
  by?: WirePerson;
  durationMs?: number;
  intervalMs?: number;
  role?: string;
  reason?: string;
}

/** Somebody who is muted or banned; for ever without an end. */
export interface WireRestricted extends WirePerson {
  until?: string;
}

export interface WireHistory {
  room: string;
  epoch: string;
  head: number;
  messages: WireMessage[];
  hasBefore: boolean;
  hasAfter?: boolean;
}

export interface WireUpdated {
  room: string;
  seq: number;
  message: WireMessage;
}

export interface WireDeleted {
  room: string;
  seq: number;
  messageSeq: number;
}

export interface WireReacted {
  room: string;
  seq: number;
  messageSeq: number;
  reactions: WireReaction[];
}

export interface WireChanges {
  room: string;
  epoch: string;
  head: number;
  changes: { seq: number; event: string; data: unknown }[];
}

export interface WireUnread {
  room?: string;
  readUpTo?: number;
  unread?: number;
  notifications?: number;
}

export interface Refusal {
  ok: false;
  code: string;
  message: string;
  retryable: boolean;
  retryAfterMs?: number;
}

export type Answer<T> = ({ ok: true } & T) | Refusal;

/** The server to client events and their one argument. */
export interface ServerEvents {
  session: WireSession;
  chatHistory: WireHistory;
  roomChanges: WireChanges;
  roomReset: { room: string; epoch: string; head: number; reason: string };
  message: WireMessage;
  messageUpdated: WireUpdated;
  messageDeleted: WireDeleted;
  reaction: WireReacted;
  userJoined: { room: string; user: WirePerson };
  userLeft: { room: string; user: WirePerson; reason: string };
  roomUsers: { room: string; users: WireMember[]; count: number };
  typing: { room: string; user: WirePerson };
  stopTyping: { room: string; user: WirePerson };
  privateMessage: WirePrivateMessage;
  receipt: { room: string; user: WirePerson; seq: number };
  unread: WireUnread;
  presence: { user: WirePerson; status: string };
  notification: WireNotification;
  moderation: WireModeration;
  announcement: { id: string; text: string };
  serverNotice: { kind: string; text: string; room?: string; code?: string; reconnectAfterMs?: number };
  tokenExpiring: { inMs: number };
}

/** The client to server commands: what each takes and what its answer carries. */
export interface Commands {
  joinRoom: [
    { room: string; history?: number; since?: { epoch: string; seq: number } },
    {
      room: string;
      epoch: string;
      head: number;
      readUpTo?: number;
      unread?: number;
      you: { role: string };
      info: WireRoomInfo;
    },
  ];
  leaveRoom: [{ room: string }, { room: string }];
  listRooms: [Record<string, never>, { rooms: WireRoomInfo[] }];
  chatMessage: [SendFields & { room: string }, { message: WireMessage }];
  privateMessage: [SendFields & { to: string }, { room: string; message: WireMessage }];
  editMessage: [{ room: string; id: string; text: string; mentions: string[] }, { seq: number; message: WireMessage }];
  deleteMessage: [{ room: string; id: string }, { seq: number; id: string }];
  reactMessage: [{ room: string; id: string; emoji: string; remove?: boolean }, { id: string }];
  getHistory: [{ room: string; limit: number; before?: number; after?: number; around?: number }, WireHistory];
  markRead: [{ room: string; seq: number }, { readUpTo: number; unread: number }];
  getConversations: [Record<string, never>, { conversations: WireConversation[] }];
  getNotifications: [{ limit: number }, { notifications: WireNotification[]; unread: number }];
  ackNotification: [{ all: true } | { ids: string[] }, { unread: number }];
  getPresence: [{ users: string[] }, { users: { id: string; name?: string; status: string }[] }];
  moderate: [
    { room: string; action: string; user?: string; durationMs?: number; intervalMs?: number; reason?: string },
    { room: string; action: string },
  ];
  getModeration: [{ room: string }, { banned: WireRestricted[]; muted: WireRestricted[] }];
  setStatus: [{ status: string }, { status: string }];
  renewToken: [{ token: string }, { expiresAt?: string }];
}

export interface SendFields {
  text: string;
  clientMsgId: string;
  replyTo?: string;
  mentions?: string[];
  attachments?: WireAttachment[];
}
