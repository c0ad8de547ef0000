/** What the parts of a conversation have in common: each knows when it is wanted, what it loads, and how it is made. */
import type { CardLoader } from "../../backend/card-loader.js";
import type { TokenPrefetch } from "../../backend/token-prefetch.js";
import type { CharacterCard } from "../../characters/character-card.js";
import type { Clock } from "../../core/clock.js";
import type { Settings } from "../settings.js";

/** The chunks behind the composition root. */
export const CHUNKS = {
  room: () => import("../../room/index.js"),
  portrait: () => import("../../portrait/index.js"),
  browser: () => import("../../browser/index.js"),
  openai: () => import("../../providers/openai/index.js"),
  characters: () => import("../../characters/parse-card.js"),
};

export interface AssemblyContext {
  /** The start was given up, or something else of it has failed: what was begun is taken back. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly chunks: typeof CHUNKS;
  /** The sound that was unlocked in the press; whoever asks keeps it until the session's end. */
  readonly sound: () => AudioContext | undefined;
  readonly tokens: TokenPrefetch;
  readonly cards: CardLoader<CharacterCard>;
}

export interface AssemblyPart<T> {
  /** Whether a conversation with these settings has it. */
  readonly wants: (settings: Settings) => boolean;
  /** Fetches ahead of the press what {@link make} will need. What fails is told by `make`. */
  readonly preload: (settings: Settings) => readonly (Promise<unknown> | undefined)[];
  /**
   * Makes it; an abort ends the wait at once, whatever it waits for.
   * @throws LiveAvatarError; AbortError
   */
  readonly make: (settings: Settings, context: AssemblyContext) => Promise<T>;
}
