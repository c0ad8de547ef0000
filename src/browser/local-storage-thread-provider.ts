import { throwIfAborted } from "../core/abort.js";
import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { Emitter } from "../core/emitter.js";
import { parseJson } from "../core/parse-json.js";
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
  compareThreads,
  messagesAround,
  providerDisposed,
  readMessage,
  readThread,
  savedThread,
  threadMissing,
} from "../core/thread-values.js";
import { type StorageIndex, StorageLayout } from "./local-storage-layout.js";
import { refused, storageFailure } from "./storage-failure.js";
import { inTurn } from "./storage-lock.js";

const WHAT = "The browser's storage (localStorage)";

export interface LocalStorageThreadProviderOptions {
  /** What its keys begin with. Default: `avatarlayer-threads`. */
  readonly prefix?: string | undefined;
  /** Another storage of a page, such as its `sessionStorage`. Default: `localStorage`, asked for with each call. */
  readonly storage?: Storage | undefined;
  /** Told of what cannot be read, once a key. Default: says nothing. */
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Threads in `localStorage`, which holds about 5 million characters for a whole site. Several tabs can write at once and lose
 * nothing; with Web Locks (https pages) one after the other. What cannot be read is skipped, and told to the logger.
 */
export class LocalStorageThreadProvider implements ThreadProvider {
  readonly id = "local-storage";
  readonly #prefix: string;
  readonly #layout: StorageLayout;
  readonly #given: Storage | undefined;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #changes: Emitter<{ change: [ThreadChange] }>;
  /** The ids of the messages of each append that was read: an append never changes. */
  readonly #ids = new Map<string, readonly string[]>();
  readonly #told = new Set<string>();
  #isListening = false;
  #isDisposed = false;

