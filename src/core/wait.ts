/**
 * The two waits of the project: `deferred` for an outcome that other code settles, `attempt` for work that is called and may
 * throw at once, return nothing, hang or settle late. Both can be aborted and have a time limit. No other file uses
 * `new Promise`.
 */
import { abortError } from "./abort.js";

/** The timers of a clock, which a wait needs. */
export interface Timers {
  /** Runs `fn` once after `ms` milliseconds, however many; returns a function that cancels it. */
  setTimeout(fn: () => void, ms: number): () => void;
}

export interface WaitOptions {
  /** The signal whose abort rejects with an AbortError. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** The clock of `ms`. */
  readonly clock?: Timers | undefined;
  /** The time limit in milliseconds; it needs `clock`. Default: none. */
  readonly ms?: number | undefined;
  /** Makes the error when the time is up. Default: a `TimeoutError`. */
  readonly timeout?: (() => unknown) | undefined;
}

/** A promise with its handles. Settling it again does nothing. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  /** Whether the promise is settled. */
  readonly settled: boolean;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A promise that other code settles. A rejection that is not awaited is not reported as unhandled.
 */
export function deferred<T = void>(options: WaitOptions = {}): Deferred<T> {
  return makeDeferred<T>(options, noop);
}

/** @param handleGiveUp called in the task in which an abort or the time limit settles it, before any listener */
function makeDeferred<T>(
  { signal, clock, ms, timeout = timeoutError }: WaitOptions,
  handleGiveUp: (reason: unknown) => void,
): Deferred<T> {
  let settled = false;
  let fulfil!: (value: T) => void;
  let refuse!: (reason: unknown) => void;
  let cancelTimer: (() => void) | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    fulfil = resolve;
    refuse = reject;
  });
  promise.catch(noop);
  const settle = (act: () => void): void => {
    if (settled) return;
    settled = true;
    signal?.removeEventListener("abort", handleAbort);
    cancelTimer?.();
    act();
  };
  const giveUp = (reason: unknown): void => {
    settle(() => {
      handleGiveUp(reason);
      refuse(reason);
    });
  };
  const handleAbort = (): void => {
    giveUp(abortError(signal));
  };
  if (signal?.aborted) handleAbort();
  else {
    signal?.addEventListener("abort", handleAbort, { once: true });
    if (ms !== undefined) {
      cancelTimer = clock?.setTimeout(() => {
        giveUp(timeout());
      }, ms);
    }
  }
  return {
    promise,
    get settled() {
      return settled;
    },
    resolve: (value) => {
      settle(() => {
        fulfil(value);
      });
    },
    reject: (reason) => {
      settle(() => {
        refuse(reason);
      });
    },
  };
}

export interface AttemptOptions<T> extends WaitOptions {
  /** Called with a result of `act` that comes after the wait has ended, such as a renderer that mounts late. */
  readonly late?: ((value: T) => void) | undefined;
}

/**
 * Calls `act` in this task and waits for its outcome, whether it is sync or async. When the signal is aborted already,
 * `act` is not called.
 * @param act gets a signal of its own, which is aborted in the task in which the caller's signal or the time limit ends the wait
 * @throws what `act` throws, at once or later; an AbortError; the error of `timeout`
 */
export function attempt<T>(
  act: (signal: AbortSignal) => T | PromiseLike<T>,
  { late, ...options }: AttemptOptions<T> = {},
): Promise<T> {
  const controller = new AbortController();
  const outcome = makeDeferred<T>(options, (reason) => {
    controller.abort(reason);
  });
  if (outcome.settled) return outcome.promise;
  // An async function turns what is thrown at once into a rejection, and still begins in this task.
  (async () => act(controller.signal))().then((value) => {
    if (outcome.settled) late?.(value);
    else outcome.resolve(value);
  }, outcome.reject);
  return outcome.promise;
}

const timeoutError = (): DOMException => new DOMException("The wait took too long.", "TimeoutError");
const noop = (): void => undefined;
