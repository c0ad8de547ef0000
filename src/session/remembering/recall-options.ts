import { LiveAvatarError } from "../../core/errors.js";
import type { Embedder } from "../../core/ports/embedder.js";
import type { VectorStore } from "../../core/ports/vector-store.js";

/** How many messages around a recalled one are recalled with it. */
export interface MessageRange {
  readonly before: number;
  readonly after: number;
}

/** What the model is reminded of, beside the newest messages. Read once, by the constructor. */
export interface SemanticRecallConfig {
  /** Tells how near messages are to a question, such as `LocalEmbedder` or `OpenAIEmbedder`. */
  readonly embedder: Embedder;
  /** Keeps the vectors. Default: memory, so that only what was said since the page was loaded is found. */
  readonly store?: VectorStore | undefined;
  /** How many messages are found at most, 1…100. Default 4. */
  readonly topK?: number | undefined;
  /** How many messages before and after each come with it, 0…20; a number counts for both. Default 1. */
  readonly messageRange?: number | MessageRange | undefined;
  /** Whether all threads of the visitor (`resourceId`) are searched, or this one alone. Default `resource`. */
  readonly scope?: "thread" | "resource" | undefined;
  /** The least cosine that counts, −1…1. It depends on the embedder. Default: none. */
  readonly threshold?: number | undefined;
}

export interface RecallLimits {
  readonly topK: number;
  readonly range: MessageRange;
  readonly scope: "thread" | "resource";
  readonly threshold: number | undefined;
}

const TOP_K = 4;
const MAX_TOP_K = 100;
const MAX_RANGE = 20;

/** @throws LiveAvatarError `config-invalid` */
export function recallLimits(config: Omit<SemanticRecallConfig, "embedder">): RecallLimits {
  const { topK = TOP_K, messageRange = 1, scope = "resource", threshold } = config;
  const range = typeof messageRange === "number" ? { before: messageRange, after: messageRange } : messageRange;
  check(isIntegerIn(topK, 1, MAX_TOP_K), `topK must be an integer from 1 to ${MAX_TOP_K}.`);
  check(
    isIntegerIn(range.before, 0, MAX_RANGE) && isIntegerIn(range.after, 0, MAX_RANGE),
    `messageRange must be integers from 0 to ${MAX_RANGE}.`,
  );
  check(["thread", "resource"].includes(scope), 'scope must be "thread" or "resource".');
  check(threshold === undefined || Math.abs(threshold) <= 1, "threshold must be from −1 to 1.");
  return { topK, range: { before: range.before, after: range.after }, scope, threshold };
}

const isIntegerIn = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

function check(holds: boolean, otherwise: string): void {
  if (!holds) throw new LiveAvatarError("config-invalid", `semanticRecall: ${otherwise}`);
}
