import { throwIfAborted } from "../core/abort.js";
import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { isRecord } from "../core/is-record.js";
import { KeyedQueue } from "../core/keyed-queue.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import { safeLogger, silentLogger } from "../core/ports/logger.js";
import type { Logger } from "../core/ports/logger.js";
import type {
  DeleteThreadOptions,
  MessageQuery,
  MessagesAround,
  Thread,
  ThreadCallOptions,
  ThreadProvider,
  ThreadQuery,
} from "../core/ports/thread-provider.js";
import {
  checkAround,
  checkCount,
  checkMessages,
  checkThread,
  checkThreadId,
  messagesAround,
  providerDisposed,
  readMessage,
  readThread,
} from "../core/thread-values.js";
import type { SiteFetchOptions } from "./site-request.js";
import { ThreadRequests } from "./thread-requests.js";

/** What one request asks for at most. The site may give less, and says so. */
const PAGE = { threads: 100, messages: 500 } as const;
/** What one request appends at most. */
const MAX_APPENDED = 500;

export interface HttpThreadProviderOptions {
  /** The site's endpoint for threads; relative to the page. */
  readonly endpoint: string | URL;
  /** Headers and credentials of each request; asked for the kind `threads`. Default: credentials `same-origin`. */
  readonly fetchOptions?: SiteFetchOptions | undefined;
  /** Told of what the site answers and cannot be read. Default: says nothing. */
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/**
 * Threads on the site's own backend, such as behind `createThreadHandler`: see docs/memory.md for the wire. The backend decides whose
 * threads they are. Requests that fail are repeated twice; changes of one thread go one after the other.
 */
export class HttpThreadProvider implements ThreadProvider {
  readonly id = "http";
  readonly #requests: ThreadRequests;
  readonly #logger: Logger;
  readonly #changes = new KeyedQueue();
  #isDisposed = false;

  constructor(options: HttpThreadProviderOptions) {
    const { endpoint, fetchOptions, logger = silentLogger, clock = systemClock } = options;
    const { fetch = (input, init) => globalThis.fetch(input, init) } = options;
    this.#requests = new ThreadRequests({ endpoint, fetchOptions, clock, fetch });
    this.#logger = safeLogger(logger);
  }

