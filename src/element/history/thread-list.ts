/** The threads that the history panel lists: the newest page by page, or what a search has found. */
import { isAbortError } from "../../core/abort.js";
import type { Thread } from "../../core/ports/thread-provider.js";
import { state } from "../../core/signals.js";
import { readMessage, readThread } from "../../core/thread-values.js";
import { attempt, type Timers } from "../../core/wait.js";
import type { HistoryHost } from "./history-host.js";
import { eachThread, isSaidIn, isSpoken, matcherOf, wordsOf } from "./thread-search.js";

/** Threads that are listed at once. */
const PAGE = 50;
/** The most that a search finds: more are not looked through. */
const MOST_FOUND = 100;
/** The pause in typing after which the search begins, and the time in which changes of other tabs are gathered. */
const PAUSE_MS = 250;
/** The messages in which the first words of a thread without a title are looked for. A provider gives the newest alone. */
const NAMING_MESSAGES = 20;
const MAX_NAME_LENGTH = 120;

interface ThreadListContext {
  readonly host: Pick<HistoryHost, "threads" | "resourceId">;
  readonly clock: Timers;
  /** Called with what a provider rejected with. @param retry does it again */
  readonly handleFailure: (error: unknown, retry: () => void) => void;
}

export class ThreadList {
  readonly threads = state<readonly Thread[]>([]);
  readonly hasMore = state(false);
  readonly isLoading = state(false);
  /** What the threads are the results of; empty where they are the newest. */
  readonly query = state("");
  /** Whether the words of the messages were searched as well as the titles. */
  readonly isDeep = state(false);
  /** The first words of threads that have no title. */
  readonly #names = state<ReadonlyMap<string, string>>(new Map());
  readonly #context: ThreadListContext;
  readonly #life = new AbortController();
  #work = new AbortController();
  #cancelPause: () => void = noop;
  #cancelRefresh: () => void = noop;
  #unsubscribe: () => void;
  #isNaming = false;
  /** What is in the search field. */
  #words = "";

