import type { Clock } from "../core/clock.js";
import { attempt } from "../core/wait.js";
import { HandlerFailure } from "./failure.js";

/** Below the 15 s after which a page stops waiting. */
const STORE_PATIENCE_MS = 10_000;

/**
 * Asks the site's store. What fails in there is the site's matter; the visitor can try again.
 * @throws HandlerFailure `storage-failed`
 */
export async function askStore<T>(clock: Clock, work: () => T | Promise<T>): Promise<T> {
  try {
    return await attempt(work, {
      ...{ clock, ms: STORE_PATIENCE_MS },
      timeout: () => new TypeError(`store did not answer in ${STORE_PATIENCE_MS / 1000} s`),
    });
  } catch (cause) {
    throw new HandlerFailure("storage-failed", "The store of this site failed.", { cause, retryAfter: 1 });
  }
}
