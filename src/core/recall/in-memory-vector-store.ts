import { throwIfAborted } from "../abort.js";
import { LiveAvatarError } from "../errors.js";
import { nextTask } from "../next-task.js";
import type { MessageVector, VectorHit, VectorQuery, VectorStore } from "../ports/vector-store.js";
import { BestHits } from "./best-hits.js";
import { isBetterHit } from "./vector-hits.js";
import { checkVector, type Entry, GROUP, normalised, VectorTable } from "./vector-table.js";

/** Multiplications, after which the event loop has its turn: two or three milliseconds. */
const SLICE = 2_000_000;
/** What rows cost that are not compared, in multiplications. */
const SKIPPED = 32;

/**
 * Keeps vectors in memory, and compares each with the question: exact, and fast enough for some 20,000 messages. Long searches
 * let the event loop have its turn. A message that is added or replaced meanwhile may be found or not; one that is deleted is not.
 */
export class InMemoryVectorStore implements VectorStore {
  readonly id = "in-memory";
  readonly #tables = new Map<string, VectorTable>();
  #isDisposed = false;

  async add(
    vectors: readonly MessageVector[],
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<void> {
    this.#check(signal);
    const lengths = new Map<string, number>();
    for (const { embedderId, vector } of vectors) {
      const length = this.#tables.get(embedderId)?.dimensions ?? lengths.get(embedderId);
      checkVector(vector, length, embedderId);
      lengths.set(embedderId, vector.length);
    }
    for (const vector of vectors) {
      const table = this.#tables.get(vector.embedderId) ?? new VectorTable(vector.vector.length);
      this.#tables.set(vector.embedderId, table);
      table.put(vector);
    }
  }

  async search(query: VectorQuery): Promise<readonly VectorHit[]> {
    this.#check(query.signal);
    if (!(Number.isInteger(query.topK) && query.topK >= 0)) {
      throw new LiveAvatarError("config-invalid", "topK must be an integer, at least 0.", { fatal: false });
    }
    for (;;) {
      const table = this.#tables.get(query.embedderId);
      if (!table || query.topK === 0) return [];
      checkVector(query.vector, table.dimensions, query.embedderId);
      const hits = await this.#searchIn(table, query);
      if (hits) return hits;
    }
  }

  /** @returns undefined when rows were moved meanwhile: some may have been missed, and some seen twice */
  async #searchIn(table: VectorTable, query: VectorQuery): Promise<readonly VectorHit[] | undefined> {
    const { moves, size } = table;
    const vector = normalised(query.vector);
    let least = query.threshold ?? -Infinity;
    const best = new BestHits(query.topK, isBetterHit);
    let left = SLICE;
    for (let row = 0; row < size; row += GROUP) {
      if (left <= 0) {
        left = SLICE;
        await nextTask(query.signal);
        this.#check(query.signal);
        if (table.moves !== moves) return undefined;
      }
      if (query.threadId !== undefined && !table.hasThread(row, query.threadId)) {
        left -= SKIPPED;
        continue;
      }
      left -= GROUP * table.dimensions;
      const scores = table.cosines(row, vector);
      for (let at = 0; at < GROUP; at += 1) {
        const score = scores[at] ?? -Infinity;
        if (!(score >= least)) continue;
        // Entries lie anywhere in memory: to look at each would take half as long as all the sums.
        const entry = table.entryAt(row + at);
        if (!entry || !isWanted(entry, query)) continue;
        best.offer(hitOf(entry, score));
        least = Math.max(least, best.worst?.score ?? -Infinity);
      }
    }
    return best.sorted;
  }

  async deleteThread(threadId: string, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    this.#check(signal);
    for (const [embedderId, table] of this.#tables) {
      table.deleteThread(threadId);
      if (table.size === 0) this.#tables.delete(embedderId);
    }
  }

  /** Every later call rejects with `storage-refused`. */
  dispose(): void {
    this.#isDisposed = true;
    this.#tables.clear();
  }

  #check(signal: AbortSignal | undefined): void {
    throwIfAborted(signal);
    if (this.#isDisposed) throw new LiveAvatarError("storage-refused", "The vector store is disposed.");
  }
}

function isWanted({ messageId, threadId, resourceId }: Entry, query: VectorQuery): boolean {
  if (query.threadId !== undefined && threadId !== query.threadId) return false;
  if (query.resourceId !== undefined && resourceId !== query.resourceId) return false;
  return !query.exclude?.has(messageId);
}

const hitOf = ({ messageId, threadId, createdAt }: Entry, score: number): VectorHit => ({
  ...{ messageId, threadId, score, createdAt },
});
