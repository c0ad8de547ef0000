import { type Clock, sleepOn } from "../core/clock.js";

interface Timer {
  readonly at: number;
  readonly fn: () => void;
}

/** Time that moves only when a test says so. */
export class FakeClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  /** @param now milliseconds since the epoch; default 0 */
  constructor(now = 0) {
    this.#now = now;
  }

  /** Timers that are still to run: 0 when nothing was leaked. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(fn: () => void, ms: number): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, ms), fn };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, ms, signal);
  }

  /**
   * Moves on by `ms`, running what falls due in order; promises get their turn before, between and after.
   * @throws Error where timers that start each other at once keep the time from moving on
   */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    let left = MAX_TIMERS_AT_ONCE;
    await settle();
    for (let next = this.#due(until); next; next = this.#due(until)) {
      left = next.at > this.#now ? MAX_TIMERS_AT_ONCE : left - 1;
      if (left < 0) throw new Error(`More than ${MAX_TIMERS_AT_ONCE} timers fell due at ${this.#now} ms.`);
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.fn();
      await settle();
    }
    this.#now = until;
  }

  #due(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (timer.at <= until && (!first || timer.at < first.at)) first = timer;
    return first;
  }
}

/** More timers than this for one moment are a loop. */
const MAX_TIMERS_AT_ONCE = 10_000;

/** Longer than any chain of promises that waits for nothing else: from a chunk to its sound it is about fifty. */
const LINKS = 200;

/** Lets chains of promises run out; no timer of the platform is involved. */
async function settle(): Promise<void> {
  for (let i = 0; i < LINKS; i += 1) await Promise.resolve();
}
