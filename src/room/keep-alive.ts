import type { Clock } from "../core/clock.js";

/** The interval of the official SDK (0.0.19); the service ends a session after five idle minutes. */
const KEEP_ALIVE_INTERVAL_MS = 60_000;

/** Tells the service that the visitor is active: at most once an interval, and only after activity since the last time. */
export class KeepAlive {
  readonly #clock: Clock;
  readonly #send: () => void;
  #last: number;
  #cancelTimer: (() => void) | undefined;

  /** The session's start counts as the first activity. */
  constructor(clock: Clock, send: () => void) {
    this.#clock = clock;
    this.#send = send;
    this.#last = clock.now();
  }

  /** The visitor was active. */
  handleActivity(): void {
    if (this.#cancelTimer !== undefined) return;
    const wait = this.#last + KEEP_ALIVE_INTERVAL_MS - this.#clock.now();
    if (wait <= 0) {
      this.#sendNow();
      return;
    }
    this.#cancelTimer = this.#clock.setTimeout(() => this.#sendNow(), wait);
  }

  dispose(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #sendNow(): void {
    this.#cancelTimer = undefined;
    this.#last = this.#clock.now();
    this.#send();
  }
}
