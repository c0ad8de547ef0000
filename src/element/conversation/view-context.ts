import type { LiveAvatarError } from "../../core/errors.js";
import type { EndReason } from "../../core/vocabulary.js";
import type { AvatarSession } from "../../session/index.js";
import type { HistoryHost } from "../history/history-host.js";
import type { LoadEarlier } from "./earlier-messages.js";
import type { VideoInput } from "./video-input.js";
import type { Texts } from "../locales/en.js";

/** The element, as the conversation view uses it. */
export interface ViewHost {
  readonly noTextInput: boolean;
  readonly noCaptions: boolean;
  readonly noTranscript: boolean;
  readonly chromaKey: string | undefined;
  muted: boolean;
  readonly interaction: "conversational" | "push-to-talk";
  readonly error: LiveAvatarError | undefined;
  /** How much of the browser's language model is downloaded, 0…1; undefined where nothing is. */
  readonly download: number | undefined;
  /** Whether the avatar hears the visitor's microphone. */
  readonly hears: boolean;
  /** The buttons for camera and screen that the page wants. */
  readonly vision: string | undefined;
  /** Whether somebody looks at what the visitor shows. */
  readonly sees: boolean;
  readonly video: VideoInput;
  /** Whether answers are spoken sentence by sentence. */
  readonly speaksSegments: boolean;
  /** Whether the visitor's conversations were deleted. */
  readonly forgotten: boolean;
  /** Whether the avatar has no voice. */
  readonly isVoiceless: boolean;
  /** What is remembered; undefined where nothing is: there is no history panel then. */
  readonly history: HistoryHost | undefined;
  /** The language of the element, for dates. */
  readonly language: string;
  /** Puts a page of older messages before those of the session; undefined where none are kept. */
  readonly loadEarlier?: LoadEarlier | undefined;
  /** Focuses the text field; false when there is none. */
  focusComposer(): boolean;
  /** Ends the conversation at the visitor's request, without `avatar-before-end`. */
  end(): void;
  keepAlive(): void;
  startAudio(): Promise<void>;
  retryMicrophone(): void;
  startPushToTalk(): Promise<void>;
  stopPushToTalk(): Promise<void>;
}

/** The values that each part of the view renders. */
export interface ViewContext {
  readonly host: ViewHost;
  readonly session: AvatarSession;
  readonly texts: Texts;
  /** The sentence that sounds or has just sounded; undefined before the first of a turn. */
  readonly segment: string | undefined;
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
  readonly actions: readonly NoticeAction[];
  readonly dismissable: boolean;
}
