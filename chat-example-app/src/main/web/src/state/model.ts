/** What the page shows, apart from how it came over the wire. Values are replaced, never changed in place. */

export interface Person {
  readonly id: string;
  readonly name: string;
}

export type Status = 'online' | 'away' | 'busy' | 'offline';

export interface Attachment {
  readonly url: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly width?: number;
  readonly height?: number;
}

export interface Reference {
  readonly seq: number;
  readonly name: string;
  readonly text: string;
}

export interface Reaction {
  readonly emoji: string;
  readonly userIds: readonly string[];
}

export interface Message {
  readonly id: string;
  /** Position in the room's log; the only order there is. */
  readonly seq: number;
  readonly author: Person;
  readonly text: string;
  readonly at: number;
  readonly editedAt?: number;
  readonly deleted: boolean;
  readonly replyTo?: Reference;
  readonly reactions: readonly Reaction[];
  readonly attachments: readonly Attachment[];
  readonly clientMsgId?: string;
}

export type SendState = 'queued' | 'sending' | 'failed';

/** A message of ours that the server has not acknowledged yet. */
export interface Pending {
  readonly clientMsgId: string;
  readonly room: string;
  readonly text: string;
  readonly at: number;
  readonly replyTo?: Reference;
  readonly attachments: readonly Attachment[];
  readonly state: SendState;
  readonly problem?: string;
}

/** A passing remark in a room's timeline, such as somebody's arrival; never stored. */
export interface Notice {
  readonly key: string;
  readonly afterSeq: number;
  readonly at: number;
  readonly text: string;
}

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'online'; readonly transport: string }
  | { readonly state: 'offline'; readonly since: number };

export interface Toast {
  readonly id: number;
  readonly title: string;
  readonly body: string;
  readonly tone: 'info' | 'success' | 'warning' | 'danger';
  readonly room?: string;
}
