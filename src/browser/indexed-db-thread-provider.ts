import type { IDBPTransaction } from "idb";
import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import { safeLogger, silentLogger } from "../core/ports/logger.js";
import type { Logger } from "../core/ports/logger.js";
import type {
  DeleteThreadOptions,
  MessageQuery,
  Thread,
  ThreadCallOptions,
  ThreadChange,
  ThreadProvider,
  ThreadQuery,
} from "../core/ports/thread-provider.js";
import {
  checkAround,
  checkCount,
  checkMessages,
  checkThread,
  checkThreadId,
  providerDisposed,
  readMessage,
  readThread,
  savedThread,
  threadMissing,
} from "../core/thread-values.js";
import { DatabaseConnection, WHAT } from "./database-connection.js";
import { ThreadChannel } from "./thread-channel.js";
import { lastMessages, messagesAround, newestThreads, wholeThread } from "./thread-queries.js";
import { THREAD_MIGRATIONS, type ThreadDatabase } from "./thread-schema.js";

export interface IndexedDBThreadProviderOptions {
  /** The name of the database. Default: `avatarlayer-threads`. */
  readonly name?: string | undefined;
  /** Told of what cannot be read. Default: says nothing. */
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
}

type Transaction<Mode extends IDBTransactionMode> = IDBPTransaction<ThreadDatabase, ("threads" | "messages")[], Mode>;

/**
 * Threads in IndexedDB, which holds as much as the browser gives the site. An append costs the same however long the thread is,
 * and tabs see each other's changes. `dispose()` ends what another tab may wait for.
 */
export class IndexedDBThreadProvider implements ThreadProvider {
  readonly id = "indexed-db";
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #connection: DatabaseConnection<ThreadDatabase>;
  readonly #channel: ThreadChannel;

  constructor(options: IndexedDBThreadProviderOptions = {}) {
    const { name = "avatarlayer-threads", logger = silentLogger, clock = systemClock } = options;
    this.#logger = safeLogger(logger);
    this.#clock = clock;
    const texts = { kept: "the threads", disposed: providerDisposed };
    this.#connection = new DatabaseConnection({ name, clock, migrations: THREAD_MIGRATIONS, ...texts });
    this.#channel = new ThreadChannel(`live-avatar:${name}`, this.#logger);
  }

  async getThread(id: string, { signal }: ThreadCallOptions = {}): Promise<Thread | null> {
    checkThreadId(id);
    return this.#transact("readonly", signal, async (transaction) => (await this.#find(transaction, id)) ?? null);
  }

  async saveThread(thread: Thread, { signal }: ThreadCallOptions = {}): Promise<Thread> {
    const given = checkThread(thread);
    return this.#change(signal, async (transaction) => {
      const saved = savedThread(given, await this.#find(transaction, given.id));
      await transaction.objectStore("threads").put(saved);
      return { result: saved, change: { type: "thread", thread: saved } };
    });
  }

  async listThreads(query: ThreadQuery & ThreadCallOptions = {}): Promise<readonly Thread[]> {
    checkCount(query.limit, "limit");
    return this.#transact("readonly", query.signal, async (transaction) => {
      const threads = await newestThreads(transaction.objectStore("threads"), query);
      return threads.flatMap((thread) => this.#readable(readThread(thread), "thread") ?? []);
    });
  }

  async deleteThread(id: string, { signal, onlyEmpty = false }: DeleteThreadOptions = {}): Promise<void> {
    checkThreadId(id);
    await this.#change(signal, async (transaction) => {
      const threads = transaction.objectStore("threads");
      const messages = transaction.objectStore("messages");
      if (onlyEmpty && (await messages.getKey(wholeThread(id))) !== undefined)
        return { result: undefined, change: undefined };
      const isThere = (await threads.getKey(id)) !== undefined;
      await Promise.all([threads.delete(id), messages.delete(wholeThread(id))]);
      return { result: undefined, change: isThere ? { type: "deleted", threadId: id } : undefined };
    });
  }

  async getMessages(
    threadId: string,
    { signal, ...query }: MessageQuery & ThreadCallOptions = {},
  ): Promise<readonly ChatMessage[]> {
    checkThreadId(threadId);
    checkCount(query.last, "last");
    const around = checkAround(query);
    return this.#transact("readonly", signal, async (transaction) => {
      await this.#demand(transaction, threadId);
      const messages = transaction.objectStore("messages");
      const stored = await (around
        ? messagesAround(messages, threadId, around)
        : lastMessages(messages, threadId, query));
      return stored.flatMap(({ message }) => this.#readable(readMessage(message), "message") ?? []);
    });
  }

  async appendMessages(
    threadId: string,
    messages: readonly ChatMessage[],
    { signal }: ThreadCallOptions = {},
  ): Promise<void> {
    checkThreadId(threadId);
    const given = new Map<string, ChatMessage>();
    for (const message of checkMessages(messages)) if (!given.has(message.id)) given.set(message.id, message);
    await this.#change(signal, async (transaction) => {
      const thread = await this.#demand(transaction, threadId);
      const store = transaction.objectStore("messages");
      const cursor = await store.openKeyCursor(wholeThread(threadId), "prev");
      let sequence = cursor?.primaryKey[1] ?? 0;
      const byId = store.index("byId");
      const isThere = await Promise.all([...given.keys()].map((id) => byId.getKey([threadId, id])));
      const added = [...given.values()].filter((_, at) => isThere[at] === undefined);
      if (added.length === 0) return { result: undefined, change: undefined };
      const updatedAt = Math.max(thread.updatedAt, this.#clock.now());
      await Promise.all([
        // Async: one that throws at once leaves no promise of the others unattended.
        ...added.map(async (message) => store.add({ threadId, sequence: (sequence += 1), message })),
        transaction.objectStore("threads").put({ ...thread, updatedAt }),
      ]);
      return { result: undefined, change: { type: "messages", threadId, messages: added } };
    });
  }

  subscribe(listener: (change: ThreadChange) => void): () => void {
    return this.#channel.subscribe(listener);
  }

  dispose(): void {
    this.#connection.dispose();
    this.#channel.dispose();
  }

  /** Tells other tabs once the change is kept. */
  async #change<T>(
    signal: AbortSignal | undefined,
    act: (transaction: Transaction<"readwrite">) => Promise<{ result: T; change: ThreadChange | undefined }>,
  ): Promise<T> {
    const { result, change } = await this.#transact("readwrite", signal, act);
    if (change) this.#channel.post(change);
    return result;
  }

  #transact<Mode extends "readonly" | "readwrite", T>(
    mode: Mode,
    signal: AbortSignal | undefined,
    act: (transaction: Transaction<Mode>) => Promise<T>,
  ): Promise<T> {
    return this.#connection.transact(["threads", "messages"], mode, signal, act);
  }

  async #find(transaction: Transaction<"readonly" | "readwrite">, id: string): Promise<Thread | undefined> {
    const stored = await transaction.objectStore("threads").get(id);
    return stored && this.#readable(readThread(stored), "thread");
  }

  async #demand(transaction: Transaction<"readonly" | "readwrite">, id: string): Promise<Thread> {
    const thread = await this.#find(transaction, id);
    if (!thread) throw threadMissing();
    return thread;
  }

  #readable<T>(value: T | undefined, what: string): T | undefined {
    if (value === undefined) this.#logger.warn(`${WHAT} has a ${what} that is not ours: it is skipped.`);
    return value;
  }
}
