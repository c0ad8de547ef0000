import { LiveAvatarError } from "../core/errors.js";

export function cardError(message: string, cause?: unknown): LiveAvatarError {
  return new LiveAvatarError("config-invalid", message, { cause });
}
