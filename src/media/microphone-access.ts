import { LiveAvatarError } from "../core/errors.js";
import type { ErrorCode } from "../core/errors.js";
import type { MicrophoneFailure } from "../core/microphone-types.js";
import type { MicState } from "../core/vocabulary.js";

/** What the page allows, as far as it is known before the browser is asked for a microphone. */
export interface MicrophoneEnvironment {
  readonly secure: boolean;
  readonly supported: boolean;
  /** Whether the page's Permissions-Policy allows a microphone; `undefined` where the browser does not say. */
  readonly allowedByPolicy: boolean | undefined;
}

/** Reads the {@link MicrophoneEnvironment} of the page. */
export function microphoneEnvironment(): MicrophoneEnvironment {
  const { featurePolicy: policy } = document as { featurePolicy?: { allowsFeature(name: string): boolean } };
  return {
    secure: globalThis.isSecureContext,
    // Missing in insecure pages and old web views, whatever the type says.
    supported: typeof (navigator.mediaDevices as MediaDevices | undefined)?.getUserMedia === "function",
    allowedByPolicy: policy?.allowsFeature("microphone"),
  };
}

const failure = (mic: MicState, code: ErrorCode, message: string, cause?: unknown): MicrophoneFailure => ({
  mic,
  error: new LiveAvatarError(code, message, { cause }),
});

/** The reason why asking for a microphone would be useless, if there is one. */
export function micObstacle(page: MicrophoneEnvironment): MicrophoneFailure | undefined {
  if (!page.secure) return failure("insecure", "mic-insecure", "The page is not served over https.");
  if (!page.supported) return failure("unsupported", "mic-unsupported", "The browser has no getUserMedia.");
  if (page.allowedByPolicy === false)
    return failure("policy", "mic-policy", "The page's policy forbids the microphone.");
  return undefined;
}

/** The failure for an error of `getUserMedia`, or of ours; the error names are the specification's. */
export function micFailure(cause: unknown): MicrophoneFailure {
  // A part of ours that hears could not be loaded: the error itself says what to do.
  if (LiveAvatarError.is(cause) && cause.code === "load-failed") return { mic: "unsupported", error: cause };
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : "";
  switch (name) {
    case "NotAllowedError":
      return failure("blocked", "mic-denied", "The microphone was refused.", cause);
    case "SecurityError":
      return failure("policy", "mic-policy", "The browser's security settings forbid the microphone.", cause);
    case "NotFoundError":
    case "OverconstrainedError":
      return failure("missing", "mic-missing", "No such microphone was found.", cause);
    case "TypeError":
    case "NotSupportedError":
      return failure("unsupported", "mic-unsupported", "The browser cannot open a microphone like this.", cause);
    default:
      return failure("busy", "mic-busy", "The microphone could not be opened.", cause);
  }
}

/** The failure of a microphone of which the visitor has withdrawn the permission. */
export function micDenial(): MicrophoneFailure {
  return failure("blocked", "mic-denied", "The permission for the microphone was withdrawn.");
}

/** The failure of a microphone that was live and went away. */
export function micInterruption(): MicrophoneFailure {
  return failure("interrupted", "mic-interrupted", "The microphone went away.");
}

/** The signature of the browser's `getUserMedia`. */
export type GetUserMedia = (constraints: MediaStreamConstraints) => Promise<MediaStream>;

/** The processing that the official SDK asks for (0.0.18). */
const PROCESSING = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** The constraints for the browser. @param deviceId undefined: the browser's choice */
export const microphoneConstraints = (deviceId: string | undefined): MediaTrackConstraints => ({
  ...PROCESSING,
  ...(deviceId !== undefined && { deviceId: { exact: deviceId } }),
});

/**
 * Asks the browser for a microphone; the visitor may take any time to answer. Its track is disabled: it sends silence
 * until it is enabled.
 * @throws what `getUserMedia` throws; see {@link micFailure}
 */
export async function acquireMicrophone(
  constraints: MediaTrackConstraints,
  getUserMedia: GetUserMedia = (wanted) => navigator.mediaDevices.getUserMedia(wanted),
): Promise<MediaStreamTrack> {
  const stream = await getUserMedia({ audio: constraints });
  const [track, ...others] = stream.getAudioTracks();
  for (const other of others) other.stop();
  if (track === undefined) throw new DOMException("The browser gave a stream without sound.", "NotFoundError");
  track.enabled = false;
  return track;
}
