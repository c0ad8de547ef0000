import type { Clock } from "../../src/core/clock.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import type {
  DeleteThreadOptions,
  MessageQuery,
  Thread,
  ThreadCallOptions,
  ThreadChange,
  ThreadProvider,
  ThreadQuery,
} from "../../src/core/ports/thread-provider.js";
import { deferred } from "../../src/core/wait.js";

export interface FaultyThreadsOptions {
  /** The session has deleted it. */
  readonly handleDeleted: (id: string) => void;
  /** A call was answered that the thread is not there, be it true or not. */
  readonly handleSaidMissing: (id: string) => void;
}

type Fault =
  "none" | "reject" | "reject-late" | "throw" | "hang" | "hang-done" | "delay" | "full" | "refused" | "missing";

const FAULTS: readonly Fault[] = [
  ...(["none", "none", "reject", "reject-late", "throw", "hang", "hang-done", "delay", "delay", "delay"] as const),
  ...(["full", "refused", "missing"] as const),
];
const MAX_DELAY_MS = 3000;
/** Of a page of threads, which belong together. */
const ALL = "";

/** A provider that keeps the order of the changes of a thread, and breaks every other promise while it is faulty. */
export class FaultyThreads implements ThreadProvider {
  readonly id = "faulty";
  isFaulty = false;
  readonly #store: ThreadProvider;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #options: FaultyThreadsOptions;
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<(change: ThreadChange) => void>();

  constructor(store: ThreadProvider, clock: Clock, random: () => number, options: FaultyThreadsOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
    this.#options = options;
  }

  tell(change: ThreadChange): void {
    for (const listener of this.#listeners) listener(structuredClone(change));
  }

  subscribe(listener: (change: ThreadChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  getThread(id: string, { signal }: ThreadCallOptions = {}): Promise<Thread | null> {
    return this.#call(id, () => this.#store.getThread(id), signal, true);
  }

  listThreads(query: ThreadQuery & ThreadCallOptions = {}): Promise<readonly Thread[]> {
    const { signal, ...rest } = query;
    return this.#call(ALL, () => this.#store.listThreads(rest), signal, true);
  }

  getMessages(id: string, query: MessageQuery & ThreadCallOptions = {}) {
    const { signal, ...rest } = query;
    return this.#call(id, () => this.#store.getMessages(id, rest), signal, true);
  }

  saveThread(thread: Thread, { signal }: ThreadCallOptions = {}): Promise<Thread> {
    const given = structuredClone(thread);
    return this.#call(given.id, () => this.#store.saveThread(given), signal);
  }

  appendMessages(
    id: string,
    messages: Parameters<ThreadProvider["appendMessages"]>[1],
    options: ThreadCallOptions = {},
  ) {
    const given = structuredClone(messages);
    return this.#call(id, () => this.#store.appendMessages(id, given), options.signal);
  }

  deleteThread(id: string, { signal, onlyEmpty }: DeleteThreadOptions = {}): Promise<void> {
    const remove = async (): Promise<void> => {
      await this.#store.deleteThread(id, { onlyEmpty });
      if (!onlyEmpty || (await this.#store.getThread(id)) === null) this.#options.handleDeleted(id);
    };
    return this.#call(id, remove, signal);
  }

  /** Not an async function, so that it can throw at once. */
  #call<T>(id: string, act: () => Promise<T>, signal: AbortSignal | undefined, reads = false): Promise<T> {
    const fault = this.isFaulty ? (FAULTS[Math.floor(this.#random() * FAULTS.length)] ?? "none") : "none";
    switch (fault) {
      case "throw":
        throw new Error("thrown at once");
      case "reject":
        return Promise.reject(new LiveAvatarError("storage-failed", "It failed."));
      case "full":
        return Promise.reject(new LiveAvatarError("storage-full", "It is full."));
      case "refused":
        return Promise.reject(new LiveAvatarError("storage-refused", "It is not allowed."));
      case "missing":
        // That a thread is not there is said of one that is read, or at random of one that is written.
        if (id !== ALL) this.#options.handleSaidMissing(id);
        return Promise.reject(new LiveAvatarError("thread-missing", "It is not there."));
      case "hang":
        return deferred<T>().promise;
      case "hang-done":
        void this.#queue(id, act).catch(noop);
        return deferred<T>().promise;
      case "reject-late":
        return this.#queue(id, act).then(() => {
          throw new LiveAvatarError("storage-failed", "It failed after all.");
        });
      default: {
        const delay = fault === "delay" ? this.#random() * MAX_DELAY_MS : 0;
        const isStale = reads && this.#random() < 0.5;
        return this.#queue(id, async () => {
          if (delay > 0 && !isStale) await this.#clock.sleep(delay);
          if (signal?.aborted && this.#random() < 0.5) throw new DOMException("Aborted.", "AbortError");
          const answer = await act();
          if (delay > 0 && isStale) await this.#clock.sleep(delay);
          return answer;
        });
      }
    }
  }

  /** Calls of one thread take effect one after the other. */
  #queue<T>(id: string, act: () => Promise<T>): Promise<T> {
    const result = (this.#tails.get(id) ?? Promise.resolve()).then(act);
    this.#tails.set(id, result.catch(noop));
    return result;
  }
}

const noop = (): void => undefined;
