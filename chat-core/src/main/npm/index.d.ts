// Made from the records of dev.parley.chat.event, not by hand; what the fields mean says docs/events.md too.

/** A binary value: an ArrayBuffer in browsers, a Buffer in Node. */
export type Binary = ArrayBuffer | ArrayBufferView;

/** A time: ISO-8601 in UTC, such as "2026-11-21T10:15:00.123Z". */
export type Time = string;

export type ErrorCode =
  | "BAD_REQUEST"
  | "UNAUTHENTICATED"
  | "TOKEN_EXPIRED"
  | "FORBIDDEN"
  | "REJECTED"
  | "NOT_FOUND"
  | "ROOM_INVALID"
  | "ROOM_NOT_FOUND"
  | "ROOM_FULL"
  | "ROOM_FROZEN"
  | "NOT_IN_ROOM"
  | "TOO_MANY_ROOMS"
  | "TOO_MANY_CONNECTIONS"
  | "NAME_INVALID"
  | "NAME_RESERVED"
  | "NAME_TAKEN"
  | "TEXT_EMPTY"
  | "TEXT_TOO_LONG"
  | "TEXT_INVALID"
  | "EMOJI_INVALID"
  | "ATTACHMENT_INVALID"
  | "LIMIT_EXCEEDED"
  | "IDEMPOTENCY_CONFLICT"
  | "VERSION_CONFLICT"
  | "RATE_LIMITED"
  | "SLOW_MODE"
  | "MUTED"
  | "BANNED"
  | "STORE_UNAVAILABLE"
  | "OVERLOADED"
  | "SHUTTING_DOWN"
  | "INTERNAL";

/** The user of a connection. */
export interface Account {
  id: string;
  name: string;
  roles: string[];
}

/** A message that another one answers. */
export interface Answered {
  /** absent when it is no longer in the log */
  id?: string;
  seq: number;
  /** absent when it is deleted or gone */
  user?: Person;
  /** its first 120 characters; absent when it is deleted or gone */
  text?: string;
}

/** The fields of `auth` when a client connects. */
export interface Auth {
  /** handed to the server's authenticator */
  token?: string;
  /** guest mode only: the display name asked for */
  username?: string;
  /** guest mode only: a secret of the client's own, 16 to 256 characters; the same key is the same guest after a reconnect */
  guestKey?: string;
  /** the user's status if this is the first device; else, and by default, what it was */
  status?: "online" | "away" | "busy" | "invisible";
  /** no compatibility profile for this connection */
  profile?: "canonical";
  /** compatibility profile */
  messageFormat?: "object" | "text";
  /** compatibility profile */
  roomUsersFormat?: "objects" | "names";
}

/** An entry of a room's log, in the form of its live event. */
export interface Change {
  seq: number;
  event: "message" | "messageUpdated" | "messageDeleted" | "reaction";
  data: unknown;
}

/** A conversation of two users. */
export interface Conversation {
  room: string;
  peer: Peer;
  epoch: string;
  /** the last `seq` of the log */
  head: number;
  readUpTo: number;
  unread: number;
  /** the newest message */
  last?: Message;
}

/** A file of a message. */
export interface File {
  id: string;
  /** without path */
  name: string;
  /** a media type */
  type: string;
  /** in bytes */
  size: number;
  /** http, https or a path, when it is stored elsewhere */
  url?: string;
  /** when it travels in the message, within the limits */
  data?: Binary;
}

/** Limits that a client had better know. */
export interface Limits {
  textGraphemes: number;
  textBytes: number;
  nameGraphemes: number;
  roomNameGraphemes: number;
  historyPage: number;
  attachments: number;
  attachmentBytes: number;
  fileNameGraphemes: number;
  mentions: number;
  roomsPerConnection: number;
  roomsPerUser: number;
  roomUsersShown: number;
  roomsListed: number;
  presenceWatched: number;
  receiptUsers: number;
  typingExpiryMs: number;
}

