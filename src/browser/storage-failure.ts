import { LiveAvatarError } from "../core/errors.js";

/**
 * Older Firefoxes have a name of their own for a full localStorage
 * (https://developer.mozilla.org/docs/Web/API/Web_Storage_API/Using_the_Web_Storage_API); it can go when the oldest supported one has the name of the
 * standard, as ESR 153 has.
 */
const IS_FULL = /^(?:QuotaExceededError|NS_ERROR_DOM_QUOTA_REACHED)$/;

/** The error of a storage of the browser, as a `LiveAvatarError`. @param what the storage, as the subject of a sentence */
export function storageFailure(error: unknown, what: string): LiveAvatarError {
  if (LiveAvatarError.is(error)) return error;
  const name = error instanceof Error ? error.name : "";
  if (IS_FULL.test(name)) return new LiveAvatarError("storage-full", `${what} is full.`, { cause: error });
  if (name === "SecurityError") return refused(what, error);
  return new LiveAvatarError("storage-failed", `${what} failed.`, { cause: error });
}

/** The error of a storage that is not there, or may not be used. */
export function refused(what: string, cause?: unknown): LiveAvatarError {
  return new LiveAvatarError("storage-refused", `${what} may not be used here.`, { cause });
}
