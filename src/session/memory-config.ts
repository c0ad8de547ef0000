import { LiveAvatarError } from "../core/errors.js";
import type { ThreadProvider } from "../core/ports/thread-provider.js";
import type { SemanticRecallConfig } from "./remembering/recall-options.js";

/** How a conversation is remembered. Read once, by the constructor; a mistake in `semanticRecall` is told by the first start. */
export interface MemoryConfig {
  /** Keeps the threads. It stays the page's: the session does not dispose of it. */
  readonly provider: ThreadProvider;
  /**
   * The thread that goes on. One that is not there is created under this id; one of another resource is not opened. Default: a new
   * thread with each session.
   */
  readonly threadId?: string | undefined;
  /** Whose threads they are, such as the site's id of a visitor. It sorts threads, and authenticates nobody. Default: nobody's. */
  readonly resourceId?: string | undefined;
  /**
   * The newest messages that the model is told, at least 1: whole exchanges, as {@link AvatarSessionConfig.maxHistoryChars} says, which
   * counts as well. The thread keeps all. Default: as many as there is room for.
   */
  readonly maxMessages?: number | undefined;
  /** Reminds the model of what was said before the newest messages. Only for sessions with an `llm`. Default: nothing. */
  readonly semanticRecall?: SemanticRecallConfig | undefined;
}

/** The key of a thread's `metadata` that holds the service's id of the conversation that went on in the thread last. */
export const SERVICE_ID_KEY = "sessionId";

const METHODS = ["getThread", "saveThread", "listThreads", "deleteThread", "getMessages", "appendMessages"] as const;

/** @throws LiveAvatarError `config-missing`, `config-invalid` */
export function checkMemory(memory: MemoryConfig | undefined, hasModel: boolean): void {
  if (!memory) return;
  const { provider, maxMessages, semanticRecall } = memory as Partial<MemoryConfig>;
  if (!provider) throw new LiveAvatarError("config-missing", "memory needs a provider.");
  const missing = METHODS.find((name) => typeof provider[name] !== "function");
  if (missing) throw new LiveAvatarError("config-invalid", `memory.provider must have a method ${missing}().`);
  if (maxMessages !== undefined && !(maxMessages >= 1)) {
    throw new LiveAvatarError("config-invalid", `memory.maxMessages must be 1 or more, not ${String(maxMessages)}.`);
  }
  if (semanticRecall && !hasModel) {
    const message = "memory.semanticRecall: only for sessions with an llm; here the renderer converses.";
    throw new LiveAvatarError("config-invalid", message);
  }
}
