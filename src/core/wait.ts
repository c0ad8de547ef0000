/**
 * Every wait of the project is one of these two: `deferred` for an outcome that somebody else brings, `attempt` for work
 * that is called and may throw at once, return nothing, hang or come late. Both can be aborted, and both can run out of
 * patience. No other file makes a promise by hand.
 */
import { abortError } from "./abort.js";

/** What a wait needs of a clock. */
export interface Timers {
  /** Runs `fn` once after `ms` milliseconds, however many; returns the way to call it off. */
  setTimeout(fn: () => void, ms: number): () => void;
}

export interface WaitOptions {
  /** An abort rejects with an AbortError. Default: nobody aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Whose time `ms` is. */
  readonly clock?: Timers | undefined;
  /** Milliseconds of patience; it needs `clock`. Default: no limit. */
  readonly ms?: number | undefined;
  /** Makes the error of a wait whose patience has run out. Default: a `TimeoutError`. */
  readonly timeout?: (() => unknown) | undefined;
}

/** A promise with its handles. Settling it again does nothing. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  /** True from the moment when it is settled, by whomever. */
  readonly settled: boolean;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A promise that somebody else settles. A rejection that nobody listens to is not reported as unhandled: whoever cares
 * awaits the promise.
 */
export function deferred<T = void>(options: WaitOptions = {}): Deferred<T> {
  return makeDeferred<T>(options, noop);
}

/** @param handleGiveUp called in the task in which an abort or the end of patience settles it, before anybody hears */
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
  /** Takes back what `act` still brings after the wait was given up, such as a renderer that stands up late. */
  readonly late?: ((value: T) => void) | undefined;
}

/**
 * Calls `act` in this task and waits for its outcome, whatever kind of code it is. Where the signal is aborted already,
 * `act` is not called.
 * @param act its own signal is aborted, in the same task, when the wait is given up by the caller's signal or by time
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
