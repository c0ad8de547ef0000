import type { ChatMessage } from "../core/ports/chat-message.js";
import type { MessagesAround, Thread } from "../core/ports/thread-provider.js";

type MaybePromise<T> = T | Promise<T>;

export interface ThreadListQuery {
  readonly limit: number;
  /** Only threads that come after this one in the list; one that is not there: none. */
  readonly after?: string | undefined;
  readonly resourceId?: string | undefined;
}

export interface MessagePageQuery {
  /** The newest so many. */
  readonly last: number;
  /** Only messages before the one of this id; one that is not there: none. */
  readonly before?: string | undefined;
  /** As many as have so many characters of JSON, and one that has more. */
  readonly maxChars: number;
}

export interface MessagePage {
  /** Oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Whether there are older ones. */
  readonly more: boolean;
}

export interface AroundQuery extends MessagesAround {
  /** As many of the nearest as have so many characters of JSON together with the message, which comes in any case. */
  readonly maxChars: number;
}

export interface DeleteOptions {
  /** Only where it has no message, told in one step with the deletion: one with messages stays as it is. Default: false. */
  readonly onlyEmpty?: boolean;
}

export interface AppendOptions {
  /** The time of the change, in milliseconds since the epoch. */
  readonly at: number;
  /** How many messages the thread may have. */
  readonly maxMessages: number;
}

/**
 * Keeps threads and their messages, each for an owner. Ids are unique for their owner alone: two owners may have threads of the
 * same id, and neither can learn of the other's. What a call has resolved for is kept, also when the process is killed; a call
 * that rejects or is cut off has been done whole or not at all. Calls for one thread, of whatever processes, have one order.
 * What it is given has been checked and bounded.
 */
export interface ThreadStore {
  getThread(owner: string, id: string): MaybePromise<Thread | null>;
  /**
   * Creates the thread, or changes the owner's thread of this id: title and metadata are taken over as they are given,
   * `createdAt` and `resourceId` stay those of its creation, and `updatedAt` never goes back.
   * @returns what is kept, or "full" where it would be one more than `maxThreads`; changes at the same moment may be let through
   */
  saveThread(owner: string, thread: Thread, limits: { readonly maxThreads: number }): MaybePromise<Thread | "full">;
  /** The newest `updatedAt` first; of equal ones the greater id. */
  listThreads(owner: string, query: ThreadListQuery): MaybePromise<readonly Thread[]>;
  /** Deletes the thread with its messages; does nothing where there is none. */
  deleteThread(owner: string, id: string, options?: DeleteOptions): MaybePromise<void>;
  /** In the order in which they were appended; null: there is no such thread. */
  getMessages(owner: string, threadId: string, query: MessagePageQuery): MaybePromise<MessagePage | null>;
  /**
   * The message of an id with its neighbours, in the order in which they were appended; none where it is not in the thread.
   * null: there is no such thread.
   */
  getMessagesAround(owner: string, threadId: string, query: AroundQuery): MaybePromise<readonly ChatMessage[] | null>;
  /**
   * Appends all of them or none, in this order, and moves `updatedAt`. A message whose id the thread has already is left as it
   * is; where all are there, nothing changes.
   */
  appendMessages(
    owner: string,
    threadId: string,
    messages: readonly ChatMessage[],
    options: AppendOptions,
  ): MaybePromise<"kept" | "missing" | "full">;
}
