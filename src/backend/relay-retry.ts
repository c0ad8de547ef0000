/** What follows a request of `EventRelay` that failed. */
import type { LiveAvatarError } from "../core/errors.js";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A server that asks for a longer pause is asked again all the same. */
const LONGEST_ASKED_MS = 300_000;
/** Refusals that are none of the request itself. */
const PASSING = [408, 425, 429];

/**
 * Whether the same events are sent again, never, or fewer at once.
 * @param before the failure of the request before, if that failed as well
 */
export function verdictOn(
  { status }: LiveAvatarError,
  before: LiveAvatarError | undefined,
): "later" | "never" | "smaller" {
  if (status === 413) return "smaller";
  // The token, or a session of the site, may have run out just now: the page is asked for both again.
  if (status === 401 && before?.status !== 401) return "later";
  return status !== undefined && status >= 300 && status < 500 && !PASSING.includes(status) ? "never" : "later";
}

/** Milliseconds until the next try. They differ, or all pages would come back to a server at once. */
export function pauseAfter(failures: number, { retryAfter = 0 }: LiveAvatarError): number {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + Math.random() / 2);
  return Math.max(pause, Math.min(LONGEST_ASKED_MS, retryAfter * 1000));
}
