import type { LiveAvatarError } from "../core/errors.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import { type ReadonlySignal, state, type WritableSignal } from "../core/signals.js";
import type { AudioState, ConnectionState, MicState, SessionState } from "../core/vocabulary.js";

interface SessionValues {
  state: SessionState;
  /** The microphone hears. */
  listening: boolean;
  userSpeaking: boolean;
  mic: MicState;
  audio: AudioState;
  connection: ConnectionState;
  /** The last error, until the next start or the end of what it was about. */
  error: LiveAvatarError | undefined;
  messages: readonly ChatMessage[];
  /** What the visitor is saying, as far as it was understood; "" between utterances. */
  partialTranscript: string;
  /** The running reply as far as it is known; "" between turns. */
  reply: string;
  turnId: string | undefined;
}

/** What a view may watch. Signals coalesce: for occurrences use the events. */
export type SessionSignals = { readonly [K in keyof SessionValues]: ReadonlySignal<SessionValues[K]> };
export type WritableSessionSignals = { readonly [K in keyof SessionValues]: WritableSignal<SessionValues[K]> };

export function createSessionSignals(): WritableSessionSignals {
  return {
    state: state<SessionState>("idle"),
    listening: state(false),
    userSpeaking: state(false),
    mic: state<MicState>("off"),
    audio: state<AudioState>("off"),
    connection: state<ConnectionState>("unknown"),
    error: state<LiveAvatarError | undefined>(undefined),
    messages: state<readonly ChatMessage[]>([]),
    partialTranscript: state(""),
    reply: state(""),
    turnId: state<string | undefined>(undefined),
  };
}
