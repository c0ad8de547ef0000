/**
 * The two clocks that end a session on purpose: how long nobody was active, and how long it has lasted.
 * Each warns once, at least 20 s ahead (or at half-time where the limit is shorter than 40 s), and then ends.
 */
import type { Clock } from "../core/clock.js";
import type { EndReason } from "../core/vocabulary.js";

const WARN_AHEAD_SECONDS = 20;

export interface LimitsOptions {
  /** Seconds without activity; 0 or undefined: never. */
  readonly idleSeconds: number | undefined;
  /** Seconds in all; 0 or undefined: never. */
  readonly durationSeconds: number | undefined;
  readonly clock: Clock;
  readonly onWarn: (secondsLeft: number, reason: EndReason) => void;
  readonly onEnd: (reason: EndReason) => void;
}

export class SessionLimits {
  readonly #options: LimitsOptions;
  #cancelIdle: () => void = noop;
  #cancelDuration: () => void = noop;

  constructor(options: LimitsOptions) {
    this.#options = options;
    this.#cancelDuration = this.#arm(options.durationSeconds, "max-duration");
    this.#cancelIdle = this.#arm(options.idleSeconds, "idle-timeout");
  }

  /** A person is there: the idle clock starts anew. */
  active(): void {
    this.#cancelIdle();
    this.#cancelIdle = this.#arm(this.#options.idleSeconds, "idle-timeout");
  }

  dispose(): void {
    this.#cancelIdle();
    this.#cancelDuration();
  }

  #arm(seconds: number | undefined, reason: EndReason): () => void {
    if (!seconds) return noop;
    const { clock, onWarn, onEnd } = this.#options;
    const left = Math.min(WARN_AHEAD_SECONDS, seconds / 2);
    let cancel = clock.setTimeout(
      () => {
        cancel = clock.setTimeout(() => {
          onEnd(reason);
        }, left * 1000);
        onWarn(left, reason);
      },
      (seconds - left) * 1000,
    );
    return () => {
      cancel();
    };
  }
}

const noop = (): void => undefined;
