import { systemTimers } from "./timers.js";
import { attempt, deferred, type Timers } from "./wait.js";

/** The source of time: every wait uses a clock, so that tests can control it. */
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

/** The clock of the platform. */
export const systemClock: Clock = {
  // eslint-disable-next-line no-restricted-globals -- the one place of core that may ask the platform for the time
  now: () => Date.now(),
  setTimeout: (fn, ms) => systemTimers.setTimeout(fn, ms),
  sleep: (ms, signal) => sleepOn(systemClock, ms, signal),
};
