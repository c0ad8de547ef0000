/** Most sessions hear by their renderer, or not at all: the part of a session that listens is a chunk, loaded once for all sessions. */
import { LiveAvatarError } from "../../core/errors.js";

export type { SessionListening, SessionListeningContext } from "./session-listening.js";
type Listening = Pick<typeof import("./session-listening.js"), "SessionListening">;

let loading: Promise<Listening> | undefined;

/** @throws LiveAvatarError `load-failed`; the next call tries again */
export function loadListening(): Promise<Listening> {
  loading ??= import("./session-listening.js").catch((cause: unknown) => {
    loading = undefined;
    throw new LiveAvatarError("load-failed", "The part that listens could not be loaded.", { cause, fatal: false });
  });
  return loading;
}
