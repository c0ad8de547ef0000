/**
 * Lets sessions start a few at a time, first come first served. Those who are in can talk while others wait; many that started at
 * once would all be late.
 */
import { type Clock, systemClock } from "../core/clock.js";
import { type Deferred, deferred } from "../core/wait.js";

/** More at once are no faster on two processors, and those who talk already get less of them; measured by `npm run bench -- load`. */
const AT_ONCE = 3;
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
  #starting = 0;
  /** Of the last few starts. */
  #meanMs = FIRST_START_MS;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Seconds after which whoever was sent away may try again: until those who wait now have begun, as far as the last starts tell. */
  get retryAfterSeconds(): number {
    const ms = (this.#waiting.length / AT_ONCE) * this.#meanMs;
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

  #next(): void {
    while (this.#starting < AT_ONCE) {
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
