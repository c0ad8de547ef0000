/** The copy of the vectors in memory that is searched: filled by the first search, and brought up to date by each. */
import { LiveAvatarError } from "../core/errors.js";
import type { Logger } from "../core/ports/logger.js";
import type { MessageVector } from "../core/ports/vector-store.js";
import { InMemoryVectorStore } from "../core/recall/in-memory-vector-store.js";
import { WHAT, type DatabaseConnection } from "./database-connection.js";
import { readVector, type StoredVector, type VectorDatabase } from "./vector-schema.js";

/** Vectors that are read at once: a few milliseconds of the page's time. */
const SLICE = 200;

interface Slice {
  readonly vectors: readonly StoredVector[];
  /** When they were read. */
  readonly epoch: string | undefined;
}

export class VectorCopy {
  readonly #connection: DatabaseConnection<VectorDatabase>;
  readonly #logger: Logger;
  #memory = new InMemoryVectorStore();
  /** What was read up to. */
  #sequence = 0;
  #epoch: string | undefined;
  #updating: Promise<void> = Promise.resolve();

  constructor(connection: DatabaseConnection<VectorDatabase>, logger: Logger) {
    this.#connection = connection;
    this.#logger = logger;
  }

  /** Another one with another epoch. */
  get memory(): InMemoryVectorStore {
    return this.#memory;
  }

  /** Reads what was added since, by whatever tab; one after the other. @throws LiveAvatarError as the connection does */
  update(): Promise<void> {
    const read = (): Promise<void> => this.#read();
    return (this.#updating = this.#updating.then(read, read));
  }

  /** Forgets what this tab has deleted. @param from the epoch that ended with it @param to the one that began */
  async forget(threadId: string, from: string | undefined, to: string): Promise<void> {
    // Otherwise another tab has deleted something as well, and the next update begins anew.
    if (from === this.#epoch) this.#epoch = to;
    await this.#memory.deleteThread(threadId);
  }

  dispose(): void {
    this.#memory.dispose();
  }

  async #read(): Promise<void> {
    for (;;) {
      const { vectors, epoch } = await this.#slice();
      if (epoch !== this.#epoch) {
        this.#memory = new InMemoryVectorStore();
        this.#sequence = 0;
        this.#epoch = epoch;
        continue;
      }
      // In one task with the check above. A call for each: one that is refused keeps no other out.
      const adding = vectors.map(async (stored) => this.#put(readVector(stored)));
      this.#sequence = vectors.at(-1)?.sequence ?? this.#sequence;
      await Promise.all(adding);
      if (vectors.length < SLICE) return;
    }
  }

  async #put(vector: MessageVector | undefined): Promise<void> {
    try {
      if (vector) await this.#memory.add([vector]);
    } catch (error) {
      if (!LiveAvatarError.is(error) || error.code !== "config-invalid") throw error;
      vector = undefined;
    }
    if (!vector) this.#logger.warn(`${WHAT} has a vector that is not ours: it is skipped.`);
  }

  #slice(): Promise<Slice> {
    return this.#connection.transact(["vectors", "marks"], "readonly", undefined, async (transaction) => {
      const newer = IDBKeyRange.lowerBound(this.#sequence, true);
      const [vectors, epoch] = await Promise.all([
        transaction.objectStore("vectors").getAll(newer, SLICE),
        transaction.objectStore("marks").get("epoch"),
      ]);
      return { vectors, epoch };
    });
  }
}
