/**
 * The two errors that the shell has to make without the error class: one says that the chunk with that class did not
 * come, the other that nobody has asked for it yet. `LiveAvatarError.is` knows them by their mark.
 */
import type { LiveAvatarError } from "../core/errors.js";

type Kind = Pick<LiveAvatarError, "code" | "stage" | "retryable" | "fatal" | "help">;

export function loadFailure(cause: unknown): LiveAvatarError {
  return shellError("A part of the script could not be loaded.", cause, {
    code: "load-failed",
    stage: "load",
    retryable: true,
    fatal: true,
    help: "Check that all files of dist/cdn are deployed together and that the page's policy allows them.",
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
