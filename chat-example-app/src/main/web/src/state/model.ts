/** What the page shows, apart from how it came over the wire. Values are replaced, never changed in place. */
import type { Moved } from '../text/notices';

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
  /** Ids of the people mentioned. */
  readonly mentions: readonly string[];
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
  readonly mentions: readonly string[];
  readonly state: SendState;
  readonly problem?: string;
}

/** A file on its way to the server, beside the text that is being written. */
export interface Upload {
  readonly key: number;
  readonly name: string;
  readonly state: 'waiting' | 'uploading' | 'done' | 'failed';
  /** Not there for what an earlier load of the page has uploaded. */
  readonly file?: File;
  readonly done?: Attachment;
  readonly problem?: string;
}

/** A passing remark in a room's timeline, never stored: a sentence, or that somebody came or went. */
export interface Notice {
  readonly key: string;
  readonly afterSeq: number;
  readonly text?: string;
  readonly moved?: Moved;
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
  readonly notification?: true;
}
