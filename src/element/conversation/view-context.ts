import type { LiveAvatarError } from "../../core/errors.js";
import type { EndReason } from "../../core/vocabulary.js";
import type { AvatarSession } from "../../session/index.js";
import type { Texts } from "../locales/en.js";

/** What the conversation needs of the element around it. */
export interface ViewHost {
  readonly noTextInput: boolean;
  readonly noCaptions: boolean;
  readonly noTranscript: boolean;
  muted: boolean;
  readonly interaction: "conversational" | "push-to-talk";
  readonly error: LiveAvatarError | undefined;
  /** Whether the avatar has ears. */
  readonly hears: boolean;
  /** Answers are spoken sentence by sentence. */
  readonly speaksSegments: boolean;
  /** There is nothing to speak with. */
  readonly isVoiceless: boolean;
  /** Puts the caret where one types; false when there is nothing to type in. */
  focusComposer(): boolean;
  /** The visitor's End: nobody can veto it. */
  end(): void;
  keepAlive(): void;
  startAudio(): Promise<void>;
  retryMicrophone(): void;
}

/** What each part of the view draws from. */
export interface ViewContext {
  readonly host: ViewHost;
  readonly session: AvatarSession;
  readonly texts: Texts;
  /** The sentence that sounds, or has just sounded; undefined: none has in this turn. */
  readonly segment: string | undefined;
}

export interface IdleWarning {
  readonly secondsLeft: number;
  readonly reason: EndReason;
}
