/** The camera and the screen of a visitor, as streams of video. Whoever opens one stops its tracks. */
import { abortError } from "../core/abort.js";
import { type ErrorCode, LiveAvatarError } from "../core/errors.js";
import { attempt } from "../core/wait.js";

export type VideoSource = "camera" | "screen";

/** What the page allows, as far as it is known before the browser is asked. */
export interface VideoEnvironment {
  readonly secure: boolean;
  /** The browser's functions; undefined in insecure pages and old web views, a screen's also on phones. */
  readonly getUserMedia: ((constraints: MediaStreamConstraints) => Promise<MediaStream>) | undefined;
  readonly getDisplayMedia: ((constraints: DisplayMediaStreamOptions) => Promise<MediaStream>) | undefined;
  /** Whether the page's Permissions-Policy allows it; undefined where the browser does not say. */
  readonly allows: (feature: "camera" | "display-capture") => boolean | undefined;
}

/** Reads the {@link VideoEnvironment} of the page. */
export function videoEnvironment(): VideoEnvironment {
  const { featurePolicy: policy } = document as { featurePolicy?: { allowsFeature(name: string): boolean } };
  const devices = navigator.mediaDevices as Partial<MediaDevices> | undefined;
  return {
    secure: globalThis.isSecureContext,
    getUserMedia: devices?.getUserMedia?.bind(devices),
    getDisplayMedia: devices?.getDisplayMedia?.bind(devices),
    allows: (feature) => policy?.allowsFeature(feature),
  };
}

/** Whether the browser can share a screen at all. */
export const canShareScreen = (): boolean => videoEnvironment().getDisplayMedia !== undefined;

export interface VideoOptions {
  /** The camera to use. Default: the browser's choice. */
  readonly deviceId?: string | undefined;
}

interface OpenVideoOptions extends VideoOptions {
  /** Ends the wait; a stream that comes after it is stopped. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks the visitor for the camera or a screen; call it in a press, which a screen needs. The visitor may take any time to answer.
 * @throws LiveAvatarError `camera-…` or `screen-…`; AbortError
 */
export async function openVideo(
  source: VideoSource,
  { signal, deviceId }: OpenVideoOptions = {},
  page = videoEnvironment(),
): Promise<MediaStream> {
  const open = source === "camera" ? cameraOf(page, deviceId) : screenOf(page);
  const stream = await attempt(open, { signal, late: stopTracks }).catch((cause: unknown) => {
    if (signal?.aborted) throw abortError(signal);
    throw failureOf(source, cause);
  });
  if (stream.getVideoTracks().length > 0) return stream;
  stopTracks(stream);
  throw source === "camera"
    ? new LiveAvatarError("camera-missing", "The browser gave a stream without a picture.")
    : new LiveAvatarError("screen-failed", "The browser gave a stream without a picture.");
}

export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function cameraOf({ secure, getUserMedia, allows }: VideoEnvironment, deviceId: string | undefined) {
  if (!secure) throw new LiveAvatarError("camera-insecure", "The page is not served over https.");
  if (!getUserMedia) throw new LiveAvatarError("camera-unsupported", "The browser has no getUserMedia.");
  if (allows("camera") === false) throw new LiveAvatarError("camera-policy", "The page's policy forbids the camera.");
  const video = {
    // A model is shown few and small pictures: more would only warm the visitor's machine.
    ...{ width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 15 } },
    ...(deviceId !== undefined && { deviceId: { exact: deviceId } }),
  };
  return () => getUserMedia({ video });
}

function screenOf({ getDisplayMedia, allows }: VideoEnvironment) {
  if (!getDisplayMedia) throw new LiveAvatarError("screen-unsupported", "The browser has no getDisplayMedia.");
  if (allows("display-capture") === false) {
    throw new LiveAvatarError("screen-policy", "The page's policy forbids display-capture.");
  }
  return () => getDisplayMedia({ video: { frameRate: { ideal: 5 } }, audio: false });
}

/** The error names are those of the specifications. */
const FAILURES: Readonly<Record<VideoSource, Readonly<Record<string, ErrorCode>>>> = {
  camera: {
    NotAllowedError: "camera-denied",
    SecurityError: "camera-policy",
    NotFoundError: "camera-missing",
    OverconstrainedError: "camera-missing",
    TypeError: "camera-unsupported",
    NotSupportedError: "camera-unsupported",
  },
  screen: { NotAllowedError: "screen-denied", SecurityError: "screen-policy", NotSupportedError: "screen-unsupported" },
};

function failureOf(source: VideoSource, cause: unknown): LiveAvatarError {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : "";
  const code = FAILURES[source][name] ?? (source === "camera" ? "camera-busy" : "screen-failed");
  return new LiveAvatarError(code, `The ${source} could not be opened${name && `: ${name}`}.`, { cause });
}
