/** What a view may watch of a session, and the one place that writes it. */
import type { LiveAvatarError } from "../core/errors.js";
import { guard } from "../core/guard.js";
import { turnOf } from "../core/machine/turns.js";
import type { Step } from "../core/machine/types.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { Logger } from "../core/ports/logger.js";
import type { Thread } from "../core/ports/thread-provider.js";
import type { VisionContextEntry } from "../core/session-events.js";
import { type ReadonlySignal, state, type WritableSignal } from "../core/signals.js";
import type { AudioState, ConnectionState, MicState, PictureState, SessionState } from "../core/vocabulary.js";

interface SessionValues {
  state: SessionState;
  /** The microphone hears. */
  listening: boolean;
  userSpeaking: boolean;
  mic: MicState;
  audio: AudioState;
  picture: PictureState;
  connection: ConnectionState;
  /** The visitor's video is looked at. */
  videoActive: boolean;
  /** The vision workloads run. */
  visionActive: boolean;
  /** The newest entry of each workload. */
  visionContext: readonly VisionContextEntry[];
  /** The last error, until the next start; one that is not fatal until the next turn, unless nothing is kept any more. */
  error: LiveAvatarError | undefined;
  messages: readonly ChatMessage[];
  /** The thread that the conversation is kept in. */
  thread: Thread | null;
  /** What the visitor is saying, as far as it was understood; "" between utterances. */
  partialTranscript: string;
  /** The running reply as far as it is known; "" between turns. */
  reply: string;
  turnId: string | undefined;
}

/** What a view may watch. Signals coalesce: for occurrences use the events. */
export type SessionSignals = { readonly [K in keyof SessionValues]: ReadonlySignal<SessionValues[K]> };

const createSignals = (): { readonly [K in keyof SessionValues]: WritableSignal<SessionValues[K]> } => ({
  state: state<SessionState>("idle"),
  listening: state(false),
  userSpeaking: state(false),
  mic: state<MicState>("off"),
  audio: state<AudioState>("off"),
  picture: state<PictureState>("unknown"),
  connection: state<ConnectionState>("unknown"),
  videoActive: state(false),
  visionActive: state(false),
  visionContext: state<readonly VisionContextEntry[]>([]),
  error: state<LiveAvatarError | undefined>(undefined),
  messages: state<readonly ChatMessage[]>([]),
  thread: state<Thread | null>(null),
  partialTranscript: state(""),
  reply: state(""),
  turnId: state<string | undefined>(undefined),
});

/** More watchers than this that throw are not worked around. */
const MAX_THROWING_WATCHERS = 100;

export class SignalWriter {
  /** For reading. */
  readonly signals: SessionSignals;
  readonly #signals = createSignals();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.signals = this.#signals;
    this.#logger = logger;
  }

  /** @returns whether the value is a new one */
  write<K extends keyof SessionValues>(name: K, value: SessionValues[K]): boolean {
    const signal: WritableSignal<SessionValues[K]> = this.#signals[name];
    if (Object.is(signal.get(), value)) return false;
    const throws = (to: unknown): boolean =>
      guard(
        () => {
          signal.set(to as SessionValues[K]);
          return false;
        },
        (error) => {
          this.#logger.error(`A watcher of the signal "${name}" threw.`, error);
        },
      ) ?? true;
    if (!throws(value)) return true;
    // A watcher that throws keeps those behind it from being told, and whoever was told is not told again before it reads:
    // so each further value reaches one more of the others.
    for (let left = MAX_THROWING_WATCHERS; left > 0 && throws(Symbol()); left -= 1) continue;
    throws(value);
    return true;
  }

  /** Everything that follows from a step of the machine, before anybody is told of it. */
  writeStep({ state: now, effects }: Step): void {
    const turn = turnOf(now);
    const isNewTurn = turn !== undefined && turn.id !== this.#signals.turnId.get();
    if (isNewTurn) this.forgetTransientError();
    if (now.name === "connecting" && this.#signals.state.get() !== "connecting") this.write("error", undefined);
    for (const effect of effects) {
      if (effect.type === "commit") this.#addMessage(effect.message, effect.before);
      if (effect.type === "emit" && effect.name === "error") this.write("error", effect.args[0]);
    }
    this.write("turnId", turn?.id);
    this.write("reply", turn?.reply ?? "");
    this.write("state", now.name);
  }

  #addMessage(message: ChatMessage, before: string | undefined): void {
    const messages = this.#signals.messages.get();
    const found = before === undefined ? -1 : messages.findLastIndex(({ id }) => id === before);
    // A `slice` of a frozen list takes ten times as long, and a thread may have many thousands of messages.
    const copy = [...messages];
    copy.splice(found < 0 ? messages.length : found, 0, message);
    this.write("messages", Object.freeze(copy));
  }

  /** Messages are kept again, with all that could not be kept before. */
  forgetMemoryError(): void {
    const error = this.#signals.error.get();
    if (error?.stage === "memory" && !error.fatal) this.write("error", undefined);
  }

  /** What an error of a past turn or of a weak connection was about is over; a memory that only others can mend is told of once. */
  forgetTransientError(): void {
    const error = this.#signals.error.get();
    if (!error || error.fatal || (error.stage === "memory" && !error.retryable)) return;
    this.write("error", undefined);
  }
}
