/** The types of the microphone machine: state, inputs and effects. All of them are data. */
import type { LiveAvatarError } from "./errors.js";
import type { MicState } from "./vocabulary.js";

/** The mode: the microphone stays open, or it is heard only in granted windows. */
export type MicrophoneMode = "open" | "push-to-talk";

/**
 * The mute. `initial`: the microphone was opened muted; a push-to-talk window lifts it, since its caller wants to be heard.
 * `wished`: it was muted by request; only a request to unmute lifts it.
 */
export type MuteStatus = "none" | "initial" | "wished";

/** The device. Its track exists from `publishing` on. An attempt is one request for a device; only the newest counts. */
export type DeviceStatus =
  /** `failure`: why there is none, although it was wanted. */
  | { readonly name: "off"; readonly failure: MicState | undefined }
  | { readonly name: "asking"; readonly attempt: number }
  | { readonly name: "publishing"; readonly attempt: number }
  /** `isInterrupted`: the system gives silence in its place, as during a phone call. */
  | { readonly name: "on"; readonly attempt: number; readonly isInterrupted: boolean };

/** The device that takes over from the one that is on, as soon as it works. */
export interface DeviceReplacement {
  readonly name: "asking" | "publishing";
  readonly attempt: number;
  readonly deviceId: string | undefined;
}

/** The push-to-talk window, as far as it is known here. A request is one question to the service. */
export type WindowStatus =
  | { readonly name: "closed" }
  /**
   * Without a request the service has not been asked yet: the device is still being opened. `wanted` turns false when the
   * button is released before the service has answered.
   */
  | { readonly name: "opening"; readonly request: number | undefined; readonly wanted: boolean }
  /** Granted by the service, and still wanted. */
  | { readonly name: "open" }
  /** Closed on this side; the service has been told. `again`: the button was pressed again in the meantime. */
  | { readonly name: "closing"; readonly request: number; readonly again: boolean };

export interface MicrophoneState {
  readonly mode: MicrophoneMode;
  readonly mute: MuteStatus;
  readonly device: DeviceStatus;
  readonly replacement: DeviceReplacement | undefined;
  /** The id of the wanted device; undefined: the browser's choice. */
  readonly deviceId: string | undefined;
  /** Told when the device works that is opened in place of a wanted one. */
  readonly lostDevice: LiveAvatarError | undefined;
  readonly window: WindowStatus;
  /** The number of attempts and requests so far: the newest has this number. */
  readonly attempts: number;
  readonly requests: number;
  /** Whether the room is closed for good. */
  readonly over: boolean;
}

/** The reason why there is no microphone, as a state and as an error. */
export interface MicrophoneFailure {
  readonly mic: MicState;
  readonly error: LiveAvatarError;
}

export type MicrophoneInput =
  // Requests
  | { readonly type: "start"; readonly deviceId?: string | undefined; readonly muted: boolean }
  | { readonly type: "stop" }
  | { readonly type: "set-muted"; readonly muted: boolean }
  | { readonly type: "set-device"; readonly deviceId: string | undefined }
  | { readonly type: "set-mode"; readonly mode: MicrophoneMode }
  /** The push-to-talk button was pressed (or, below, released). */
  | { readonly type: "press" }
  | { readonly type: "release" }
  // Reports of the device
  /** The browser is asking the visitor. */
  | { readonly type: "prompted"; readonly attempt: number }
  | { readonly type: "acquired"; readonly attempt: number }
  /** `isSilenced`: the system gives silence from the beginning. */
  | { readonly type: "published"; readonly attempt: number; readonly isSilenced?: boolean | undefined }
  /** The device cannot be had or published, or it went away. */
  | { readonly type: "device-failed"; readonly attempt: number; readonly failure: MicrophoneFailure }
  /** The system silences the device, or gives it back. */
  | { readonly type: "device-silenced"; readonly attempt: number; readonly isSilenced: boolean }
  /** A device that could not be had may be there now. */
  | { readonly type: "device-available" }
  /** The permission was withdrawn. */
  | { readonly type: "denied"; readonly failure: MicrophoneFailure }
  // Reports of the service
  | { readonly type: "window-granted"; readonly request: number }
  | { readonly type: "window-refused"; readonly request: number; readonly error: Error }
  /** The service gave no answer in time, or the question could not be sent. */
  | { readonly type: "window-unanswered"; readonly request: number; readonly error: Error }
  /** The service acknowledged a window, but no open request, for example late. */
  | { readonly type: "window-changed"; readonly open: boolean }
  // Reports of the room
  /** The connection, or the agent that grants windows, is away for now. */
  | { readonly type: "room-lost"; readonly error: Error }
  | { readonly type: "room-closed"; readonly error: Error };

/** The callers that wait: for `start` and `set-device`, for `press`, for `release`. */
export type MicrophoneWaiter = "start" | "press" | "release";

export type MicrophoneEffect =
  /** Lets the track's sound through, or silence in its place. A new track is silent. */
  | { readonly type: "set-audible"; readonly audible: boolean }
  /** Asks the browser for a device; `prompted`, `acquired` or `device-failed` follow. */
  | { readonly type: "acquire"; readonly attempt: number; readonly deviceId: string | undefined }
  /** Stops the device of this attempt. */
  | { readonly type: "release"; readonly attempt: number }
  | { readonly type: "publish"; readonly attempt: number }
  | { readonly type: "unpublish"; readonly attempt: number }
  /** Asks the service to open or to close the window; one of the `window-` inputs with this request follows. */
  | { readonly type: "ask-window"; readonly edge: "start" | "stop"; readonly request: number }
  | { readonly type: "report"; readonly mic: MicState; readonly error?: LiveAvatarError | undefined }
  /** Settles the promises of all callers that wait for this. */
  | { readonly type: "settle"; readonly waiter: MicrophoneWaiter; readonly error?: Error | undefined };

export interface MicrophoneStep {
  readonly state: MicrophoneState;
  readonly effects: readonly MicrophoneEffect[];
}
