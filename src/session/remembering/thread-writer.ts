/**
 * Writes one thread: its title and its messages, in their order, as soon as they come. What cannot be written is kept and tried
 * again, so that nothing is lost while the provider is away; what was written is written once, as ids tell.
 */
import type { Clock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { Thread, ThreadProvider } from "../../core/ports/thread-provider.js";
import { readThread } from "../../core/thread-values.js";
import { attempt, type Deferred, deferred } from "../../core/wait.js";
import type { Committed } from "../memory-context.js";

export interface ThreadWriterContext {
  readonly provider: ThreadProvider;
  readonly clock: Clock;
  /** Called once for a failure that lasts, and again only after everything could be written. */
  readonly handleProblem: (error: LiveAvatarError) => void;
  /** Called when the thread was deleted by others, with what was not written. The writer has ended. */
  readonly handleGone: (unwritten: readonly ChatMessage[]) => void;
  /** Called when a thread that could not be asked for was there after all. */
  readonly handleFound: (thread: Thread) => void;
  /** Whether a thread that is found under the id of one that is to be made may be written to. */
  readonly isOurs: (thread: Thread) => boolean;
}

interface Pending {
  readonly message: ChatMessage;
  /** Words that belong before it may still come. */
  isHeld: boolean;
}

/** What is known of the thread's being there. `unknown`: it could not be asked for. */
export type Presence = "new" | "kept" | "unknown";

/** Messages that are appended at once. */
const BATCH = 50;
const PATIENCE_MS = 20_000;
const HOLD_MS = 5000;
const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 60_000;
/** Milliseconds for what is left, once the conversation is over. */
const LAST_MS = 30_000;
const SECOND = 1000;

export class ThreadWriter {
  readonly #context: ThreadWriterContext;
  readonly #end = new AbortController();
  #thread: Thread;
  #presence: Presence;
  #isChanged = false;
  #pending: Pending[] = [];
  #batch = BATCH;
  #failures = 0;
  /** What is under way; undefined: nothing, or a question. */
  #writing: "thread" | "messages" | undefined;
  /** That something cannot be written is known; it is news again when everything is. */
  #isTold: boolean;
  #isRunning = false;
  /** It failed in a way that only others can mend: it waits for the next thing to write. */
  #isWaiting = false;
  #settling: Deferred<void> | undefined;
  #cancelHold: () => void = noop;
  #cancelEnd: () => void = noop;

  constructor(thread: Thread, presence: Presence, context: ThreadWriterContext) {
    this.#thread = thread;
    this.#presence = presence;
    this.#context = context;
    this.#isTold = presence === "unknown";
    void this.#run();
  }

  /** As it is, or is to be. */
  get thread(): Thread {
    return this.#thread;
  }

  /** Whether the thread is with the provider, as far as is known. */
  get isKept(): boolean {
    return this.#presence === "kept";
  }

  get unwritten(): readonly ChatMessage[] {
    return this.#pending.map(({ message }) => message);
  }

  add({ message, before, mayBePreceded }: Committed): void {
    const at = this.#pending.findIndex((pending) => pending.message.id === before);
    const place = at < 0 ? this.#pending.length : at;
    for (const pending of this.#pending) pending.isHeld = false;
    this.#pending.splice(place, 0, { message, isHeld: mayBePreceded });
    this.#cancelHold();
    if (mayBePreceded) {
      this.#cancelHold = this.#context.clock.setTimeout(() => {
        this.#release();
      }, HOLD_MS);
    }
    void this.#run();
  }

  /** Title or metadata have changed. */
  save(thread: Thread): void {
    this.#thread = thread;
    this.#isChanged = true;
    void this.#run();
  }

  /** Others have changed it. */
  adopt(thread: Thread): void {
    this.#thread = thread;
  }

  /** Others have deleted it. */
  handleDeleted(): void {
    const { unwritten } = this;
    this.drop();
    this.#context.handleGone(unwritten);
  }

  /** Resolves when everything is written, or has failed for now. */
  settled(): Promise<void> {
    if (!this.#isRunning) return Promise.resolve();
    return (this.#settling ??= deferred()).promise;
  }

  /** What is there is still written, for a moment. */
  finish(): void {
    this.#release();
    if (!this.#isRunning) return;
    this.#cancelEnd = this.#context.clock.setTimeout(() => {
      this.drop();
    }, LAST_MS);
  }

  /** Writes nothing more, in this task. */
  drop(): void {
    this.#cancelHold();
    this.#pending = [];
    this.#isChanged = false;
    this.#end.abort();
  }

  #release(): void {
    this.#cancelHold();
    for (const pending of this.#pending) pending.isHeld = false;
    void this.#run();
  }

  get #next(): readonly ChatMessage[] {
    const held = this.#pending.findIndex(({ isHeld }) => isHeld);
    const free = held < 0 ? this.#pending : this.#pending.slice(0, held);
    return free.slice(0, this.#batch).map(({ message }) => message);
  }

  get #hasWork(): boolean {
    return this.#presence !== "kept" || this.#isChanged || this.#next.length > 0;
  }

  get #canGoOn(): boolean {
    return this.#hasWork && !this.#isWaiting && !this.#end.signal.aborted;
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    const { clock } = this.#context;
    this.#isWaiting = false;
    if (this.#isRunning || signal.aborted) return;
    this.#isRunning = true;
    try {
      while (this.#canGoOn) {
        const delay = await this.#step(signal);
        if (delay > 0) await clock.sleep(delay, signal);
      }
      if (!this.#hasWork) this.#isTold = false;
    } catch {
      // Only the end aborts a wait.
    } finally {
      this.#isRunning = false;
      this.#cancelEnd();
      this.#tellSettled();
    }
  }

  /** @returns milliseconds until the next one */
  async #step(signal: AbortSignal): Promise<number> {
    const { clock } = this.#context;
    try {
      await attempt((given) => this.#write(given), { signal, clock, ms: PATIENCE_MS });
    } catch (error) {
      return signal.aborted ? 0 : this.#delayAfter(error);
    }
    this.#failures = 0;
    this.#batch = BATCH;
    return 0;
  }

  async #write(signal: AbortSignal): Promise<void> {
    const { provider, isOurs } = this.#context;
    const { id } = this.#thread;
    this.#writing = undefined;
    if (this.#presence === "unknown") {
      const found = readThread(await provider.getThread(id, { signal }));
      if (found && !isOurs(found)) throw gone();
      if (signal.aborted) return;
      this.#presence = found ? "kept" : "new";
      if (found) this.#meet(found);
      return;
    }
    if (this.#presence === "new" || this.#isChanged) {
      this.#writing = "thread";
      const given = this.#thread;
      await provider.saveThread(given, { signal });
      if (signal.aborted) return;
      this.#presence = "kept";
      if (this.#thread === given) this.#isChanged = false;
      return;
    }
    this.#writing = "messages";
    const messages = this.#next;
    await provider.appendMessages(id, messages, { signal });
    if (signal.aborted) return;
    const written = new Set(messages);
    this.#pending = this.#pending.filter(({ message }) => !written.has(message));
  }

  /** The thread that could not be asked for is there: what it is called and has noted stays. */
  #meet(found: Thread): void {
    const { title, metadata } = this.#thread;
    const known = { ...found, ...(found.title === undefined && title !== undefined && { title }) };
    this.#thread = metadata ? { ...known, metadata: { ...found.metadata, ...metadata } } : known;
    this.#context.handleFound(this.#thread);
  }

  #delayAfter(cause: unknown): number {
    const error = asMemoryError(cause);
    if (error.code === "thread-missing") {
      this.handleDeleted();
      return 0;
    }
    if (error.code === "config-invalid" && this.#presence === "kept") {
      this.#giveUp(error);
      return 0;
    }
    if (!this.#isTold) this.#context.handleProblem(error);
    this.#isTold = true;
    this.#failures += 1;
    this.#isWaiting = !error.retryable;
    if (this.#isWaiting) return 0;
    this.#tellSettled();
    const asked = (error.retryAfter ?? 0) * SECOND;
    return Math.min(MAX_DELAY_MS, Math.max(asked, FIRST_DELAY_MS * 2 ** Math.min(this.#failures - 1, 10)));
  }

  /** What can never be kept does not keep the rest out; which message it is has to be looked for. */
  #giveUp(error: LiveAvatarError): void {
    const count = this.#next.length;
    if (this.#writing === "messages" && count > 1) {
      this.#batch = Math.ceil(count / 2);
      return;
    }
    this.#context.handleProblem(error);
    if (this.#writing === "messages") this.#pending.shift();
    else this.#isChanged = false;
    this.#batch = BATCH;
  }

  #tellSettled(): void {
    const settling = this.#settling;
    this.#settling = undefined;
    settling?.resolve();
  }
}

/** What a provider has failed with, which may be the page's. A conversation goes on without its memory. */
export function asMemoryError(cause: unknown): LiveAvatarError {
  if (LiveAvatarError.is(cause) && !cause.fatal) return cause;
  return new LiveAvatarError("storage-failed", "The provider of threads failed.", { cause });
}

const gone = (): LiveAvatarError => new LiveAvatarError("thread-missing", "The thread is not this visitor's.");
const noop = (): void => undefined;