/** A message. */
export interface Message {
  /** unique for ever, over all rooms */
  id: string;
  room: string;
  /** the life of the room's log */
  epoch: string;
  /** the place in the room's log */
  seq: number;
  /** who sent it, as named at that time */
  user: Person;
  /** the same as `user.name` */
  username: string;
  /** plain text: insert it as text, never as HTML; empty when deleted or when there are only attachments */
  text: string;
  /** when the server accepted it */
  timestamp: Time;
  /** the sender's id for it, if it gave one */
  clientMsgId?: string;
  /** 1, and one more with each edit */
  version: number;
  /** true for a tombstone: it keeps its place, its content is gone */
  deleted: boolean;
  /** the message answered */
  replyTo?: Answered;
  /** ids of the users mentioned */
  mentions?: string[];
  attachments?: File[];
  /** the application's own fields */
  attributes?: Record<string, string>;
  /** in order of first use */
  reactions?: ReactionCount[];
  /** of the last edit */
  editedAt?: Time;
  /** of a tombstone */
  deletedAt?: Time;
  /** sent by the server's own application */
  system?: boolean;
}

/** A file that a client sends: with `data`, or with `url` when it is stored elsewhere. */
export interface NewFile {
  /** the part behind the last slash counts */
  name: string;
  /** a media type, default `application/octet-stream` */
  type?: string;
  data?: Binary;
  /** http, https or a path */
  url?: string;
  /** in bytes, beside `url` */
  size?: number;
}

/** Where the next page of conversations begins. */
export interface NextConversations {
  at?: Time;
  room: string;
}

/** Another user and its status. */
export interface Peer {
  id: string;
  /** the id of a user who was never here */
  name: string;
  status: "online" | "away" | "busy" | "offline";
  text?: string;
  lastSeen?: Time;
}

/** A user, as named at that time. */
export interface Person {
  id: string;
  name: string;
}

/** A place in a room's log. */
export interface Position {
  epoch: string;
  seq: number;
}

/** The presence of a user. */
export interface PresenceState {
  id: string;
  /** absent for a user who was never here */
  name?: string;
  status: "online" | "away" | "busy" | "offline";
  text?: string;
  lastSeen?: Time;
}

/** One emoji of a message, and who used it. */
export interface ReactionCount {
  emoji: string;
  count: number;
  /** ids */
  users: string[];
}

/** Why a command was refused; in `data` of `connect_error` why a connection was. */
export interface Refusal {
  code: ErrorCode;
  /** English, for developers */
  message: string;
  /** whether the same may succeed later */
  retryable: boolean;
  /** when it may */
  retryAfterMs?: number;
  /** the limit that refused */
  limit?: string;
  /** its value */
  max?: number;
}

/** Somebody who is muted or banned. */
export interface Restricted {
  id: string;
  /** the id where nobody knows it any more */
  name: string;
  /** absent for ever */
  until?: Time;
}

/** A room, as the asking connection sees it. */
export interface RoomInfo {
  room: string;
  kind: "open" | "private" | "announcement" | "direct";
  title: string;
  topic?: string;
  /** how many people are in it now */
  users: number;
  /** whether only moderators may send */
  frozen: boolean;
  /** 0 for none */
  slowModeMs: number;
  canSend: boolean;
  joined: boolean;
  /** where the user has a read marker */
  readUpTo?: number;
  /** where the user has a read marker */
  unread?: number;
}

/** A user in a room. */
export interface RoomUser {
  id: string;
  username: string;
  room: string;
  status: "online" | "away" | "busy" | "offline";
  /** absent in conversations */
  role?: "member" | "moderator" | "owner";
}

/** The joiner in a room. */
export interface Visitor {
  id: string;
  name: string;
  role: "member" | "moderator" | "owner";
}

/** One of the three. */
export interface AckNotificationCommand {
  id?: string;
  ids?: string[];
  all?: boolean;
}

