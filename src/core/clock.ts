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

/** The longest time that the platform's timers keep: a longer one would end at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/* eslint-disable no-restricted-globals -- the one place of core that may name the platform's timers */
function startTimer(fn: () => void, ms: number): () => void {
  let handle: ReturnType<typeof setTimeout>;
  const wait = (left: number): void => {
    handle = setTimeout(
      () => {
        if (left > MAX_TIMER_MS) wait(left - MAX_TIMER_MS);
        else fn();
      },
      Math.min(left, MAX_TIMER_MS),
    );
  };
  wait(ms);
  return () => {
    clearTimeout(handle);
  };
}

/** The platform's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: startTimer,
  sleep: (ms, signal) => sleepOn(systemClock, ms, signal),
};
/* eslint-enable no-restricted-globals */
