/** The words of the machine: its states, what can be put in, and what comes out. All of it data. */
import type { LiveAvatarError } from "../errors.js";
import type { RendererReport } from "../ports/avatar-renderer.js";
import type { ChatMessage } from "../ports/chat-message.js";
import type {
  EmotionPayload,
  SessionEventMap,
  SessionEventName,
  ToolCallPayload,
  ToolResultPayload,
  TranscriptionTextOptions,
} from "../session-events.js";
import type { EndReason } from "../vocabulary.js";

/** Who began a turn. `unasked`: the avatar spoke of its own accord, as with an opening text. */
export type TurnOrigin = "typed" | "spoken" | "said" | "unasked";

/** One exchange, from the words that asked to the reply's end. */
export interface Turn {
  readonly id: string;
  readonly origin: TurnOrigin;
  /** The words that asked, "" where nobody did. */
  readonly prompt: string;
  /** The reply as far as it is known. */
  readonly reply: string;
  /** The reply is whole. */
  readonly whole: boolean;
  /** Sound is on its way out. */
  readonly voiced: boolean;
  /** The visitor had begun to speak and the service has not yet said what: the words may follow the answer. */
  readonly awaitsWords: boolean;
  /** The session has asked, by typed words or by those that it heard itself: a service may echo them. */
  readonly isAsked?: true;
}

/** A turn that ended before its whole text was known; the text may trail in for a moment. */
export interface Tail {
  readonly turnId: string;
  readonly committed: boolean;
}

/** A reply that is over: the id that its message has or would have, and when it was committed, if it was. */
export interface Answer {
  readonly id: string;
  readonly at: number | undefined;
}

/** What is known of the visitor's voice. */
interface Hearing {
  /** The visitor has begun to speak, and the words have not come. */
  readonly utterance: boolean;
  /** The answer to an utterance whose words have not come, and after which none has begun. */
  readonly answer?: Answer | undefined;
}

export type MachineState =
  | { readonly name: "idle" }
  | { readonly name: "connecting" }
  | ({ readonly name: "ready"; readonly tail?: Tail | undefined } & Hearing)
  | ({ readonly name: "thinking"; readonly turn: Turn } & Hearing)
  | ({ readonly name: "speaking"; readonly turn: Turn } & Hearing)
  | { readonly name: "error" }
  | { readonly name: "destroyed" };

/** The reports that move the machine as they are. Words are the input `heard`; the others only describe the world. */
export type TurnReport = Extract<
  RendererReport,
  {
    type: "user-speech-start" | "user-speech-end" | "reply-chunk" | "reply-text" | "speech-start" | "speech-end";
  }
>;

/**
 * Who heard words, and so who answers them. `renderer`: a renderer that converses, which answers them itself. `session`: a recogniser
 * that only hears; the session has to answer.
 */
export type WordsSource = "renderer" | "session";

/** What the session makes of final words that it has to answer. */
export interface WordsHandling {
  /** Whether they may end a running turn. If not, they are only told while there is one. Default true. */
  readonly interrupts?: boolean | undefined;
  /** More words are likely to follow: these end a running turn, and the question comes as `ask`. Default false. */
  readonly waits?: boolean | undefined;
  /** What is asked, where that is more than these words. Default: these words. */
  readonly question?: string | undefined;
  /** For late words: the message that they stand before. Undefined: the end of the history. */
  readonly before?: Answer | undefined;
}

/** What a recogniser says of words, besides whether they are final. */
export type WordsDetails = Omit<TranscriptionTextOptions, "isFinal">;

/** What a turn that the session runs itself, with a language model of its own, tells of its way. */
export type TurnProgress =
  | { readonly type: "chunk"; readonly text: string }
  | { readonly type: "speech-start" }
  | { readonly type: "segment"; readonly index: number; readonly text: string; readonly phase: "start" | "end" }
  | { readonly type: "emotion"; readonly emotion: EmotionPayload }
  /** The model asks for a tool, and what came of it. */
  | { readonly type: "tool-call"; readonly call: ToolCallPayload }
  | { readonly type: "tool-result"; readonly result: ToolResultPayload }
  /** Something went wrong that does not end the turn. */
  | { readonly type: "problem"; readonly error: LiveAvatarError }
  /** Everything has been said. */
  | { readonly type: "done" };

