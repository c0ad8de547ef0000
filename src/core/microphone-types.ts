/** The words of the microphone's machine: its state, what can be put in, and what comes out. All of it data. */
import type { LiveAvatarError } from "./errors.js";
import type { MicState } from "./vocabulary.js";

/** How turns are taken: the microphone stays open, or it is heard only in windows that are asked for. */
export type MicrophoneMode = "open" | "push-to-talk";

/**
 * `initial`: opened muted, which a window of push-to-talk lifts, because whoever asks for one wants to be heard.
 * `wished`: muted in so many words; nothing but the opposite wish lifts it.
 */
export type MuteStatus = "none" | "initial" | "wished";

/** The track exists from `publishing` on. An attempt is one request for a device; the newest is the one that counts. */
export type DeviceStatus =
  | { readonly name: "off" }
  | { readonly name: "asking"; readonly attempt: number }
  | { readonly name: "publishing"; readonly attempt: number }
  | { readonly name: "on"; readonly attempt: number };

/** The window of push-to-talk, as far as it is known here. A request is one question to the service. */
export type WindowStatus =
  | { readonly name: "closed" }
  /**
   * Without a request the service has not been asked yet: the device is still being opened. `wanted` turns false when the
   * button is released before the service has answered.
   */
  | { readonly name: "opening"; readonly request: number | undefined; readonly wanted: boolean }
  /** Granted by the service, and still wanted. */
  | { readonly name: "open" }
  /** Over on this side; the service has been told. `again`: pressed anew in the meantime. */
  | { readonly name: "closing"; readonly request: number; readonly again: boolean };

export interface MicrophoneState {
  readonly mode: MicrophoneMode;
  readonly mute: MuteStatus;
  readonly device: DeviceStatus;
  /** Which device is wanted; undefined: the browser's choice. */
  readonly deviceId: string | undefined;
  readonly window: WindowStatus;
  /** How many attempts and requests there have been: the newest has this number. */
  readonly attempts: number;
  readonly requests: number;
  /** The room is closed for good. */
  readonly over: boolean;
}

/** Why there is no microphone, as a state and as an error. */
export interface MicrophoneFailure {
  readonly mic: MicState;
  readonly error: LiveAvatarError;
}

export type MicrophoneInput =
  // Wishes
  | { readonly type: "start"; readonly deviceId?: string | undefined; readonly muted: boolean }
  | { readonly type: "stop" }
  | { readonly type: "set-muted"; readonly muted: boolean }
  | { readonly type: "set-device"; readonly deviceId: string }
  | { readonly type: "set-mode"; readonly mode: MicrophoneMode }
  /** The button of push-to-talk goes down, or up. */
  | { readonly type: "press" }
  | { readonly type: "release" }
  // Reports of the device
  /** The browser is asking the visitor. */
  | { readonly type: "prompted"; readonly attempt: number }
  | { readonly type: "acquired"; readonly attempt: number }
  | { readonly type: "published"; readonly attempt: number }
  /** It cannot be had or published, or it went away. */
  | { readonly type: "device-failed"; readonly attempt: number; readonly failure: MicrophoneFailure }
  // Reports of the service
  | { readonly type: "window-granted"; readonly request: number }
  | { readonly type: "window-refused"; readonly request: number; readonly error: Error }
  /** No answer in time, or the question could not be sent. */
  | { readonly type: "window-unanswered"; readonly request: number; readonly error: Error }
  /** An acknowledgement that answers no request which is still open, such as one that comes late. */
  | { readonly type: "window-changed"; readonly open: boolean }
  // Reports of the room
  /** The connection, or whoever grants windows, is away for now. */
  | { readonly type: "room-lost"; readonly error: Error }
  | { readonly type: "room-closed"; readonly error: Error };

/** Who waits: callers of `start` and `set-device`, of `press`, of `release`. */
export type MicrophoneWaiter = "start" | "press" | "release";

export type MicrophoneEffect =
  /** Lets the track's sound through, or silence in its place. A new track is silent. */
  | { readonly type: "set-audible"; readonly audible: boolean }
  /** Ask the browser; `prompted`, `acquired` or `device-failed` follow. */
  | { readonly type: "acquire"; readonly attempt: number; readonly deviceId: string | undefined }
  /** Give the device of this attempt back. */
  | { readonly type: "release"; readonly attempt: number }
  | { readonly type: "publish"; readonly attempt: number }
  | { readonly type: "unpublish"; readonly attempt: number }
  /** Ask the service to open or to close the window; one of the `window-` reports with this request follows. */
  | { readonly type: "ask-window"; readonly edge: "start" | "stop"; readonly request: number }
  | { readonly type: "report"; readonly mic: MicState; readonly error?: LiveAvatarError | undefined }
  /** Settle the promises of all who wait for this. */
  | { readonly type: "settle"; readonly waiter: MicrophoneWaiter; readonly error?: Error | undefined };

export interface MicrophoneStep {
  readonly state: MicrophoneState;
  readonly effects: readonly MicrophoneEffect[];
}