export interface ChatMessageCommand {
  /** may be left out while the connection is in exactly one room */
  room?: string;
  /** trimmed, normalised; may be empty only with attachments */
  text?: string;
  /** another name of `text` */
  message?: string;
  /** at most 64 characters, unique per room and sender: sending again under the same id gives the first result and no second message */
  clientMsgId?: string;
  /** id of a message of this room */
  replyTo?: string;
  /** ids of users */
  mentions?: string[];
  attachments?: NewFile[];
}

export interface DeleteMessageCommand {
  /** may be left out while the connection is in exactly one room */
  room?: string;
  id: string;
}

export interface EditMessageCommand {
  /** may be left out while the connection is in exactly one room */
  room?: string;
  id: string;
  /** may be empty while the message has files */
  text: string;
  /** refused when the message has another one */
  version?: number;
  /** ids of users; those of before when absent */
  mentions?: string[];
}

export interface GetConversationsCommand {
  limit?: number;
  /** `next` of the page before */
  after?: NextConversations;
}

export interface GetHistoryCommand {
  /** may be left out while the connection is in exactly one room */
  room?: string;
  /** default 50, at most `limits.historyPage` */
  limit?: number;
  /** messages below this `seq` */
  before?: number;
  /** messages above this `seq` */
  after?: number;
  /** half before, the message, half after */
  around?: number;
  /** messages of this time on */
  from?: Time;
  /** messages before this time */
  to?: Time;
  /** only this user's messages (with `before` or alone) */
  user?: string;
}

export interface GetModerationCommand {
  room: string;
}

export interface GetNotificationsCommand {
  /** notifications below this `seq` */
  before?: number;
  limit?: number;
  unreadOnly?: boolean;
}

export interface GetPresenceCommand {
  /** ids, at most `limits.presenceWatched` */
  users: string[];
  /** send `presence` of these users from now on, in the place of those of before */
  watch?: boolean;
}

export interface InRoomCommand {
  /** may be left out while the connection is in exactly one room */
  room?: string;
}

export interface JoinRoomCommand {
  room: string;
  /** how many past messages, default 20, 0 for none, at most `limits.historyPage` */
  history?: number;
  /** instead of history send what changed since then */
  since?: Position;
  /** guest mode, first join: the display name; ignored otherwise */
  username?: string;
}

export interface MarkReadCommand {
  /** may be left out while the connection is in exactly one room */
  room?: string;
  seq: number;
  /** of the log that `seq` is of */
  epoch?: string;
}

export interface ModerateCommand {
  room: string;
  action: "kick" | "mute" | "unmute" | "ban" | "unban" | "freeze" | "unfreeze" | "slowMode" | "role" | "invite" | "uninvite";
  /** whom it concerns; absent for `freeze`, `unfreeze` and `slowMode` */
  user?: string;
  /** of `mute` and `ban`; for ever when absent */
  durationMs?: number;
  /** of `slowMode`; 0 ends it */
  intervalMs?: number;
  /** of `role` */
  role?: "member" | "moderator" | "owner";
  reason?: string;
}

export type NothingCommand = Record<string, never>;

export interface OfEntityCommand {
  entity: string;
}

export interface PrivateMessageCommand {
  /** a user id */
  to: string;
  /** as in `chatMessage` */
  text?: string;
  /** another name of `text` */
  message?: string;
  /** as in `chatMessage` */
  clientMsgId?: string;
  /** id of a message of this conversation */
  replyTo?: string;
  /** ids of users */
  mentions?: string[];
  attachments?: NewFile[];
}

export interface ReactMessageCommand {
  /** may be left out while the connection is in exactly one room */
  room?: string;
  id: string;
  emoji: string;
  remove?: boolean;
}

export interface RenewTokenCommand {
  /** of the same user */
  token: string;
}

export interface SetStatusCommand {
  status: "online" | "away" | "busy" | "invisible";
  text?: string;
}

