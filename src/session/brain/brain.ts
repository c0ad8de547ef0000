/**
 * Who answers the visitor. There are two: a renderer that converses itself (LiveAvatar's FULL mode), and the session's own
 * pipeline of language model, voice and renderer.
 */
import type { Clock } from "../../core/clock.js";
import type { MachineInput, TurnReport, WordsSource } from "../../core/machine/types.js";
import type { AvatarRenderer } from "../../core/ports/avatar-renderer.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { Logger } from "../../core/ports/logger.js";
import type { Reminder } from "../memory-context.js";
import type { Look } from "../looking/looking.js";

export interface TurnRequest {
  readonly turnId: string;
  readonly text: string;
  /** Aborted when the turn is over. */
  readonly signal: AbortSignal;
}

export interface Brain {
  /** Whether given text can be spoken. */
  readonly canSpeak: boolean;
  /** Whether a greeting can be given, aloud or as text. */
  readonly canGreet: boolean;
  /** Whether the pictures of a message are seen. */
  readonly sees: boolean;
  /** To whom words belong that the renderer has heard. */
  readonly wordsSource: WordsSource;
  /**
   * Milliseconds without a sign of an answer after which the session gives a turn up with `no-answer`; undefined: the brain
   * gives up itself, because it knows more.
   */
  readonly patienceMs: number | undefined;
  /**
   * Loads what conversations need. Called with each start.
   * @throws LiveAvatarError `load-failed`; AbortError
   */
  prepare(signal: AbortSignal): Promise<void>;
  /** Answers the newest message of the history. What comes of it is dispatched; it never throws. */
  respond(request: TurnRequest): void;
  /** Speaks the text verbatim, likewise. */
  say(request: TurnRequest): void;
  /** Whether a report of the renderer moves the machine; else it says what this brain knows already. */
  hears(report: TurnReport): boolean;
}

/** What a brain is given by its session. */
export interface BrainContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly renderer: () => AvatarRenderer;
  readonly history: () => readonly ChatMessage[];
  /** A turn is running. */
  readonly isBusy: () => boolean;
  /** What the session sees now. @param takesPicture whether a picture is wanted @param signal ends the wait for it */
  readonly look: (takesPicture: boolean, signal: AbortSignal) => Look | undefined;
  /** Reminds the model of what was said before; undefined: of nothing. */
  readonly remind: Reminder | undefined;
  readonly dispatch: (input: MachineInput) => void;
}
