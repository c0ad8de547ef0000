/**
 * The two errors that the shell has to make without the error class: one says that the chunk with that class did not
 * come, the other that nobody has asked for it yet. `LiveAvatarError.is` knows them by their mark.
 */
import type { LiveAvatarError } from "../core/errors.js";

const MARK = { [Symbol.for("live-avatar.error")]: true, status: undefined, retryAfter: undefined };

export function loadFailure(cause: unknown): LiveAvatarError {
  const error = new Error("A part of the script could not be loaded.", { cause });
  return Object.assign(error, MARK, {
    name: "LiveAvatarError",
    code: "load-failed",
    stage: "load",
    retryable: true,
    fatal: true,
    help: "Check that all files of dist/cdn are deployed together and that the page's policy allows them.",
  } as const);
}

export function wrongState(): LiveAvatarError {
  return Object.assign(new Error("There is no conversation: call start() first."), MARK, {
    name: "LiveAvatarError",
    code: "wrong-state",
    stage: "session",
    retryable: false,
    fatal: false,
    help: "The call does not fit the session's state: see the message.",
  } as const);
}