export interface SyncRoomCommand {
  /** may be left out while the connection is in exactly one room */
  room?: string;
  epoch: string;
  /** the last `seq` that the client has */
  after: number;
  limit?: number;
}

export interface ConversationListAnswer {
  /** the latest first */
  conversations: Conversation[];
  /** if there are more: `after` of the next page */
  next?: NextConversations;
}

export interface DeletedAnswer {
  room: string;
  epoch: string;
  seq: number;
  id: string;
  /** nothing has changed: it was so before */
  duplicate?: boolean;
}

export type DoneAnswer = Record<string, never>;

export interface EditedAnswer {
  room: string;
  epoch: string;
  seq: number;
  id: string;
  message: Message;
  /** nothing has changed: it was so before */
  duplicate?: boolean;
}

export interface HistoryPageAnswer {
  room: string;
  epoch: string;
  /** the last `seq` of the log */
  head: number;
  /** ascending, as they are now */
  messages: Message[];
  hasBefore: boolean;
  hasAfter: boolean;
}

export interface JoinedAnswer {
  room: string;
  epoch: string;
  /** the last `seq` of the log */
  head: number;
  readUpTo: number;
  unread: number;
  you: Visitor;
  info: RoomInfo;
}

export interface LeftAnswer {
  room: string;
}

export interface MarkedReadAnswer {
  room: string;
  readUpTo: number;
  unread: number;
}

export interface ModeratedAnswer {
  room: string;
  action: string;
}

export interface ModerationStateAnswer {
  room: string;
  frozen: boolean;
  /** 0 for none */
  slowModeMs: number;
  /** those who are free first come first */
  banned: Restricted[];
  /** those who are free first come first */
  muted: Restricted[];
}

export interface NotificationListAnswer {
  /** newest first */
  notifications: NotificationEvent[];
  unread: number;
  hasMore: boolean;
}

export interface NotificationsReadAnswer {
  unread: number;
}

export interface PresenceListAnswer {
  users: PresenceState[];
}

export interface PrivatelySentAnswer extends SentAnswer {
  /** the same as `room` */
  conversation: string;
  peer: Peer;
}

export interface ReactedAnswer {
  room: string;
  epoch: string;
  seq: number;
  id: string;
  /** in its fully qualified form */
  emoji: string;
  /** false when it was removed */
  added: boolean;
  /** nothing has changed: it was so before */
  duplicate?: boolean;
}

export interface RenewedAnswer {
  user: Account;
  expiresAt?: Time;
}

export interface RoomListAnswer {
  /** sorted by name, at most `limits.roomsListed` */
  rooms: RoomInfo[];
}

export interface SentAnswer {
  id: string;
  room: string;
  epoch: string;
  seq: number;
  timestamp: Time;
  /** whether it was stored before, under this `clientMsgId` */
  duplicate: boolean;
  message: Message;
  /** what the store promises, if it has several levels, such as `hotFsync`; not in duplicates */
  durability?: string;
}

export interface StatusSetAnswer {
  status: "online" | "away" | "busy" | "invisible";
  text?: string;
}

export interface SubscriptionAnswer {
  entity: string;
}

export interface SyncedChangesAnswer {
  room: string;
  status: "changes";
  epoch: string;
  head: number;
  /** ask again from the last `seq` */
  more: boolean;
  changes: Change[];
}

export interface SyncedResetAnswer extends RoomResetEvent {
  status: "reset";
}

export interface AnnouncementEvent {
  id: string;
  text: string;
  /** anything that the application adds */
  data?: unknown;
  timestamp: Time;
  /** of an announcement to one room */
  room?: string;
}

export interface ChatHistoryEvent {
  room: string;
  epoch: string;
  /** the last `seq` of the log */
  head: number;
  /** ascending */
  messages: Message[];
  hasBefore: boolean;
}

