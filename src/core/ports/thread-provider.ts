import type { ChatMessage } from "./chat-message.js";

/** A conversation that is kept. */
export interface Thread {
  /** Unique among all threads of a provider; 1…200 characters. */
  readonly id: string;
  readonly title?: string | undefined;
  /** Whose thread it is, such as the site's id of a visitor. It sorts threads, and authenticates nobody. */
  readonly resourceId?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch: the last change of the thread or of its messages. */
  readonly updatedAt: number;
  /** Whatever a page keeps with it; JSON. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

export interface ThreadQuery {
  /** Only threads of this one. Default: all that the provider may tell. */
  readonly resourceId?: string | undefined;
  /** How many at most, newest first. Default: all. */
  readonly limit?: number | undefined;
  /** Only threads that come after this one in the list. Default: from the newest on. */
  readonly after?: string | undefined;
}

export interface MessageQuery {
  /** The newest so many. Default: all. */
  readonly last?: number | undefined;
  /** Only messages before the one of this id; one that is not there: none. Default: up to the newest. */
  readonly before?: string | undefined;
}

/** What else has changed a thread: another tab, another device. */
export type ThreadChange =
  | { readonly type: "messages"; readonly threadId: string; readonly messages: readonly ChatMessage[] }
  | { readonly type: "thread"; readonly thread: Thread }
  | { readonly type: "deleted"; readonly threadId: string };

interface Waiting {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Keeps threads and their messages. What a call has resolved for is kept; a call that rejects has changed nothing. An abort of
 * `signal` rejects with an AbortError, a failure with a `LiveAvatarError` of stage `memory`: `storage-refused` where there is no
 * storage or it may not be used, `storage-full`, `storage-failed`, `thread-missing`, `config-invalid` for a value that
 * cannot be kept.
 */
export interface ThreadProvider {
  readonly id: string;
  /** null: there is none. */
  getThread(id: string, options?: Waiting): Promise<Thread | null>;
  /**
   * Creates the thread, or changes the one of this id: title and metadata are taken over as they are given, `createdAt` and
   * `resourceId` stay those of its creation. @returns what is kept
   */
  saveThread(thread: Thread, options?: Waiting): Promise<Thread>;
  /** The newest `updatedAt` first; of equal ones the greater id. */
  listThreads(query?: ThreadQuery & Waiting): Promise<readonly Thread[]>;
  /** Deletes the thread and its messages; resolves where there is none, too. */
  deleteThread(id: string, options?: Waiting): Promise<void>;
  /** Oldest first, in the order in which they were appended. @throws `thread-missing` */
  getMessages(threadId: string, query?: MessageQuery & Waiting): Promise<readonly ChatMessage[]>;
  /**
   * Appends all of them or none, in this order, and moves `updatedAt`. A message whose id is there already is left as it is, so a
   * call may be repeated. @throws `thread-missing`
   */
  appendMessages(threadId: string, messages: readonly ChatMessage[], options?: Waiting): Promise<void>;
  /** Hears of changes that others made (not this object). @returns the way out */
  subscribe?(listener: (change: ThreadChange) => void): () => void;
  /** Releases everything; every later call rejects with `storage-refused`. */
  dispose?(): void;
}
