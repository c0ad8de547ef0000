/** Messages that are to be embedded and kept, after the turn and one batch after the other. */
import type { Clock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import type { Logger } from "../../core/ports/logger.js";
import { attempt } from "../../core/wait.js";

/** A message that is to be remembered. */
export interface Remembered {
  readonly messageId: string;
  readonly threadId: string;
  readonly resourceId: string | undefined;
  readonly createdAt: number;
  readonly text: string;
}

export interface RememberQueueContext {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Embeds and keeps them all, or none. May fail, hang and ignore the signal. */
  readonly keep: (batch: readonly Remembered[], signal: AbortSignal) => Promise<void>;
}

const BATCH = 64;
/** Messages that wait at most; the oldest goes first. */
const MAX_WAITING = 2000;
const PATIENCE_MS = 30_000;
const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 60_000;
/** Tries of one batch, with longer and longer delays, before it is given up. */
const MAX_TRIES = 6;
const SECOND = 1000;
/** Milliseconds for what waits, once the conversation is over. */
const LAST_MS = 30_000;

export class RememberQueue {
  readonly #context: RememberQueueContext;
  readonly #disposal = new AbortController();
  #waiting: Remembered[] = [];
  #isRunning = false;
  #size = BATCH;
  #tries = 0;
  #hasWarned = false;
  #cancelEnd: () => void = () => undefined;

  constructor(context: RememberQueueContext) {
    this.#context = context;
  }

  /** How many are not kept yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Returns at once; the work begins with a later task. */
  push(messages: readonly Remembered[]): void {
    if (this.#disposal.signal.aborted) return;
    this.#waiting.push(...messages);
    const excess = this.#waiting.length - MAX_WAITING;
    if (excess > 0) {
      this.#waiting.splice(0, excess);
      if (!this.#hasWarned)
        this.#context.logger.warn("Messages come faster than they can be remembered: some are not.");
      this.#hasWarned = true;
    }
    if (!this.#isRunning) void this.#run();
  }

  /** What waits of this thread is not kept; a batch under way may be. */
  drop(threadId: string): void {
    this.#waiting = this.#waiting.filter((message) => message.threadId !== threadId);
  }

  /** Takes nothing more; what waits has a moment left. */
  finish(): void {
    if (!this.#isRunning) {
      this.dispose();
      return;
    }
    this.#cancelEnd = this.#context.clock.setTimeout(() => {
      this.dispose();
    }, LAST_MS);
  }

  dispose(): void {
    this.#waiting = [];
    this.#disposal.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#disposal;
    this.#isRunning = true;
    try {
      for (let delay = 0; this.#waiting.length > 0;) {
        await this.#context.clock.sleep(delay, signal);
        delay = await this.#keepNext(this.#waiting.slice(0, this.#size), signal);
      }
    } catch {
      // Only the disposal ends a wait.
    } finally {
      this.#isRunning = false;
      this.#cancelEnd();
    }
  }

  /** @returns milliseconds until the next batch */
  async #keepNext(batch: readonly Remembered[], signal: AbortSignal): Promise<number> {
    const { clock, keep } = this.#context;
    try {
      await attempt((given) => keep(batch, given), { signal, clock, ms: PATIENCE_MS });
    } catch (error) {
      return signal.aborted ? 0 : this.#delayAfter(batch, error);
    }
    this.#remove(batch);
    this.#size = BATCH;
    this.#tries = 0;
    return 0;
  }

  /** What could succeed later is tried later; else the batch is halved until the one message is found that cannot be kept. */
  #delayAfter(batch: readonly Remembered[], error: unknown): number {
    const { logger } = this.#context;
    const isLasting = LiveAvatarError.is(error) && !error.retryable;
    this.#tries += 1;
    if (!isLasting && this.#tries < MAX_TRIES) {
      logger.debug("Messages could not be remembered and are tried again.", error);
      const asked = LiveAvatarError.is(error) ? (error.retryAfter ?? 0) * SECOND : 0;
      return Math.min(MAX_DELAY_MS, Math.max(asked, FIRST_DELAY_MS * 2 ** (this.#tries - 1)));
    }
    if (isLasting && batch.length > 1) {
      this.#size = Math.ceil(batch.length / 2);
      return 0;
    }
    logger.error(`Messages that could not be remembered: ${batch.length}.`, error);
    this.#remove(batch);
    this.#tries = 0;
    return 0;
  }

  #remove(batch: readonly Remembered[]): void {
    const done = new Set(batch);
    this.#waiting = this.#waiting.filter((message) => !done.has(message));
  }
}