export interface MessageDeletedEvent {
  room: string;
  epoch: string;
  /** the deletion's own */
  seq: number;
  /** of the message */
  id: string;
  /** the message's place */
  messageSeq: number;
  by: Person;
  timestamp: Time;
}

export interface MessageUpdatedEvent {
  room: string;
  epoch: string;
  /** the edit's own */
  seq: number;
  /** of the message */
  id: string;
  /** the message's place */
  messageSeq: number;
  by: Person;
  message: Message;
}

export interface ModerationEvent {
  room: string;
  action: "kick" | "mute" | "unmute" | "ban" | "unban" | "freeze" | "unfreeze" | "slowMode" | "role" | "invite" | "uninvite";
  /** whom it concerns */
  user?: Person;
  /** absent when it was the application */
  by?: Person;
  /** of `slowMode` */
  intervalMs?: number;
  durationMs?: number;
  /** of `role` */
  role?: "member" | "moderator" | "owner";
  reason?: string;
  timestamp: Time;
}

export interface NotificationEvent {
  id: string;
  seq: number;
  type: string;
  message: string;
  /** anything that the application adds */
  data?: unknown;
  timestamp: Time;
  read: boolean;
}

export interface PresenceEvent {
  user: Person;
  status: "online" | "away" | "busy" | "offline";
  text?: string;
  lastSeen?: Time;
  timestamp: Time;
}

export interface PrivateMessageEvent extends Message {
  /** the same as `room` */
  conversation: string;
  /** the other one, from the receiver's view */
  peer: Person;
  /** a user id */
  from: string;
  /** a user id */
  to: string;
  /** the same as `text` */
  message: string;
}

export interface ReactionEvent {
  room: string;
  epoch: string;
  /** the reaction's own */
  seq: number;
  /** of the message */
  id: string;
  /** the message's place */
  messageSeq: number;
  emoji: string;
  /** false when it was removed */
  added: boolean;
  user: Person;
  timestamp: Time;
  /** the message's whole list after it */
  reactions: ReactionCount[];
}

export interface ReceiptEvent {
  room: string;
  epoch: string;
  user: Person;
  /** read up to here */
  seq: number;
  timestamp: Time;
}

export interface RoomChangesEvent {
  room: string;
  epoch: string;
  /** complete up to this `seq` */
  head: number;
  changes: Change[];
}

export interface RoomResetEvent {
  room: string;
  epoch: string;
  head: number;
  /** `epoch`: the log began anew; `gap`: the changes are no longer all there; `ahead`: you claim more than there is; `cleared` */
  reason: "epoch" | "gap" | "ahead" | "cleared";
}

export interface RoomUsersEvent {
  room: string;
  /** at most `limits.roomUsersShown` */
  users: RoomUser[];
  count: number;
  /** whether there are more than `users` */
  truncated: boolean;
}

export interface ServerNoticeEvent {
  kind: "welcome" | "shutdown" | "tokenExpired" | "disconnect";
  text: string;
  /** of `welcome` */
  room?: string;
  /** of `welcome`: yourself */
  user?: Person;
  /** of `tokenExpired` and `disconnect`: why */
  code?: ErrorCode;
  /** of `shutdown` */
  reconnectAfterMs?: number;
  timestamp: Time;
}

export interface SessionEvent {
  socketId: string;
  user: Account;
  guest: boolean;
  /** of the token */
  expiresAt?: Time;
  serverTime: Time;
  roomMode: "exclusive" | "multi";
  /** whether clients bring rooms into being */
  freeRooms: boolean;
  status: "online" | "away" | "busy" | "invisible";
  limits: Limits;
}

export interface TokenExpiringEvent {
  expiresAt: Time;
  inMs: number;
}

export interface TypistEvent {
  room: string;
  user: Person;
  username: string;
}

