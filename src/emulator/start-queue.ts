/**
 * Lets sessions start a few at a time, first come first served. Those who are in can talk while others wait; many that started at
 * once would all be late.
 */
import { type Clock, systemClock } from "../core/clock.js";
import { type Deferred, deferred } from "../core/wait.js";

/** More at once are no faster on two processors, and those who talk already get less of them; measured by `npm run bench -- load`. */
const AT_ONCE = 3;
/**
 * Milliseconds by which the bots' timers are late where they have all they can do: then one starts at a time, so that those who talk are
 * done before more come. Without it fifty starve one another at times, because each piece of sound waits for its turn (`-- load 50`).
 */
const STRAINED_MS = 5;
/** How long a request waits for its turn: less than a page waits for an answer (15 s). */
const PATIENCE_MS = 10_000;
/** A start that lasts longer does not keep the others waiting, as under a LiveKit server that has fallen silent. */
const LONGEST_START_MS = 5_000;
/** How long a start takes before one was seen. */
const FIRST_START_MS = 1_000;
const SHORTEST_PAUSE_SECONDS = 2;

interface Waiting {
  readonly since: number;
  readonly turn: Deferred<void>;
}

export class StartQueue {
  readonly #clock: Clock;
  /** By the time at which they first asked. */
  readonly #waiting: Waiting[] = [];
  readonly #lagMs: () => number;
  #starting = 0;
  /** Of the last few starts. */
  #meanMs = FIRST_START_MS;

  /** @param lagMs how late the bots' timers are, in milliseconds; read whenever one could begin */
  constructor(lagMs: () => number, clock: Clock = systemClock) {
    this.#lagMs = lagMs;
    this.#clock = clock;
  }

  /** Seconds after which whoever was sent away may try again: until those who wait now have begun, as far as the last starts tell. */
  get retryAfterSeconds(): number {
    const ms = (this.#waiting.length / this.#atOnce) * this.#meanMs;
    return Math.max(SHORTEST_PAUSE_SECONDS, Math.ceil(ms / 1000));
  }

  /**
   * Waits for the turn of a start.
   * @param since when it was first asked for; whoever was sent away and comes again keeps the place
   * @param signal aborted where the caller has gone
   * @returns what to call when the start is over; undefined after 10 s without a turn, and where the caller has gone
   */
  async enter(since: number, signal: AbortSignal): Promise<(() => void) | undefined> {
    const turn = deferred({ signal, clock: this.#clock, ms: PATIENCE_MS });
    const waiting: Waiting = { since, turn };
    const after = this.#waiting.findIndex((other) => other.since > since);
    this.#waiting.splice(after < 0 ? this.#waiting.length : after, 0, waiting);
    this.#next();
    try {
      await turn.promise;
    } catch {
      const at = this.#waiting.indexOf(waiting);
      if (at >= 0) this.#waiting.splice(at, 1);
      return undefined;
    }
    return this.#begin();
  }

  get #atOnce(): number {
    return this.#lagMs() < STRAINED_MS ? AT_ONCE : 1;
  }

  #next(): void {
    while (this.#starting < this.#atOnce) {
      const first = this.#waiting.shift();
      if (!first) return;
      if (first.turn.settled) continue;
      this.#starting += 1;
      first.turn.resolve();
    }
  }

  #begin(): () => void {
    const begun = this.#clock.now();
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      cancel();
      this.#starting -= 1;
      this.#meanMs = this.#meanMs * 0.8 + (this.#clock.now() - begun) * 0.2;
      this.#next();
    };
    const cancel = this.#clock.setTimeout(end, LONGEST_START_MS);
    return end;
  }
}
