/**
 * The clocks that end a session on purpose: how long nobody was active, how long the session has lasted, and how long its
 * renderer may last. Each warns once, at least 20 s ahead (or at half-time where the limit is shorter than 40 s), and then
 * ends. A limit belongs to whoever set it: the renderer's goes with the renderer.
 */
import type { Clock } from "../core/clock.js";
import type { EndReason, SessionState } from "../core/vocabulary.js";

const WARN_AHEAD_SECONDS = 20;

export interface LimitsOptions {
  /** Seconds without activity; 0 or undefined: never. */
  readonly idleSeconds: number | undefined;
  /** Seconds in all; 0: never; undefined: the renderer's limit counts. */
  readonly durationSeconds: number | undefined;
  readonly clock: Clock;
  readonly handleWarning: (secondsLeft: number, reason: EndReason) => void;
  readonly handleEnd: (reason: EndReason) => void;
}

export class SessionLimits {
  readonly #options: LimitsOptions;
  /** Whether the avatar answers or speaks: listening is no idleness. */
  #isBusy = false;
  #cancelIdle: () => void = noop;
  #cancelDuration: () => void = noop;
  #cancelRenderer: () => void = noop;

  constructor(options: LimitsOptions) {
    this.#options = options;
  }

  /** A conversation begins. @param rendererSeconds the limit of its renderer, if it has one */
  start(rendererSeconds: number | undefined): void {
    // Not whether it is busy: a listener of the first `ready` may have asked already.
    this.#cancelAll();
    this.#cancelDuration = this.#arm(this.#options.durationSeconds, "max-duration");
    this.active();
    this.setRenderer(rendererSeconds);
  }

  /** The limit of the renderer that is in place from now on, in seconds; the page's own limit wins. */
  setRenderer(seconds: number | undefined): void {
    this.#cancelRenderer();
    this.#cancelRenderer = this.#options.durationSeconds === undefined ? this.#arm(seconds, "max-duration") : noop;
  }

  /** A person is there: the idle clock starts anew. */
  active(): void {
    this.#cancelIdle();
    if (!this.#isBusy) this.#cancelIdle = this.#arm(this.#options.idleSeconds, "idle-timeout");
  }

  /** The idle clock stands still during a turn of the avatar, and starts anew with its end. */
  handleState(state: SessionState): void {
    this.#isBusy = state === "thinking" || state === "speaking";
    if (this.#isBusy) this.#cancelIdle();
    else if (state === "ready") this.active();
  }

  stop(): void {
    this.#isBusy = false;
    this.#cancelAll();
  }

  #cancelAll(): void {
    this.#cancelIdle();
    this.#cancelDuration();
    this.#cancelRenderer();
  }

  #arm(seconds: number | undefined, reason: EndReason): () => void {
    if (!seconds || !(seconds > 0) || seconds === Infinity) return noop;
    const { clock, handleWarning, handleEnd } = this.#options;
    const left = Math.min(WARN_AHEAD_SECONDS, seconds / 2);
    let cancel = clock.setTimeout(
      () => {
        cancel = clock.setTimeout(() => {
          handleEnd(reason);
        }, left * 1000);
        handleWarning(left, reason);
      },
      (seconds - left) * 1000,
    );
    return () => {
      cancel();
    };
  }
}

const noop = (): void => undefined;
