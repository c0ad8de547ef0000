/**
 * The clocks that end a session on purpose: how long nobody was active, how long the session has lasted, and how long its
 * renderer may last. Each warns once, at least 20 s ahead (or at half-time where the limit is shorter than 40 s), and then
 * ends. A limit belongs to whoever set it: the renderer's goes with the renderer.
 */
import type { Clock } from "../core/clock.js";
import type { EndReason } from "../core/vocabulary.js";

const WARN_AHEAD_SECONDS = 20;
/** Milliseconds after which an idle clock that is due looks again whether the avatar still speaks. */
const BUSY_MS = 1000;

export interface LimitsOptions {
  /** Seconds without activity; 0 or undefined: never. */
  readonly idleSeconds: number | undefined;
  /** Seconds in all; 0: never; undefined: the renderer's limit counts. */
  readonly durationSeconds: number | undefined;
  /** Whether the avatar answers or speaks: listening is no idleness. Default: never. */
  readonly isBusy?: (() => boolean) | undefined;
  readonly clock: Clock;
  readonly handleWarning: (secondsLeft: number, reason: EndReason) => void;
  readonly handleEnd: (reason: EndReason) => void;
}

export class SessionLimits {
  readonly #options: LimitsOptions;
  #cancelIdle: () => void = noop;
  #cancelDuration: () => void = noop;
  #cancelRenderer: () => void = noop;

  constructor(options: LimitsOptions) {
    this.#options = options;
  }

  /** A conversation begins. @param rendererSeconds the limit of its renderer, if it has one */
  start(rendererSeconds: number | undefined): void {
    this.stop();
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
    this.#cancelIdle = this.#arm(this.#options.idleSeconds, "idle-timeout", () => this.#handleIdleDue());
  }

  stop(): void {
    this.#cancelIdle();
    this.#cancelDuration();
    this.#cancelRenderer();
  }

  /** @returns whether the idle clock goes on when the turn that runs now is over */
  #handleIdleDue(): boolean {
    const { clock, isBusy } = this.#options;
    if (!isBusy?.()) return false;
    const look = (): void => {
      if (isBusy()) this.#cancelIdle = clock.setTimeout(look, BUSY_MS);
      else this.active();
    };
    look();
    return true;
  }

  /** @param isHeld whether it is too early for the warning; the caller then arms it anew */
  #arm(seconds: number | undefined, reason: EndReason, isHeld?: () => boolean): () => void {
    if (!seconds || !(seconds > 0) || seconds === Infinity) return noop;
    const { clock, handleWarning, handleEnd } = this.#options;
    const left = Math.min(WARN_AHEAD_SECONDS, seconds / 2);
    let cancel = clock.setTimeout(
      () => {
        if (isHeld?.()) return;
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
