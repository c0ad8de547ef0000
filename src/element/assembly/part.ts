/** The interface of the parts of a conversation: when each is wanted, what it preloads, and how it is made. */
import type { CardLoader } from "../../backend/card-loader.js";
import type { TokenPrefetch } from "../../backend/token-prefetch.js";
import type { CharacterCard } from "../../characters/character-card.js";
import type { Clock } from "../../core/clock.js";
import type { Settings } from "../settings.js";

/** The device that a room and a recogniser's frames share is a chunk of its own: it comes beside theirs, and not after it. */
function besideDevice<T>(chunk: Promise<T>): Promise<T> {
  // Whoever needs it fails, too, and says so.
  import("../../media/microphone.js").catch(() => undefined);
  return chunk;
}

/** The chunks behind the composition root. */
export const CHUNKS = {
  room: () => besideDevice(import("../../room/index.js")),
  portrait: () => import("../../portrait/index.js"),
  voice: () => import("../../browser/browser-voice.js"),
  microphone: () => besideDevice(import("../../browser/mic-capture.js")),
  speechRecognition: () => import("../../browser/speech-recognition-stt.js"),
  utterances: () => import("../../browser/utterance-stt.js"),
  energyVAD: () => import("../../browser/energy-vad.js"),
  browserLLM: () => import("../../browser/browser-llm.js"),
  openai: () => import("../../providers/openai/request-models.js"),
  realtime: () => import("../../providers/openai/openai-realtime-stt.js"),
  threads: () => import("../../browser/indexed-db-thread-provider.js"),
  localRecall: () => import("../../browser/local-recall.js"),
  remembering: () => import("../../session/remembering/session-memory.js"),
  characters: () => import("../../characters/parse-card.js"),
  relay: () => import("../../backend/event-relay.js"),
};

export interface AssemblyContext {
  /** Aborted when the start is cancelled or another part has failed: the part then takes back what it has begun. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly chunks: typeof CHUNKS;
  /** The AudioContext that was unlocked in the press; a call keeps it open until the session's end. */
  readonly sound: () => AudioContext | undefined;
  readonly tokens: TokenPrefetch;
  readonly cards: CardLoader<CharacterCard>;
  /** Called with 0…1 while the browser downloads its language model. */
  readonly handleDownload: (progress: number) => void;
}

export interface AssemblyPart<T> {
  /** Whether a conversation with these settings has this part. */
  readonly wants: (settings: Settings) => boolean;
  /** Fetches the chunks that {@link make} will need. A failure is reported by `make`. */
  readonly preload: (settings: Settings) => readonly (Promise<unknown> | undefined)[];
  /**
   * Makes the part; an abort ends the wait at once.
   * @throws LiveAvatarError; AbortError
   */
  readonly make: (settings: Settings, context: AssemblyContext) => Promise<T>;
}
