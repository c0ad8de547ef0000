import type { ChatMessage } from "./chat-message.js";

/** A conversation that is kept. */
export interface Thread {
  /** Unique among all threads of a provider; 1…200 UTF-16 units without half a character, and neither "." nor "..". */
  readonly id: string;
  /** At most 500 characters. */
  readonly title?: string | undefined;
  /** Whose thread it is, such as the site's id of a visitor; bounded like `id`. It sorts threads, and authenticates nobody. */
  readonly resourceId?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch: the last change of the thread or of its messages. */
  readonly updatedAt: number;
  /** Whatever a page keeps with it; JSON of at most 65,536 characters. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

export interface ThreadQuery {
  /** Only threads of this one. Default: all that the provider may tell. */
  readonly resourceId?: string | undefined;
  /** How many at most, newest first. Default: all. */
  readonly limit?: number | undefined;
  /** Only threads that come after the one of this id in the list; one that is not there: none. Default: from the newest on. */
  readonly after?: string | undefined;
}

/** A message and its neighbours in the thread. */
export interface MessagesAround {
  /** The id of the message. */
  readonly id: string;
  /** How many messages before it, and after it, come with it: 0…200 each. */
  readonly before: number;
  readonly after: number;
}

export interface MessageQuery {
  /** The newest so many. Default: all. */
  readonly last?: number | undefined;
  /** Only messages before the one of this id; one that is not there: none. Default: up to the newest. */
  readonly before?: string | undefined;
  /** Only a message and its neighbours; one that is not there: none. It goes with neither `last` nor `before`. */
  readonly around?: MessagesAround | undefined;
}

/** What else has changed a thread: another tab, another device. */
export type ThreadChange =
  | { readonly type: "messages"; readonly threadId: string; readonly messages: readonly ChatMessage[] }
  | { readonly type: "thread"; readonly thread: Thread }
  | { readonly type: "deleted"; readonly threadId: string };

/** The options of every call. */
export interface ThreadCallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface DeleteThreadOptions extends ThreadCallOptions {
  /** Only where it has no message, told in one step with the deletion: one with messages stays as it is. Default: false. */
  readonly onlyEmpty?: boolean | undefined;
}

/**
 * Keeps threads and their messages. What a call has resolved for is kept; a call that rejects has changed nothing. Only over a
 * network it may have changed something all the same: every call can be repeated. An abort of `signal` rejects with an AbortError,
 * unless the change is kept already; a failure with a `LiveAvatarError` of stage `memory`: `storage-refused` where there is no
 * storage or it may not be used, `storage-full`, `storage-failed`, `thread-missing`; or with `config-invalid`, not fatal, for a
 * value that cannot be kept. Changes of a thread take effect in the order in which they were asked
 * for. Values are copies, in and out.
 */
export interface ThreadProvider {
  readonly id: string;
  /** null: there is none. */
  getThread(id: string, options?: ThreadCallOptions): Promise<Thread | null>;
  /**
   * Creates the thread, or changes the one of this id: title and metadata are taken over as they are given, `createdAt` and
   * `resourceId` stay those of its creation, and `updatedAt` never goes back. @returns what is kept
   */
  saveThread(thread: Thread, options?: ThreadCallOptions): Promise<Thread>;
  /** The newest `updatedAt` first; of equal ones the greater id. */
  listThreads(query?: ThreadQuery & ThreadCallOptions): Promise<readonly Thread[]>;
  /** Deletes the thread and its messages; resolves where there is none, too, and where `onlyEmpty` has kept it. */
  deleteThread(id: string, options?: DeleteThreadOptions): Promise<void>;
  /** Oldest first, in the order in which they were appended. @throws LiveAvatarError `thread-missing` */
  getMessages(threadId: string, query?: MessageQuery & ThreadCallOptions): Promise<readonly ChatMessage[]>;
  /**
   * Appends all of them or none, in this order, and moves `updatedAt`. A message whose id is in the thread already is left as it is,
   * so a call may be repeated; one that adds nothing changes nothing. @throws LiveAvatarError `thread-missing`
   */
  appendMessages(threadId: string, messages: readonly ChatMessage[], options?: ThreadCallOptions): Promise<void>;
  /** Hears of changes that others made (not this object). @returns the way out */
  subscribe?(listener: (change: ThreadChange) => void): () => void;
  /** Releases everything; every later call rejects with `storage-refused`. */
  dispose?(): void;
}
