import type { Timers } from "./wait.js";

/** The longest time of the platform's timers: a longer one would fire at once. */
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
/* eslint-enable no-restricted-globals */

/** The timers of the platform, without its upper limit. */
export const systemTimers: Timers = { setTimeout: startTimer };
