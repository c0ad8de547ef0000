/**
 * The two errors that the shell makes without the error class, whose chunk is missing in one case and not yet loaded in the
 * other. `LiveAvatarError.is` recognises them by their brand.
 */
import type { LiveAvatarError } from "../core/errors.js";

type Kind = Pick<LiveAvatarError, "code" | "stage" | "retryable" | "fatal" | "help">;

export function loadFailure(cause: unknown): LiveAvatarError {
  return shellError("A part of the script could not be loaded.", cause, {
    code: "load-failed",
    stage: "load",
    retryable: true,
    fatal: true,
    help: "Check that all files of dist/cdn are deployed together, and that the page's policy and integrity allow them.",
  });
}

export function wrongState(): LiveAvatarError {
  return shellError("There is no conversation: call start() first.", undefined, {
    code: "wrong-state",
    stage: "session",
    retryable: false,
    fatal: false,
    help: "The call does not fit the session's state: see the message.",
  });
}

function shellError(message: string, cause: unknown, kind: Kind): LiveAvatarError {
  const mark = { [Symbol.for("live-avatar.error")]: true, name: "LiveAvatarError" } as const;
  const error = Object.assign(new Error(message, { cause }), mark);
  return Object.assign(error, { status: undefined, retryAfter: undefined }, kind);
}
