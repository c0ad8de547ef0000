import { LiveAvatarError } from "../core/errors.js";

/** The error of a browser that has no language model, or none for this language. */
export function unsupported(why: string, options: { cause?: unknown; fatal?: boolean } = {}): LiveAvatarError {
  return new LiveAvatarError("llm-unsupported", why, options);
}

/**
 * The failure of the browser's model in our words. A conversation that is too long keeps its `QuotaExceededError` as the cause, by
 * which a session knows it.
 * @param hasBegun whether a part of the answer has come
 */
export function promptFailure(cause: unknown, hasBegun: boolean): LiveAvatarError {
  if (LiveAvatarError.is(cause)) return cause;
  const failure = (code: "llm-failed" | "llm-refused", message: string, retryable?: boolean): LiveAvatarError =>
    new LiveAvatarError(code, message, { cause, retryable });
  switch (nameOf(cause)) {
    case "QuotaExceededError":
      return failure("llm-refused", "The conversation is too long for the browser's language model.");
    case "NotAllowedError":
      return failure(
        "llm-refused",
        "The browser keeps its language model from this page: its download wants a press, and the policy language-model.",
        true,
      );
    case "NotReadableError":
      return failure("llm-refused", "The browser has held back the answer of its language model.");
    case "NotSupportedError":
    case "EncodingError":
      return failure(
        "llm-refused",
        "The browser's language model cannot take what it was asked, or not in this language.",
      );
    default:
      return hasBegun
        ? new LiveAvatarError("llm-interrupted", "The answer of the browser's language model broke off.", { cause })
        : failure("llm-failed", "The browser's language model has failed.");
  }
}

const nameOf = (value: unknown): unknown => (value as { readonly name?: unknown } | null | undefined)?.name;
