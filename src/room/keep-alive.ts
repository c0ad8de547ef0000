import type { Clock } from "../core/clock.js";

/** The interval of the official SDK (0.0.19); the service ends a session after five idle minutes. */
const KEEP_ALIVE_INTERVAL_MS = 60_000;

/** Tells the service at most once an interval that somebody is there, and only if somebody was since the last time. */
export class KeepAlive {
  readonly #clock: Clock;
  readonly #send: () => void;
  #last: number;
  #cancelTimer: (() => void) | undefined;

  /** The session's start counts as the first sign. */
  constructor(clock: Clock, send: () => void) {
    this.#clock = clock;
    this.#send = send;
    this.#last = clock.now();
  }

  /** A person is active. */
  active(): void {
    if (this.#cancelTimer !== undefined) return;
    const wait = this.#last + KEEP_ALIVE_INTERVAL_MS - this.#clock.now();
    if (wait <= 0) {
      this.#beat();
      return;
    }
    this.#cancelTimer = this.#clock.setTimeout(() => this.#beat(), wait);
  }

  dispose(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #beat(): void {
    this.#cancelTimer = undefined;
    this.#last = this.#clock.now();
    this.#send();
  }
}
