import { systemTimers } from "./timers.js";
import { attempt, deferred, type Timers } from "./wait.js";

/** Time, handed in: everything that waits asks a clock, so that tests own it. */
export interface Clock extends Timers {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's AbortError as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** `sleep` for any clock that has `setTimeout`. */
export function sleepOn(timers: Timers, ms: number, signal?: AbortSignal): Promise<void> {
  return attempt(
    (given) => {
      const slept = deferred();
      given.addEventListener("abort", timers.setTimeout(slept.resolve, ms));
      return slept.promise;
    },
    { signal },
  );
}

/** The platform's own time. */
export const systemClock: Clock = {
  // eslint-disable-next-line no-restricted-globals -- the one place of core that may ask the platform for the time
  now: () => Date.now(),
  setTimeout: (fn, ms) => systemTimers.setTimeout(fn, ms),
  sleep: (ms, signal) => sleepOn(systemClock, ms, signal),
};
