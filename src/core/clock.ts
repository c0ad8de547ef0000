import { abortError } from "./abort.js";

/** Time, handed in: everything that waits asks a clock, so that tests own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `fn` once after `ms`; returns the way to call it off. */
  setTimeout(fn: () => void, ms: number): () => void;
  /** Resolves after `ms`; rejects with the signal's AbortError as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** `sleep` for any clock that has `setTimeout`. */
export function sleepOn(clock: Pick<Clock, "setTimeout">, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortError(signal));
      return;
    }
    const onAbort = (): void => {
      cancel();
      reject(abortError(signal));
    };
    const cancel = clock.setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** The platform's own time. */
export const systemClock: Clock = {
  // The one place of core that may name the platform's timers.
  /* eslint-disable no-restricted-globals -- see above */
  now: () => Date.now(),
  setTimeout(fn, ms) {
    const handle = setTimeout(fn, ms);
    return () => {
      clearTimeout(handle);
    };
  },
  /* eslint-enable no-restricted-globals */
  sleep: (ms, signal) => sleepOn(systemClock, ms, signal),
};
