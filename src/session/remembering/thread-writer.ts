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
  /** Called when the thread was deleted by others, or is another's, with what was not written. The writer has ended. */
  readonly handleGone: (unwritten: readonly ChatMessage[], wasOurs: boolean) => void;
  /** Called when everything could be written after a failure. */
  readonly handleRecovery: () => void;
  /** Called when a thread that could not be asked for was there after all. */
  readonly handleFound: (thread: Thread) => void;
  /** Whether a thread that is found under the id of one that is to be made may be written to. */
  readonly isOurs: (thread: Thread) => boolean;
}

/** What the thread is to be called, and to have noted. */
export interface ThreadPatch {
  readonly title?: string | undefined;
  /** Whether a page has asked for the title; one that was made of first words gives way to any other. */
  readonly isNamed?: boolean;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
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
  /** As it is with the provider, as far as is known. */
  #base: Thread;
  /** What is not written of it. */
  #patch: ThreadPatch | undefined;
  #presence: Presence;
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
  #holds = 0;
  #settling: Deferred<void> | undefined;
  #cancelHold: () => void = noop;
  #cancelEnd: () => void = noop;

  constructor(thread: Thread, presence: Presence, context: ThreadWriterContext) {
    this.#base = thread;
    this.#presence = presence;
    this.#context = context;
    this.#isTold = presence === "unknown";
  }

  /** As it is, or is to be. */
  get thread(): Thread {
    return patched(this.#base, this.#patch);
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

  /** Nothing is left to write, nor may come. */
  get isIdle(): boolean {
    return !this.#isRunning && !this.#hasWork && this.#holds === 0 && this.#pending.length === 0;
  }

  /** Whether something is done to the thread that it must not write meanwhile. */
  get isHeld(): boolean {
    return this.#holds > 0;
  }

  /** Makes the thread, where it is not there. */
  start(): void {
    void this.#run();
  }

  /** Title or metadata change. */
  change(patch: ThreadPatch): void {
    const { metadata, ...named } = { ...this.#patch, ...patch };
    this.#patch = { ...named, ...(metadata && { metadata: { ...this.#patch?.metadata, ...metadata } }) };
    void this.#run();
  }

  /** Others have changed it; what is not written of ours still counts. */
  adopt(thread: Thread): void {
    this.#base = thread;
  }

  /** Begins nothing more, so that what is asked for now comes after all of it. @returns the way out */
  hold(): () => void {
    this.#holds += 1;
    let isHeld = true;
    return () => {
      if (isHeld) this.#holds -= 1;
      isHeld = false;
      void this.#run();
    };
  }

  /** What waits for help may have got it. */
  retry(): void {
    if (this.#isWaiting) void this.#run();
  }

  /** Others have deleted it. */
  handleDeleted(): void {
    const { unwritten } = this;
    this.drop();
    this.#context.handleGone(unwritten, this.#presence !== "unknown");
  }

  /** Resolves when everything is written, or has failed for now. */
  settled(): Promise<void> {
    if (!this.#isRunning) return Promise.resolve();
    return (this.#settling ??= deferred()).promise;
  }

  /** What is there is still written, for a moment. */
  finish(): void {
    this.#release();
    if (!this.#isRunning && this.#holds === 0) return;
    this.#cancelEnd = this.#context.clock.setTimeout(() => {
      this.drop();
    }, LAST_MS);
  }

  /** Writes nothing more, in this task. */
  drop(): void {
    this.#cancelHold();
    this.#cancelEnd();
    this.#pending = [];
    this.#patch = undefined;
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
    return this.#presence !== "kept" || this.#patch !== undefined || this.#next.length > 0;
  }

  get #canGoOn(): boolean {
    return this.#hasWork && this.#holds === 0 && !this.#isWaiting && !this.#end.signal.aborted;
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
      if (!this.#hasWork) this.#recover();
    } catch {
      // Only the end aborts a wait.
    } finally {
      this.#isRunning = false;
      if (this.#holds === 0) this.#cancelEnd();
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
    const { id } = this.#base;
    this.#writing = undefined;
    if (this.#presence === "unknown") {
      const found = readThread(await provider.getThread(id, { signal }));
      if (found && !isOurs(found)) throw gone();
      if (signal.aborted) return;
      this.#presence = found ? "kept" : "new";
      if (found) this.adopt(found);
      if (found) this.#context.handleFound(this.thread);
      return;
    }
    const messages = this.#next;
    // A thread that others have deleted would be made anew by its title: messages find that out.
    if (this.#presence === "new" || messages.length === 0) {
      this.#writing = "thread";
      const { thread } = this;
      const patch = this.#patch;
      await provider.saveThread(thread, { signal });
      if (signal.aborted) return;
      this.#presence = "kept";
      this.#fold(patch);
      return;
    }
    this.#writing = "messages";
    await provider.appendMessages(id, messages, { signal });
    if (signal.aborted) return;
    const written = new Set(messages);
    this.#pending = this.#pending.filter(({ message }) => !written.has(message));
  }

  /** What was written of it is no more to be written; what came since then is. */
  #fold(patch: ThreadPatch | undefined): void {
    this.#base = patched(this.#base, patch);
    if (this.#patch === patch) this.#patch = undefined;
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
    const { retryAfter = 0 } = error;
    const asked = Number.isFinite(retryAfter) ? retryAfter * SECOND : 0;
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
    else this.#fold(this.#patch);
    this.#batch = BATCH;
  }

  /** Everything is written. */
  #recover(): void {
    if (this.#isTold) this.#context.handleRecovery();
    this.#isTold = false;
  }

  #tellSettled(): void {
    const settling = this.#settling;
    this.#settling = undefined;
    settling?.resolve();
  }
}

function patched(thread: Thread, patch: ThreadPatch | undefined): Thread {
  if (!patch) return thread;
  const title = patch.isNamed ? patch.title : (thread.title ?? patch.title);
  return { ...thread, title, ...(patch.metadata && { metadata: { ...thread.metadata, ...patch.metadata } }) };
}

/** What a provider has failed with, which may be the page's. A conversation goes on without its memory. */
export function asMemoryError(cause: unknown): LiveAvatarError {
  if (LiveAvatarError.is(cause) && !cause.fatal) return cause;
  return new LiveAvatarError("storage-failed", "The provider of threads failed.", { cause });
}

const gone = (): LiveAvatarError => new LiveAvatarError("thread-missing", "The thread is not this visitor's.");
const noop = (): void => undefined;