  constructor(options: LocalStorageThreadProviderOptions = {}) {
    const { prefix = "avatarlayer-threads", storage, logger = silentLogger, clock = systemClock } = options;
    this.#prefix = prefix;
    this.#layout = new StorageLayout(prefix);
    this.#given = storage;
    this.#logger = safeLogger(logger);
    this.#clock = clock;
    this.#changes = new Emitter((error) => {
      this.#logger.error("a listener for changes of threads failed", error);
    });
  }

  async getThread(id: string, { signal }: ThreadCallOptions = {}): Promise<Thread | null> {
    checkThreadId(id);
    return this.#read(signal, (storage) => this.#thread(storage, id, this.#layout.index(storage)) ?? null);
  }

  async saveThread(thread: Thread, { signal }: ThreadCallOptions = {}): Promise<Thread> {
    const given = checkThread(thread);
    return this.#write(signal, (storage, index) => {
      const saved = savedThread(given, this.#thread(storage, given.id, index));
      storage.setItem(this.#layout.threadKey(given.id), JSON.stringify(saved));
      return saved;
    });
  }

  async listThreads(query: ThreadQuery & ThreadCallOptions = {}): Promise<readonly Thread[]> {
    const { resourceId, after, signal } = query;
    const limit = checkCount(query.limit, "limit");
    return this.#read(signal, (storage) => {
      const index = this.#layout.index(storage);
      const threads = [...index.threads].flatMap((id) => this.#thread(storage, id, index) ?? []).sort(compareThreads);
      const last = after === undefined ? -1 : threads.findIndex(({ id }) => id === after);
      if (after !== undefined && last < 0) return [];
      return threads
        .slice(last + 1)
        .filter((thread) => resourceId === undefined || thread.resourceId === resourceId)
        .slice(0, limit);
    });
  }

  async deleteThread(id: string, { signal, onlyEmpty = false }: DeleteThreadOptions = {}): Promise<void> {
    checkThreadId(id);
    await this.#write(signal, (storage, { batches }) => {
      if (onlyEmpty && batches.has(id)) return;
      // First the thread: messages that are left over, should the page end here, belong to nobody.
      storage.removeItem(this.#layout.threadKey(id));
      for (const { key } of batches.get(id) ?? []) this.#remove(storage, key);
    });
  }

  async getMessages(
    threadId: string,
    { signal, ...query }: MessageQuery & ThreadCallOptions = {},
  ): Promise<readonly ChatMessage[]> {
    const { last, before } = query;
    checkThreadId(threadId);
    const around = checkAround(query);
    const most = checkCount(last, "last");
    return this.#read(signal, (storage) => {
      const index = this.#layout.index(storage);
      if (!this.#thread(storage, threadId, index)) throw threadMissing();
      const messages = new Map<string, ChatMessage>();
      for (const { key } of index.batches.get(threadId) ?? []) {
        // Two tabs that have not heard of each other may have appended the same message.
        for (const message of this.#batch(storage, key)) {
          if (!messages.has(message.id)) messages.set(message.id, message);
        }
      }
      const all = [...messages.values()];
      if (around) return messagesAround(all, around);
      const end = before === undefined ? all.length : all.findIndex(({ id }) => id === before);
      return all.slice(Math.max(0, end - (most ?? end)), Math.max(0, end));
    });
  }

  async appendMessages(
    threadId: string,
    messages: readonly ChatMessage[],
    { signal }: ThreadCallOptions = {},
  ): Promise<void> {
    checkThreadId(threadId);
    const given = checkMessages(messages);
    await this.#write(signal, (storage, index) => {
      if (!this.#thread(storage, threadId, index)) throw threadMissing();
      const batches = index.batches.get(threadId) ?? [];
      const ids = new Set(batches.flatMap(({ key }) => this.#idsOf(storage, key)));
      const added: ChatMessage[] = [];
      for (const message of given) {
        if (ids.has(message.id)) continue;
        ids.add(message.id);
        added.push(message);
      }
      if (added.length === 0) return;
      const sequence = (batches.at(-1)?.sequence ?? 0) + 1;
      storage.setItem(this.#layout.batchKey(threadId, sequence, this.#clock.now()), JSON.stringify(added));
    });
  }

  /** Changes of this page's other objects are not told: browsers tell other pages alone. */
  subscribe(listener: (change: ThreadChange) => void): () => void {
    const handle = (change: ThreadChange): void => {
      listener(change);
    };
    if (!this.#isListening && !this.#isDisposed) addEventListener("storage", this.#handleStorage);
    this.#isListening = true;
    return this.#changes.on("change", handle);
  }

  dispose(): void {
    this.#isDisposed = true;
    removeEventListener("storage", this.#handleStorage);
    this.#changes.clear();
    this.#ids.clear();
  }

  readonly #handleStorage = ({ key, oldValue, newValue, storageArea }: StorageEvent): void => {
    const read = key === null ? undefined : this.#layout.read(key);
    if (!read || storageArea === null) return;
    try {
      const storage = this.#storage();
      if (storageArea !== storage) return;
      const { type, threadId } = read;
      if (type === "thread" && newValue === null) this.#changes.emit("change", { type: "deleted", threadId });
      else if (type === "thread") {
        const thread = this.#thread(storage, threadId, this.#layout.index(storage));
        if (thread) this.#changes.emit("change", { type, thread });
      } else if (oldValue === null && newValue !== null) {
        const messages = this.#messages(read.batch.key, newValue);
        if (messages.length > 0) this.#changes.emit("change", { type, threadId, messages });
      }
    } catch (error) {
      this.#logger.debug("a change of the storage could not be read", error);
    }
  };

  async #read<T>(signal: AbortSignal | undefined, act: (storage: Storage) => T): Promise<T> {
    throwIfAborted(signal);
    return this.#act(act);
  }

  #write<T>(signal: AbortSignal | undefined, act: (storage: Storage, index: StorageIndex) => T): Promise<T> {
    const write = (): T =>
      this.#act((storage) => {
        const index = this.#layout.index(storage);
        // What a page has left over that was ended in the middle of a deletion.
        for (const [id, batches] of index.batches) {
          if (!index.threads.has(id)) for (const { key } of batches) this.#remove(storage, key);
        }
        return act(storage, index);
      });
    return inTurn(this.#prefix, write, { signal, clock: this.#clock });
  }

  #act<T>(act: (storage: Storage) => T): T {
    try {
      return act(this.#storage());
    } catch (error) {
      throw storageFailure(error, WHAT);
    }
  }

  #storage(): Storage {
    if (this.#isDisposed) throw providerDisposed();
    // Where the browser has switched it off, there is none, whatever its type says.
    const storage = this.#given ?? (globalThis as { readonly localStorage?: Storage | null }).localStorage;
    if (!storage) throw refused(WHAT);
    return storage;
  }

  /** The thread with the time of its last message. */
  #thread(storage: Storage, id: string, { threads, batches }: StorageIndex): Thread | undefined {
    if (!threads.has(id)) return undefined;
    const key = this.#layout.threadKey(id);
    const thread = readThread(parseJson(storage.getItem(key) ?? ""));
    if (thread?.id !== id) {
      this.#tell(key);
      return undefined;
    }
    const times = (batches.get(id) ?? []).map(({ time }) => time);
    return { ...thread, updatedAt: times.reduce((latest, time) => Math.max(latest, time), thread.updatedAt) };
  }

  #batch(storage: Storage, key: string): readonly ChatMessage[] {
    return this.#messages(key, storage.getItem(key) ?? "");
  }

  #messages(key: string, json: string): readonly ChatMessage[] {
    const list = parseJson(json);
    const messages = Array.isArray(list) ? list.flatMap((value) => readMessage(value) ?? []) : [];
    if (!Array.isArray(list) || messages.length < list.length) this.#tell(key);
    return messages;
  }

  #idsOf(storage: Storage, key: string): readonly string[] {
    let ids = this.#ids.get(key);
    if (!ids) this.#ids.set(key, (ids = this.#batch(storage, key).map(({ id }) => id)));
    return ids;
  }

  #remove(storage: Storage, key: string): void {
    storage.removeItem(key);
    this.#ids.delete(key);
  }

  #tell(key: string): void {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#logger.warn(`${WHAT} has something under the key ${JSON.stringify(key)} that is not ours: it is skipped.`);
  }
}