  constructor(context: ThreadListContext) {
    this.#context = context;
    const { host, clock } = context;
    this.#unsubscribe =
      host.threads.subscribe?.(() => {
        this.#cancelRefresh();
        this.#cancelRefresh = clock.setTimeout(() => {
          this.load();
        }, PAUSE_MS);
      }) ?? noop;
  }

  /** The title of a thread, else its first words, as far as they are known. */
  nameOf({ id, title = "" }: Thread): string {
    return title.trim() || (this.#names.get().get(id) ?? "");
  }

  /** Loads the list, or the search's results, as they are now. @param handleLoaded called just before they are shown */
  load(handleLoaded: () => void = noop): void {
    const query = this.query.get();
    if (query) this.#find(query, this.isDeep.get(), handleLoaded);
    else this.#list(Math.max(PAGE, this.threads.get().length), handleLoaded);
  }

  /** Lists the next page. @param handleFirst called with the first thread of it */
  loadMore(handleFirst: (thread: Thread) => void): void {
    const after = this.threads.get().at(-1)?.id;
    this.#run(async (signal) => {
      const threads = await this.#read(PAGE, signal, after);
      if (threads[0]) handleFirst(threads[0]);
      this.#show([...this.threads.get(), ...threads.slice(0, PAGE)], threads.length > PAGE);
    });
  }

  /** Searches the titles after a pause in typing; an empty query shows the newest again. */
  search(query: string): void {
    this.#words = query.trim();
    this.#cancelPause();
    // What was found for other words is of no use any more.
    this.#work.abort();
    this.#cancelPause = this.#context.clock.setTimeout(() => {
      if (this.#words) this.#find(this.#words, false);
      else this.#list(PAGE);
    }, PAUSE_MS);
  }

  /** Searches what was said as well, thread by thread. */
  searchDeep(): void {
    this.#find(this.#words, true);
  }

  /** Leaves a thread out, until the list is loaded again. */
  leaveOut(id: string): void {
    this.threads.set(this.threads.get().filter((thread) => thread.id !== id));
  }

  dispose(): void {
    this.#life.abort();
    this.#work.abort();
    this.#cancelPause();
    this.#cancelRefresh();
    this.#unsubscribe();
  }

  #list(count: number, handleLoaded: () => void = noop): void {
    this.#run(async (signal) => {
      const threads = await this.#read(count, signal);
      this.query.set("");
      this.isDeep.set(false);
      handleLoaded();
      this.#show(threads.slice(0, count), threads.length > count);
    });
  }

  #find(query: string, isDeep: boolean, handleLoaded: () => void = noop): void {
    this.#run(async (signal) => {
      const { threads: provider, resourceId } = this.#context.host;
      const matches = matcherOf(query);
      const found: Thread[] = [];
      let hasMore = false;
      for await (const thread of eachThread(provider, resourceId, signal)) {
        const isFound =
          matches(this.nameOf(thread)) || (isDeep && (await isSaidIn(provider, thread.id, matches, signal)));
        if (!isFound) continue;
        hasMore = found.length === MOST_FOUND;
        if (hasMore) break;
        found.push(thread);
      }
      if (signal.aborted) return;
      this.query.set(query);
      this.isDeep.set(isDeep);
      handleLoaded();
      this.#show(found, hasMore);
    });
  }

  /** One more than `count`, so that it is known whether there are more. */
  async #read(count: number, signal: AbortSignal, after?: string): Promise<readonly Thread[]> {
    const { threads, resourceId } = this.#context.host;
    const query = { resourceId, limit: count + 1, signal, ...(after !== undefined && { after }) };
    return (await threads.listThreads(query)).flatMap((value) => readThread(value) ?? []);
  }

  #show(threads: readonly Thread[], hasMore: boolean): void {
    this.threads.set(threads);
    this.hasMore.set(hasMore);
    void this.#nameUntitled();
  }

  /** Does one thing at a time: what was being loaded is aborted. */
  #run(work: (signal: AbortSignal) => Promise<void>): void {
    this.#cancelPause();
    this.#work.abort();
    const controller = (this.#work = new AbortController());
    const { signal } = controller;
    this.isLoading.set(true);
    const end = (): void => {
      if (this.#work === controller) this.isLoading.set(false);
    };
    attempt(work, { signal }).then(end, (error: unknown) => {
      end();
      if (isAbortError(error)) return;
      this.#context.handleFailure(error, () => {
        this.#run(work);
      });
    });
  }

  /** Finds the first words of the listed threads that have no title, one after the other. */
  async #nameUntitled(): Promise<void> {
    if (this.#isNaming) return;
    this.#isNaming = true;
    const { signal } = this.#life;
    for (;;) {
      const untitled = this.threads.get().find((thread) => !thread.title?.trim() && !this.#names.get().has(thread.id));
      if (!untitled || signal.aborted) break;
      // A thread that cannot be read is listed without its words.
      const name = await attempt((given) => this.#firstWords(untitled.id, given), { signal }).catch(() => "");
      this.#names.set(new Map(this.#names.get()).set(untitled.id, name));
    }
    this.#isNaming = false;
  }

  async #firstWords(id: string, signal: AbortSignal): Promise<string> {
    const values = await this.#context.host.threads.getMessages(id, { last: NAMING_MESSAGES, signal });
    const messages = values.flatMap((value) => readMessage(value) ?? []).filter(isSpoken);
    const first = messages.find(({ role }) => role === "user") ?? messages[0];
    if (!first) return "";
    const words = wordsOf(first).slice(0, MAX_NAME_LENGTH).replace(/\s+/gu, " ").trim();
    // A pair of surrogates is not cut in two.
    return words.replace(/[\ud800-\udbff]$/, "");
  }
}

const noop = (): void => undefined;