/** `id` and `at` come from outside, so that the machine stays a function. */
interface Fresh {
  readonly id: string;
  readonly at: number;
}

export type MachineInput =
  | { readonly type: "start" }
  | { readonly type: "mounted" }
  | { readonly type: "mount-failed"; readonly error: LiveAvatarError }
  | { readonly type: "mount-cancelled" }
  | ({
      readonly type: "ask";
      readonly text: string;
      readonly content: ChatMessage["content"];
      /** Default `typed`. */
      readonly origin?: "typed" | "spoken" | undefined;
      /** Whether it may end a running turn. Default true; false: it means nothing while there is one. */
      readonly interrupts?: boolean | undefined;
      /** The question is in the history already, and has got no answer. */
      readonly isRepeated?: true | undefined;
    } & Fresh)
  | ({ readonly type: "say"; readonly text: string } & Fresh)
  | { readonly type: "interrupt" }
  /** Another thread takes the place of the history: what is under way belongs to the old one. */
  | { readonly type: "leave-thread" }
  /** Words of the visitor. A partial replaces the partial before it; the final ones open a turn. */
  | ({
      readonly type: "heard";
      readonly source: WordsSource;
      readonly text: string;
      readonly isFinal: boolean;
      readonly details?: WordsDetails | undefined;
      readonly handling?: WordsHandling | undefined;
    } & Fresh)
  /** `isOwn`: heard by the session itself, so that the service behind the renderer knows nothing of it. */
  | ({ readonly type: "report"; readonly report: TurnReport; readonly isOwn?: true } & Fresh)
  | { readonly type: "progress"; readonly turnId: string; readonly at: number; readonly progress: TurnProgress }
  | { readonly type: "turn-failed"; readonly turnId: string; readonly error: LiveAvatarError }
  /** The watch on a turn ran out (see the effect `watch`). */
  | { readonly type: "watch-ended"; readonly turnId: string; readonly at: number; readonly error: LiveAvatarError }
  | { readonly type: "tail-ended"; readonly turnId: string }
  | { readonly type: "failed"; readonly error: LiveAvatarError }
  | { readonly type: "end"; readonly reason: EndReason; readonly raw?: string | undefined }
  | { readonly type: "destroy" };

type EmitEffect = {
  [K in SessionEventName]: { readonly type: "emit"; readonly name: K; readonly args: SessionEventMap[K] };
}[SessionEventName];

export type Effect =
  | EmitEffect
  | { readonly type: "mount" }
  /** Give up a mount that is under way, and unmount. */
  | { readonly type: "unmount" }
  | { readonly type: "respond"; readonly turnId: string; readonly text: string }
  | { readonly type: "speak-text"; readonly turnId: string; readonly text: string }
  /** `renderer.interrupt()` */
  | { readonly type: "silence" }
  /** (Re)start the turn's patience; when it runs out, `watch-ended`. `short`: a third of it, after the visitor's sound cut in. */
  | { readonly type: "watch"; readonly turnId: string; readonly short?: true }
  /** After a while, `tail-ended`. */
  | { readonly type: "await-tail"; readonly turnId: string }
  /** The turn is over: stop its watch, abort its signal, settle the caller's promise. */
  | { readonly type: "settle"; readonly turnId: string; readonly error?: LiveAvatarError | undefined }
  /** Add to the history, at its end or before the message `before` (the `message` event goes along as an `emit`). */
  | { readonly type: "commit"; readonly message: ChatMessage; readonly before?: string | undefined }
  /** Nobody is told anything any more. */
  | { readonly type: "release" };

export interface Step {
  readonly state: MachineState;
  readonly effects: readonly Effect[];
  /** The pair has no meaning: nothing happens, and the debug log says so. */
  readonly ignored?: true;
}
