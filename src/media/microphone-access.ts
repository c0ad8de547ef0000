import { LiveAvatarError } from "../core/errors.js";
import type { ErrorCode } from "../core/errors.js";
import type { MicrophoneFailure } from "../core/microphone-types.js";
import type { MicState } from "../core/vocabulary.js";

/** What can be asked about the page before, and after, the browser is asked for a microphone. */
export interface MicSurroundings {
  readonly secure: boolean;
  readonly supported: boolean;
  /** The page's Permissions-Policy; `undefined` where the browser does not say. */
  readonly allowedByPolicy: boolean | undefined;
}

/** Reads them from the page. */
export function micSurroundings(): MicSurroundings {
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

/** Why asking would be useless, if it would. */
export function micObstacle(page: MicSurroundings): MicrophoneFailure | undefined {
  if (!page.secure) return failure("insecure", "mic-insecure", "The page is not served over https.");
  if (!page.supported) return failure("unsupported", "mic-unsupported", "The browser has no getUserMedia.");
  if (page.allowedByPolicy === false)
    return failure("policy", "mic-policy", "The page's policy forbids the microphone.");
  return undefined;
}

/** Names what getUserMedia threw; the names are the specification's. */
export function micFailure(cause: unknown): MicrophoneFailure {
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

/** A microphone that was live and went away. */
export function micInterruption(): MicrophoneFailure {
  return failure("interrupted", "mic-interrupted", "The microphone went away.");
}

/** The browser's way to a microphone. */
export type GetUserMedia = (constraints: MediaStreamConstraints) => Promise<MediaStream>;

/** What the official SDK asks for (0.0.18). */
const PROCESSING = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** What to ask the browser for. @param deviceId undefined: the browser's choice */
export const microphoneConstraints = (deviceId: string | undefined): MediaTrackConstraints => ({
  ...PROCESSING,
  ...(deviceId !== undefined && { deviceId: { exact: deviceId } }),
});

/**
 * Asks the browser for a microphone; the visitor may take any time to answer. Its track is disabled: it sends silence
 * until somebody enables it.
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
