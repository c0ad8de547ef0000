import { throwIfAborted } from "../../core/abort.js";
import { systemClock } from "../../core/clock.js";
import type { Clock } from "../../core/clock.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type {
  DeleteThreadOptions,
  MessageQuery,
  Thread,
  ThreadCallOptions,
  ThreadProvider,
  ThreadQuery,
} from "../../core/ports/thread-provider.js";
import {
  checkAround,
  checkCount,
  checkMessages,
  checkThread,
  checkThreadId,
  compareThreads,
  providerDisposed,
  savedThread,
  threadMissing,
} from "../../core/thread-values.js";

interface KeptThread {
  thread: Thread;
  readonly messages: ChatMessage[];
  /** The place of each message by its id. */
  readonly places: Map<string, number>;
}

export interface InMemoryThreadProviderOptions {
  readonly clock?: Clock | undefined;
}

/** Threads for as long as the object lives: for tests, for servers, and for pages that keep nothing. */
export class InMemoryThreadProvider implements ThreadProvider {
  readonly id = "in-memory";
  readonly #clock: Clock;
  readonly #kept = new Map<string, KeptThread>();
  #isDisposed = false;

  constructor({ clock = systemClock }: InMemoryThreadProviderOptions = {}) {
    this.#clock = clock;
  }

  async getThread(id: string, { signal }: ThreadCallOptions = {}): Promise<Thread | null> {
    this.#begin(signal);
    const kept = this.#kept.get(checkThreadId(id));
    return kept ? structuredClone(kept.thread) : null;
  }

  async saveThread(thread: Thread, { signal }: ThreadCallOptions = {}): Promise<Thread> {
    this.#begin(signal);
    const given = checkThread(thread);
    const kept = this.#kept.get(given.id);
    const saved = savedThread(given, kept?.thread);
    if (kept) kept.thread = saved;
    else this.#kept.set(given.id, { thread: saved, messages: [], places: new Map() });
    return structuredClone(saved);
  }

  async listThreads({ resourceId, limit, after, signal }: ThreadQuery & ThreadCallOptions = {}): Promise<
    readonly Thread[]
  > {
    this.#begin(signal);
    const most = checkCount(limit, "limit");
    const threads = [...this.#kept.values()].map(({ thread }) => thread).sort(compareThreads);
    const last = after === undefined ? -1 : threads.findIndex(({ id }) => id === after);
    if (after !== undefined && last < 0) return [];
    const wanted = threads
      .slice(last + 1)
      .filter((thread) => resourceId === undefined || thread.resourceId === resourceId);
    return structuredClone(wanted.slice(0, most));
  }

  async deleteThread(id: string, { signal, onlyEmpty = false }: DeleteThreadOptions = {}): Promise<void> {
    this.#begin(signal);
    const kept = this.#kept.get(checkThreadId(id));
    if (!onlyEmpty || kept?.messages.length === 0) this.#kept.delete(id);
  }

  async getMessages(
    threadId: string,
    { signal, ...query }: MessageQuery & ThreadCallOptions = {},
  ): Promise<readonly ChatMessage[]> {
    this.#begin(signal);
    const { messages, places } = this.#find(threadId);
    const { last, before } = query;
    const around = checkAround(query);
    if (around) {
      const at = places.get(around.id);
      if (at === undefined) return [];
      return structuredClone(messages.slice(Math.max(0, at - around.before), at + around.after + 1));
    }
    const most = checkCount(last, "last") ?? messages.length;
    const end = before === undefined ? messages.length : (places.get(before) ?? 0);
    return structuredClone(messages.slice(Math.max(0, end - most), end));
  }

  async appendMessages(
    threadId: string,
    messages: readonly ChatMessage[],
    { signal }: ThreadCallOptions = {},
  ): Promise<void> {
    this.#begin(signal);
    const given = checkMessages(messages);
    const kept = this.#find(threadId);
    const before = kept.messages.length;
    for (const message of given) {
      if (kept.places.has(message.id)) continue;
      kept.places.set(message.id, kept.messages.length);
      kept.messages.push(message);
    }
    if (kept.messages.length === before) return;
    kept.thread = { ...kept.thread, updatedAt: Math.max(kept.thread.updatedAt, this.#clock.now()) };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#kept.clear();
  }

  #begin(signal: AbortSignal | undefined): void {
    throwIfAborted(signal);
    if (this.#isDisposed) throw providerDisposed();
  }

  #find(threadId: string): KeptThread {
    const kept = this.#kept.get(checkThreadId(threadId));
    if (!kept) throw threadMissing();
    return kept;
  }
}
