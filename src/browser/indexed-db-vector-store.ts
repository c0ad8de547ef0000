import { throwIfAborted } from "../core/abort.js";
import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { safeLogger, silentLogger } from "../core/ports/logger.js";
import type { Logger } from "../core/ports/logger.js";
import type { ThreadCallOptions } from "../core/ports/thread-provider.js";
import type { MessageVector, VectorHit, VectorQuery, VectorStore } from "../core/ports/vector-store.js";
import { checkVector } from "../core/recall/vector-table.js";
import { attempt } from "../core/wait.js";
import { DatabaseConnection } from "./database-connection.js";
import { VectorCopy } from "./vector-copy.js";
import { newEpoch, storedVector, VECTOR_MIGRATIONS, type StoredVector, type VectorDatabase } from "./vector-schema.js";

export interface IndexedDBVectorStoreOptions {
  /** The name of the database. Default: `avatarlayer-vectors`. */
  readonly name?: string | undefined;
  /** Told of what cannot be read. Default: says nothing. */
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Vectors in IndexedDB. The first search reads them into memory, each later one what was added since, also by other tabs; then it
 * compares as `InMemoryVectorStore` does, and lets the event loop have its turn in between. What a call has resolved for is kept.
 * Failures are those of `IndexedDBThreadProvider`. `dispose()` ends what another tab may wait for.
 */
export class IndexedDBVectorStore implements VectorStore {
  readonly id = "indexed-db";
  readonly #connection: DatabaseConnection<VectorDatabase>;
  readonly #copy: VectorCopy;

  constructor(options: IndexedDBVectorStoreOptions = {}) {
    const { name = "avatarlayer-vectors", logger = silentLogger, clock = systemClock } = options;
    const texts = { kept: "the vectors of messages", disposed };
    this.#connection = new DatabaseConnection({ name, clock, migrations: VECTOR_MIGRATIONS, ...texts });
    this.#copy = new VectorCopy(this.#connection, safeLogger(logger));
  }

  async add(vectors: readonly MessageVector[], { signal }: ThreadCallOptions = {}): Promise<void> {
    const first = new Map<string, ArrayLike<number>>();
    const given = new Map<string, StoredVector>();
    for (const one of vectors) {
      const { embedderId, threadId, messageId, vector } = one;
      checkVector(vector, first.get(embedderId)?.length, embedderId);
      if (!first.has(embedderId)) first.set(embedderId, vector);
      given.set(JSON.stringify([embedderId, threadId, messageId]), storedVector(one));
    }
    await this.#connection.transact(["vectors", "dimensions"], "readwrite", signal, async (transaction) => {
      const dimensions = transaction.objectStore("dimensions");
      for (const [embedderId, vector] of first) {
        checkVector(vector, await dimensions.get(embedderId), embedderId);
        await dimensions.put(vector.length, embedderId);
      }
      const store = transaction.objectStore("vectors");
      const byMessage = store.index("byMessage");
      const put = async (one: StoredVector): Promise<void> => {
        const replaced = await byMessage.getKey([one.embedderId, one.threadId, one.messageId]);
        if (replaced !== undefined) await store.delete(replaced);
        await store.add(one);
      };
      await Promise.all([...given.values()].map(put));
    });
  }

  async search(query: VectorQuery): Promise<readonly VectorHit[]> {
    const { signal } = query;
    throwIfAborted(signal);
    await attempt(() => this.#copy.update(), { signal });
    return this.#copy.memory.search(query);
  }

  warmUp(): Promise<void> {
    return this.#copy.update();
  }

  async deleteThread(threadId: string, { signal }: ThreadCallOptions = {}): Promise<void> {
    const to = newEpoch();
    const from = await this.#connection.transact(
      ["vectors", "dimensions", "marks"],
      "readwrite",
      signal,
      async (transaction) => {
        const store = transaction.objectStore("vectors");
        const keys = await store.index("byThread").getAllKeys(threadId);
        await Promise.all(keys.map((key) => store.delete(key)));
        const dimensions = transaction.objectStore("dimensions");
        for (const embedderId of await dimensions.getAllKeys()) {
          const ofEmbedder = IDBKeyRange.bound([embedderId], [embedderId, []]);
          if ((await store.index("byMessage").getKey(ofEmbedder)) === undefined) await dimensions.delete(embedderId);
        }
        const marks = transaction.objectStore("marks");
        const epoch = await marks.get("epoch");
        await marks.put(to, "epoch");
        return epoch;
      },
    );
    await this.#copy.forget(threadId, from, to);
  }

  /** Every later call rejects with `storage-refused`. */
  dispose(): void {
    this.#connection.dispose();
    this.#copy.dispose();
  }
}

const disposed = (): LiveAvatarError => new LiveAvatarError("storage-refused", "The vector store is disposed.");
