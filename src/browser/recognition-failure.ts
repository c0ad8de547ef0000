import { LiveAvatarError } from "../core/errors.js";
import type { MicState } from "../core/vocabulary.js";
import { micDenial, microphoneEnvironment, micObstacle } from "../media/microphone-access.js";

export interface RecognitionFailure {
  /** The state of the microphone from now on. */
  readonly mic: MicState;
  readonly error: LiveAvatarError;
}

/** The failure of a browser without speech recognition, or with one that cannot be made. */
export const recognitionMissing = (message: string, cause?: unknown): RecognitionFailure => ({
  mic: "unsupported",
  error: new LiveAvatarError("mic-unsupported", message, { cause }),
});

/** The reason why asking the browser would be useless, if there is one. */
export const recognitionObstacle = (): RecognitionFailure | undefined =>
  micObstacle({ ...microphoneEnvironment(), supported: true });

/** The failure after which the recogniser will not hear again by itself; undefined for one that may pass. */
export function lastingFailure(error: string | undefined): RecognitionFailure | undefined {
  switch (error) {
    case "not-allowed":
      return recognitionObstacle() ?? micDenial();
    case "service-not-allowed":
      // Also what Safari says where Siri and dictation are turned off in the system's settings.
      return recognitionMissing("The browser, or a setting of the system, does not allow its speech recognition.");
    case "audio-capture":
      return {
        mic: "missing",
        error: new LiveAvatarError("mic-missing", "The browser found no microphone to hear with."),
      };
    case "language-not-supported":
      return {
        mic: "off",
        error: new LiveAvatarError("stt-refused", "The browser's speech recognition does not know this language."),
      };
    default:
      return undefined;
  }
}

/** The error of a recogniser that is tried again, or was tried often enough. @param error the browser's word */
export function passingFailure(error: string | undefined): LiveAvatarError {
  if (error === "silent") return new LiveAvatarError("stt-timeout", "The browser's speech recognition never began.");
  const why = error === "network" ? "could not reach its service" : `ended with ${error ?? "no reason"}`;
  return new LiveAvatarError("stt-failed", `The browser's speech recognition ${why}.`);
}

/** Silence, and another page that hears now, are no failures. */
export const isQuiet = (error: string | undefined): boolean =>
  error === undefined || error === "no-speech" || error === "aborted";