export interface UnreadEvent {
  /** after a marker has moved */
  room?: string;
  /** after a marker has moved */
  epoch?: string;
  /** after a marker has moved */
  readUpTo?: number;
  /** after a marker has moved */
  head?: number;
  /** after a marker has moved */
  unread?: number;
  /** alone, when the inbox has changed */
  notifications?: number;
}

export interface UserJoinedEvent {
  room: string;
  user: Person;
  username: string;
  /** how many people are in the room */
  count: number;
  timestamp: Time;
}

export interface UserLeftEvent {
  room: string;
  user: Person;
  username: string;
  /** how many people are in the room */
  count: number;
  timestamp: Time;
  reason: "left" | "moved" | "disconnected" | "kicked" | "banned";
}

/** The commands: what each takes, and what its answer carries beside `ok`. */
export interface Commands {
  joinRoom: [JoinRoomCommand, JoinedAnswer];
  leaveRoom: [InRoomCommand, LeftAnswer];
  getRoomUsers: [InRoomCommand, RoomUsersEvent];
  listRooms: [NothingCommand, RoomListAnswer];
  chatMessage: [ChatMessageCommand, SentAnswer];
  editMessage: [EditMessageCommand, EditedAnswer];
  deleteMessage: [DeleteMessageCommand, DeletedAnswer];
  reactMessage: [ReactMessageCommand, ReactedAnswer];
  getHistory: [GetHistoryCommand, HistoryPageAnswer];
  syncRoom: [SyncRoomCommand, SyncedChangesAnswer | SyncedResetAnswer];
  markRead: [MarkReadCommand, MarkedReadAnswer];
  typing: [InRoomCommand, DoneAnswer];
  stopTyping: [InRoomCommand, DoneAnswer];
  privateMessage: [PrivateMessageCommand, PrivatelySentAnswer];
  getConversations: [GetConversationsCommand, ConversationListAnswer];
  getNotifications: [GetNotificationsCommand, NotificationListAnswer];
  ackNotification: [AckNotificationCommand, NotificationsReadAnswer];
  setStatus: [SetStatusCommand, StatusSetAnswer];
  getPresence: [GetPresenceCommand, PresenceListAnswer];
  subscribe: [OfEntityCommand, SubscriptionAnswer];
  unsubscribe: [OfEntityCommand, SubscriptionAnswer];
  moderate: [ModerateCommand, ModeratedAnswer];
  getModeration: [GetModerationCommand, ModerationStateAnswer];
  renewToken: [RenewTokenCommand, RenewedAnswer];
}

/** The events, each with its one argument. */
export interface ServerEvents {
  session: SessionEvent;
  chatHistory: ChatHistoryEvent;
  roomChanges: RoomChangesEvent;
  roomReset: RoomResetEvent;
  message: Message;
  messageUpdated: MessageUpdatedEvent;
  messageDeleted: MessageDeletedEvent;
  reaction: ReactionEvent;
  userJoined: UserJoinedEvent;
  userLeft: UserLeftEvent;
  roomUsers: RoomUsersEvent;
  typing: TypistEvent;
  stopTyping: TypistEvent;
  privateMessage: PrivateMessageEvent;
  receipt: ReceiptEvent;
  unread: UnreadEvent;
  presence: PresenceEvent;
  notification: NotificationEvent;
  moderation: ModerationEvent;
  announcement: AnnouncementEvent;
  serverNotice: ServerNoticeEvent;
  tokenExpiring: TokenExpiringEvent;
}

/** A refused command. */
export type Refused = { ok: false } & Refusal;

/** What the callback of a command gets. */
export type Answer<T> = ({ ok: true } & T) | Refused;

/** For `Socket<ServerToClientEvents, ClientToServerEvents>` of socket.io-client. */
export type ServerToClientEvents = { [E in keyof ServerEvents]: (data: ServerEvents[E]) => void };

export type ClientToServerEvents = {
  [C in keyof Commands]: (payload: Commands[C][0], answer?: (answer: Answer<Commands[C][1]>) => void) => void;
};
