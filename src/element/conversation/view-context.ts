import type { LiveAvatarError } from "../../core/errors.js";
import type { EndReason } from "../../core/vocabulary.js";
import type { AvatarSession } from "../../session/index.js";
import type { Countdown } from "./countdown.js";
import type { Rating } from "../events.js";
import type { HistoryHost } from "../history/history-host.js";
import type { DeviceKind } from "./choices.js";
import type { LoadEarlier } from "./earlier-messages.js";
import type { VideoInput } from "./video-input.js";
import type { Locale } from "../controllers/locale-controller.js";
import type { Texts } from "../locales/en.js";
import type { expansionOf } from "../controllers/expansion.js";
import type { SmallWindow } from "./small-window.js";

/** The element, as the conversation view uses it. */
export interface ViewHost {
  readonly noTextInput: boolean;
  readonly noCaptions: boolean;
  readonly noTranscript: boolean;
  readonly avatarName: string | undefined;
  readonly chromaKey: string | undefined;
  muted: boolean;
  /** The volume of the avatar's sound, 0…1. */
  volume: number;
  readonly interaction: "conversational" | "push-to-talk";
  /** Whether the visitor holds the talk button, or presses it and presses it again; what the visitor chooses is kept. */
  talkMode: "hold" | "toggle";
  /** The key with which the page lets talk; undefined: none. */
  readonly talkKey: string | undefined;
  /** Whether the visitor wants that key; what the visitor chooses is kept. */
  talkKeyOn: boolean;
  /** The kinds of device that the visitor can choose. */
  readonly deviceKinds: readonly DeviceKind[];
  readonly error: LiveAvatarError | undefined;
  /** How much of the browser's language model is downloaded, 0…1; undefined where nothing is. */
  readonly download: number | undefined;
  /** Whether the avatar hears the visitor's microphone. */
  readonly hears: boolean;
  /** The buttons for camera and screen that the page wants. */
  readonly vision: string | undefined;
  /** What the page wants rated. */
  readonly rating: string | undefined;
  /** Tells the page of a rating. */
  readonly rate: (rating: Rating) => void;
  /** Whether somebody looks at what the visitor shows. */
  readonly sees: boolean;
  readonly video: VideoInput;
  /** Whether answers are spoken sentence by sentence. */
  readonly speaksSegments: boolean;
  /** Whether the visitor's conversations were deleted. */
  readonly forgotten: boolean;
  /** Whether answers are spoken at all. */
  readonly hasVoice: boolean;
  /** Whether the avatar has no voice. */
  readonly isVoiceless: boolean;
  /** What is remembered; undefined where nothing is: there is no history panel then. */
  readonly history: HistoryHost | undefined;
  /** Puts a page of older messages before those of the session; undefined where none are kept. */
  readonly loadEarlier?: LoadEarlier | undefined;
  readonly layout: "inline" | "floating" | "fullscreen";
  readonly noExpand: boolean;
  readonly noPictureInPicture: boolean;
  readonly expansion: ReturnType<typeof expansionOf>;
  readonly smallWindow: SmallWindow;
  /** Whether microphone and avatar are silent because the avatar is closed. */
  readonly hushed: boolean;
  /** Focuses the text field; false when there is none. */
  focusComposer(): boolean;
  /** Ends the conversation at the visitor's request, without `avatar-before-end`. */
  end(): void;
  keepAlive(): void;
  startAudio(): Promise<void>;
  retryMicrophone(): void;
  /** Changes a device, and keeps the choice. */
  setDevice(kind: DeviceKind, id: string): Promise<void>;
  startPushToTalk(): Promise<void>;
  stopPushToTalk(): Promise<void>;
}

/** The values that each part of the view renders. */
export interface ViewContext {
  readonly host: ViewHost;
  readonly session: AvatarSession;
  readonly locale: Locale;
  readonly texts: Texts;
  readonly countdown: Countdown;
  /** The sentence that sounds or has just sounded; undefined before the first of a turn. */
  readonly segment: string | undefined;
  /** Starts sound that the browser holds back; to be called in a press. */
  readonly startAudio: () => void;
  /** Whether the sound is held back although the visitor has pressed: text is all there is. */
  readonly soundFailed: boolean;
}

export interface IdleWarning {
  readonly secondsLeft: number;
  readonly reason: EndReason;
}

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
  readonly focus?: boolean;
}

export interface Notice {
  /** The cause of the notice; a dismissed notice comes back when its cause does. */
  readonly key: string;
  readonly text: string;
  /** The text for the eye, whose number changes; default `text`, which a screen reader is told. */
  readonly shown?: string;
  readonly actions: readonly NoticeAction[];
  readonly dismissable: boolean;
}
