/**
 * The events of a session: one list of occurrences from which listeners' types, DOM events and docs follow.
 * States are signals; what is emitted here happened once and is never derived from a signal.
 */
import type { LiveAvatarError } from "./errors.js";
import type { ChatMessage } from "./ports/chat-message.js";
import type { Thread } from "./ports/thread-provider.js";
import type {
  AudioState,
  ConnectionState,
  Emotion,
  EndReason,
  MicState,
  PictureState,
  SessionState,
} from "./vocabulary.js";

export interface TranscriptionTextOptions {
  /** Partials replace one another; the final one is what counts. */
  readonly isFinal: boolean;
  readonly language?: string;
  readonly confidence?: number;
  readonly itemId?: string;
  /** The words were said before others that have been told already, and come after them. They are kept at their place, and open nothing. */
  readonly isLate?: boolean;
}

/** A sentence that is spoken; captions follow it. */
export interface Segment {
  readonly turnId: string;
  /** From 0, in the order of speech. */
  readonly index: number;
  readonly text: string;
  readonly phase: "start" | "end";
}

export interface EmotionPayload {
  readonly name: Emotion;
  /** 0 … 1 */
  readonly intensity: number;
}

/** A tool of the page that the model asks for. */
export interface ToolCallPayload {
  /** Names the call in its `tool-result`. */
  readonly id: string;
  readonly name: string;
  /** What the model wrote, parsed; `{}` where that was no JSON object. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** What came of it: a result, or an error that the model was told. */
export interface ToolResultPayload {
  readonly id: string;
  readonly name: string;
  /** What the tool returned. */
  readonly result?: unknown;
  /** `tool-failed`. */
  readonly error?: LiveAvatarError;
}

/** What a model said about a picture of the visitor's video. */
export interface VisionContextEntry {
  /** The question that was asked, such as `screen:ocr`. */
  readonly workload: string;
  readonly text: string;
  /** When the picture was taken, in milliseconds since the epoch. */
  readonly capturedAt: number;
  /** When the answer was complete, likewise. */
  readonly completedAt: number;
}

/** The arguments of listeners by event name. */
export interface SessionEventMap {
  "state-change": [state: SessionState, previous: SessionState];
  message: [message: ChatMessage];
  chunk: [text: string, accumulated: string, turnId: string];
  "speech-start": [turnId: string];
  "speech-end": [turnId: string];
  segment: [segment: Segment];
  emotion: [emotion: EmotionPayload];
  "tool-call": [call: ToolCallPayload];
  "tool-result": [result: ToolResultPayload];
  error: [error: LiveAvatarError];
  "listening-change": [listening: boolean];
  transcript: [text: string, options: TranscriptionTextOptions];
  "user-speech-start": [];
  "user-speech-end": [];
  "connection-change": [connection: ConnectionState];
  "mic-change": [mic: MicState];
  "audio-change": [audio: AudioState];
  "picture-change": [picture: PictureState];
  "video-change": [active: boolean];
  "vision-context": [entry: VisionContextEntry];
  "vision-workloads-change": [active: boolean];
  "vision-error": [error: LiveAvatarError];
  "thread-change": [thread: Thread];
  "history-loaded": [messages: readonly ChatMessage[]];
  "idle-warning": [secondsLeft: number, reason: EndReason];
  ended: [reason: EndReason, raw: string | undefined];
}

export type SessionEventName = keyof SessionEventMap;

/**
 * The keys of the DOM event's `detail` by event name, one for each argument. `...` spreads the argument itself:
 * `transcript("hi", {isFinal: true})` becomes `detail {text: "hi", isFinal: true}`.
 */
export const SESSION_EVENTS = {
  "state-change": ["state", "previous"],
  message: ["message"],
  chunk: ["text", "accumulated", "turnId"],
  "speech-start": ["turnId"],
  "speech-end": ["turnId"],
  segment: ["..."],
  emotion: ["..."],
  "tool-call": ["..."],
  "tool-result": ["..."],
  error: ["error"],
  "listening-change": ["listening"],
  transcript: ["text", "..."],
  "user-speech-start": [],
  "user-speech-end": [],
  "connection-change": ["connection"],
  "mic-change": ["mic"],
  "audio-change": ["audio"],
  "picture-change": ["picture"],
  "video-change": ["active"],
  "vision-context": ["entry"],
  "vision-workloads-change": ["active"],
  "vision-error": ["error"],
  "thread-change": ["thread"],
  "history-loaded": ["messages"],
  "idle-warning": ["secondsLeft", "reason"],
  ended: ["reason", "raw"],
} as const satisfies Record<SessionEventName, readonly string[]>;

/** Puts the arguments of a session event under the names of its columns. */
export function detailOf(name: SessionEventName, args: readonly unknown[]): object {
  const detail: Record<string, unknown> = {};
  SESSION_EVENTS[name].forEach((column: string, index) => {
    if (column === "...") Object.assign(detail, args[index]);
    else detail[column] = args[index];
  });
  return detail;
}
