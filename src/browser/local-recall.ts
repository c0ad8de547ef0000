/** Recall that needs no network: words are compared in the browser, and their vectors are kept there. */
import type { Logger } from "../core/ports/logger.js";
import type { VectorStore } from "../core/ports/vector-store.js";
import { LocalEmbedder } from "../core/recall/local-embedder.js";
import { IndexedDBVectorStore } from "./indexed-db-vector-store.js";

/** One for the page: every conversation in it asks the same vectors. */
let kept: IndexedDBVectorStore | undefined;

export interface LocalRecallOptions {
  /** Whether vectors outlive the page. */
  readonly isKept: boolean;
  readonly logger: Logger;
}

/** What a session's `semanticRecall` is made of. */
export function localRecall({ isKept, logger }: LocalRecallOptions): {
  readonly embedder: LocalEmbedder;
  readonly store: VectorStore | undefined;
} {
  return { embedder: new LocalEmbedder(), store: isKept ? (kept ??= new IndexedDBVectorStore({ logger })) : undefined };
}