  async getThread(id: string, { signal }: ThreadCallOptions = {}): Promise<Thread | null> {
    this.#begin(signal);
    const path = [checkThreadId(id)];
    try {
      return threadOf(await this.#requests.ask({ method: "GET", path, signal }), id);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async saveThread(thread: Thread, { signal }: ThreadCallOptions = {}): Promise<Thread> {
    this.#begin(signal);
    const { id, ...body } = checkThread(thread);
    const save = (): Promise<unknown> => this.#requests.ask({ method: "PUT", path: [id], body, signal });
    return threadOf(await this.#changes.run(id, save, signal), id);
  }

  async listThreads(query: ThreadQuery & ThreadCallOptions = {}): Promise<readonly Thread[]> {
    const { resourceId, signal } = query;
    this.#begin(signal);
    const wanted = checkCount(query.limit, "limit") ?? Infinity;
    const threads: Thread[] = [];
    for (let { after } = query, isMore = true; isMore && threads.length < wanted; after = threads.at(-1)?.id) {
      const limit = Math.min(wanted - threads.length, PAGE.threads);
      const answer = await this.#requests.ask({ method: "GET", path: [], query: { limit, after, resourceId }, signal });
      const page = listOf(answer, "threads").slice(0, limit);
      threads.push(...page.flatMap((value) => this.#readable(readThread(value), "thread") ?? []));
      isMore = hasMore(answer, page, limit) && threads.at(-1)?.id !== after;
    }
    return threads;
  }

  async deleteThread(id: string, { signal, onlyEmpty = false }: DeleteThreadOptions = {}): Promise<void> {
    this.#begin(signal);
    const path = [checkThreadId(id)];
    const query = { onlyEmpty: onlyEmpty ? "true" : undefined };
    try {
      await this.#changes.run(id, () => this.#requests.tell({ method: "DELETE", path, query, signal }), signal);
    } catch (error) {
      // Deleted before; perhaps by a request whose answer was lost.
      if (!isMissing(error)) throw error;
    }
  }

  async getMessages(threadId: string, query: MessageQuery & ThreadCallOptions = {}): Promise<readonly ChatMessage[]> {
    const { signal } = query;
    this.#begin(signal);
    const path = [checkThreadId(threadId), "messages"];
    const around = checkAround(query);
    if (around) return this.#around(path, around, signal);
    const wanted = checkCount(query.last, "last") ?? Infinity;
    const pages: ChatMessage[][] = [];
    let count = 0;
    for (let { before } = query, isMore = true; isMore; before = pages[0]?.[0]?.id) {
      // Whether there is a thread, a request for no message would not tell.
      const last = Math.min(Math.max(1, wanted - count), PAGE.messages);
      const answer = await this.#requests.ask({ method: "GET", path, query: { last, before }, signal });
      const page = listOf(answer, "messages").slice(-last);
      pages.unshift(page.flatMap((value) => this.#readable(readMessage(value), "message") ?? []));
      const read = pages[0] ?? [];
      count += read.length;
      isMore = hasMore(answer, page, last) && count < wanted && read.length > 0 && read[0]?.id !== before;
    }
    return wanted === 0 ? [] : pages.flat();
  }

  async appendMessages(
    threadId: string,
    messages: readonly ChatMessage[],
    { signal }: ThreadCallOptions = {},
  ): Promise<void> {
    this.#begin(signal);
    const given = checkMessages(messages);
    const id = checkThreadId(threadId);
    const append = async (): Promise<void> => {
      if (given.length === 0) await this.#requests.ask({ method: "GET", path: [id], signal });
      for (let from = 0; from < given.length; from += MAX_APPENDED) {
        const body = { messages: given.slice(from, from + MAX_APPENDED) };
        await this.#requests.tell({ method: "POST", path: [id, "messages"], body, signal });
      }
    };
    await this.#changes.run(id, append, signal);
  }

  /** What is under way goes on: it is the conversation's last word. */
  dispose(): void {
    this.#isDisposed = true;
  }

  /** A site that does not know the query answers its newest messages: what is around is taken from them. */
  async #around(
    path: readonly string[],
    around: MessagesAround,
    signal: AbortSignal | undefined,
  ): Promise<readonly ChatMessage[]> {
    const { id, before: countBefore, after: countAfter } = around;
    const query = { around: id, countBefore, countAfter };
    const answer = await this.#requests.ask({ method: "GET", path, query, signal });
    const messages = listOf(answer, "messages").flatMap((one) => this.#readable(readMessage(one), "message") ?? []);
    return messagesAround(messages, around);
  }

  #begin(signal: AbortSignal | undefined): void {
    throwIfAborted(signal);
    if (this.#isDisposed) throw providerDisposed();
  }

  #readable<T>(value: T | undefined, what: string): T | undefined {
    if (value === undefined) this.#logger.warn(`The endpoint of the threads answered a ${what} that is none.`);
    return value;
  }
}

const isMissing = (error: unknown): boolean => LiveAvatarError.is(error) && error.code === "thread-missing";

const senseless = (): LiveAvatarError =>
  new LiveAvatarError("storage-failed", "The endpoint of the threads answered something else than was asked.", {
    retryable: false,
  });

function threadOf(answer: unknown, id: string): Thread {
  const thread = isRecord(answer) ? readThread(answer["thread"]) : undefined;
  if (thread?.id !== id) throw senseless();
  return thread;
}

function listOf(answer: unknown, name: "threads" | "messages"): readonly unknown[] {
  const list = isRecord(answer) ? answer[name] : undefined;
  if (!Array.isArray(list)) throw senseless();
  return list;
}

/** A site that gives less than was asked, and does not say that there is more, has no more. */
function hasMore(answer: unknown, page: readonly unknown[], asked: number): boolean {
  const more = isRecord(answer) ? answer["more"] : undefined;
  return typeof more === "boolean" ? more : page.length === asked;
}
