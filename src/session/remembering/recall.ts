/** Reminds the model of what was said before, and remembers what is said now. No failure of it ends a turn. */
import { throwIfAborted } from "../../core/abort.js";
import type { Clock } from "../../core/clock.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { Logger } from "../../core/ports/logger.js";
import type { ThreadProvider } from "../../core/ports/thread-provider.js";
import type { VectorHit, VectorStore } from "../../core/ports/vector-store.js";
import { InMemoryVectorStore } from "../../core/recall/in-memory-vector-store.js";
import { attempt } from "../../core/wait.js";
import { hitThreads } from "./hit-threads.js";
import { isSaid, messageText } from "./message-text.js";
import { type RecallLimits, recallLimits, type SemanticRecallConfig } from "./recall-options.js";
import { recalledMessages } from "./recalled-messages.js";
import { type Remembered, RememberQueue } from "./remember-queue.js";
import { VectorCache } from "./vector-cache.js";

/** Milliseconds that a turn waits for what it is to be reminded of. */
const PATIENCE_MS = 2000;
/** Characters of a message that are embedded: models have limits, and its beginning says what it is about. */
const MAX_CHARS = 8000;

export interface RecallContext {
  readonly threads: ThreadProvider;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where something is said. */
export interface Place {
  readonly threadId: string;
  readonly resourceId?: string | undefined;
}

export interface RecallRequest extends Place {
  /** The ids of what the model is told of this thread anyway. */
  readonly window: ReadonlySet<string>;
  /** Characters that there is room for: the least similar messages are left out. */
  readonly maxChars: number;
  readonly signal: AbortSignal;
}

export class Recall {
  readonly #context: RecallContext;
  readonly #limits: RecallLimits;
  readonly #embedderId: () => string;
  readonly #store: VectorStore;
  readonly #ownsStore: boolean;
  readonly #cache: VectorCache;
  readonly #queue: RememberQueue;
  /** How often each thread was forgotten: a batch that was under way then is not kept. */
  readonly #forgotten = new Map<string, number>();

  /** @throws LiveAvatarError `config-invalid` */
  constructor(config: SemanticRecallConfig, context: RecallContext) {
    this.#context = context;
    this.#limits = recallLimits(config);
    this.#embedderId = () => config.embedder.id;
    this.#store = config.store ?? new InMemoryVectorStore();
    this.#ownsStore = config.store === undefined;
    this.#cache = new VectorCache(config.embedder);
    const { clock, logger } = context;
    this.#queue = new RememberQueue({ clock, logger, keep: (batch, signal) => this.#keep(batch, signal) });
    // What the store keeps is read before the first question would wait for it.
    attempt(() => this.#store.warmUp?.()).catch((error: unknown) => {
      logger.debug("The vectors could not be read ahead; a search tries again.", error);
    });
  }

  /**
   * The messages that the model is to be reminded of, in their order; see {@link recalledMessages}. It never rejects: after a
   * failure, an abort or 2 s there are none.
   */
  async recall(question: string, { signal, ...place }: RecallRequest): Promise<readonly ChatMessage[]> {
    const { clock, logger } = this.#context;
    const text = question.trim().slice(0, MAX_CHARS);
    if (text === "") return [];
    try {
      return await attempt((given) => this.#find(text, place, given), { signal, clock, ms: PATIENCE_MS });
    } catch (error) {
      if (!signal.aborted) logger.error("The model is not reminded of what was said before.", error);
      return [];
    }
  }

  /** Embeds and keeps what was said, with later tasks; returns at once. A message may be told again. */
  remember(messages: readonly ChatMessage[], { threadId, resourceId }: Place): void {
    this.#queue.push(
      messages.filter(isSaid).map((message) => ({
        ...{ messageId: message.id, threadId, resourceId, createdAt: message.createdAt },
        text: messageText(message).slice(0, MAX_CHARS),
      })),
    );
  }

  /** Forgets a thread, and what was to be remembered of it. @throws what the store throws */
  async forget(threadId: string, signal?: AbortSignal): Promise<void> {
    this.#queue.drop(threadId);
    this.#forgotten.set(threadId, this.#timesForgotten(threadId) + 1);
    await attempt((given) => this.#store.deleteThread(threadId, { signal: given }), { signal });
  }

  /** What waits is still kept, for a moment; then, or at once where the vectors are nobody else's, everything is released. */
  finish(): void {
    if (this.#ownsStore) this.dispose();
    else this.#queue.finish();
  }

  dispose(): void {
    this.#queue.dispose();
    if (this.#ownsStore) this.#store.dispose?.();
  }

  async #find(
    text: string,
    place: Omit<RecallRequest, "signal">,
    signal: AbortSignal,
  ): Promise<readonly ChatMessage[]> {
    const { topK, range, scope, threshold } = this.#limits;
    const { threadId, resourceId, window, maxChars } = place;
    const embedderId = this.#embedderId();
    const [vector] = await this.#cache.vectorsOf([text], signal);
    throwIfAborted(signal);
    if (!vector) return [];
    const within = scope === "resource" && resourceId !== undefined ? { resourceId } : { threadId };
    const query = { embedderId, vector, topK, threshold, exclude: window, signal };
    const found: readonly VectorHit[] = await this.#store.search({ ...query, ...within });
    const hits = found.slice(0, topK);
    throwIfAborted(signal);
    if (hits.length === 0) return [];
    const runs = await hitThreads(this.#context.threads, hits, range, signal);
    for (let count = hits.length; count > 0; count -= 1) {
      const messages = recalledMessages({ hits: hits.slice(0, count), runs, range, window, threadId });
      if (messages.reduce((sum, message) => sum + messageText(message).length, 0) <= maxChars) return messages;
    }
    return [];
  }

  async #keep(batch: readonly Remembered[], signal: AbortSignal): Promise<void> {
    const times = new Map(batch.map(({ threadId }) => [threadId, this.#timesForgotten(threadId)]));
    const embedderId = this.#embedderId();
    const vectors = await this.#cache.vectorsOf(
      batch.map(({ text }) => text),
      signal,
    );
    const kept = batch
      .map(({ messageId, threadId, resourceId, createdAt }, at) => ({
        ...{ messageId, threadId, resourceId, createdAt, embedderId },
        vector: vectors[at] ?? [],
      }))
      .filter(({ threadId }) => times.get(threadId) === this.#timesForgotten(threadId));
    if (kept.length > 0 && !signal.aborted) await this.#store.add(kept, { signal });
  }

  #timesForgotten(threadId: string): number {
    return this.#forgotten.get(threadId) ?? 0;
  }
}
