import { abortError, throwIfAborted } from "../core/abort.js";
import type { Timers } from "../core/wait.js";
import { attempt } from "../core/wait.js";

/** Milliseconds that another tab may take for its turn; each is a few milliseconds long. */
const PATIENCE_MS = 2000;

interface TurnOptions {
  readonly signal: AbortSignal | undefined;
  readonly clock: Timers;
}

/**
 * Calls `act` when no tab of the site is in its own `act` of this name. Where the browser has no locks (pages that are not secure),
 * or gives none in time, it is called all the same: it must lose nothing then either.
 * @throws what `act` throws; an AbortError, if it was not called
 */
export async function inTurn<T>(name: string, act: () => T, { signal, clock }: TurnOptions): Promise<T> {
  throwIfAborted(signal);
  const locks = (navigator as Partial<Navigator>).locks;
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  const run = (): void => {
    try {
      outcome = { value: act() };
    } catch (error) {
      outcome = { error };
    }
  };
  if (locks) {
    try {
      await attempt((given) => locks.request(`live-avatar:${name}`, { signal: given }, run), {
        ...{ signal, clock, ms: PATIENCE_MS },
      });
    } catch {
      // Aborted, too late, or refused; but `run` may have been called in the same moment.
      if (!outcome && signal?.aborted) throw abortError(signal);
    }
  }
  if (!outcome) run();
  return settle(outcome);
}

function settle<T>(outcome: { readonly value: T } | { readonly error: unknown } | undefined): T {
  if (outcome && "value" in outcome) return outcome.value;
  throw outcome?.error;
}
