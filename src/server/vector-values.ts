/** What the stores of vectors take: what a page's text can have a say in is checked before a database sees it. */
import { abortError, throwIfAborted } from "../core/abort.js";
import { LiveAvatarError } from "../core/errors.js";
import type { MessageVector, VectorQuery } from "../core/ports/vector-store.js";
import { checkVector, normalised } from "../core/recall/vector-table.js";
import { attempt } from "../core/wait.js";
import { isId } from "./ids.js";

/** What pgvector keeps. */
const MAX_DIMENSIONS = 16_000;
const MAX_BATCH = 1_000;
const MAX_TOP_K = 1_000;
const MAX_EXCLUDED = 10_000;

const invalid = (message: string): LiveAvatarError => new LiveAvatarError("config-invalid", message, { fatal: false });

/** A vector as it is kept. */
export interface VectorRow {
  readonly embedderId: string;
  readonly threadId: string;
  readonly messageId: string;
  readonly resourceId: string | null;
  readonly createdAt: number;
  /** Of length 1, so that a cosine is one sum; zeros stay zeros. */
  readonly vector: Float32Array;
}

export interface VectorBatch {
  /** The last of each message, in an order that is the same for all who write: two transactions never wait for each other. */
  readonly rows: readonly VectorRow[];
  /** How long the vectors of each embedder are. */
  readonly dimensions: ReadonlyMap<string, number>;
}

/** @throws LiveAvatarError `config-invalid` */
export function readBatch(vectors: readonly MessageVector[]): VectorBatch {
  if (vectors.length > MAX_BATCH) throw invalid(`One call adds ${MAX_BATCH} vectors at most.`);
  const dimensions = new Map<string, number>();
  const rows = new Map<string, VectorRow>();
  for (const { embedderId, threadId, messageId, resourceId = null, createdAt, vector } of vectors) {
    const ids = [embedderId, threadId, messageId, ...(resourceId === null ? [] : [resourceId])];
    if (!ids.every(isId)) throw invalid("The ids of a vector must be texts of 1…200 characters.");
    if (!Number.isFinite(createdAt)) throw invalid("The time of a vector must be milliseconds since the epoch.");
    if (vector.length > MAX_DIMENSIONS) throw invalid(`A vector has ${MAX_DIMENSIONS} numbers at most.`);
    checkVector(vector, dimensions.get(embedderId), embedderId);
    dimensions.set(embedderId, vector.length);
    const row = { embedderId, threadId, messageId, resourceId, createdAt, vector: unit(vector) };
    rows.set(JSON.stringify([embedderId, threadId, messageId]), row);
  }
  return { rows: [...rows].sort(byKey).map(([, row]) => row), dimensions: new Map([...dimensions].sort(byKey)) };
}

/** @throws LiveAvatarError `config-invalid` where a vector of this embedder has another length than those that are kept */
export function checkLength(length: number, kept: number, embedderId: string): void {
  if (length !== kept) throw invalid(`The vectors of "${embedderId}" have ${kept} numbers, but one has ${length}.`);
}

/** @throws LiveAvatarError `config-invalid` */
export function checkQuery({ topK, vector, threshold, exclude, embedderId }: VectorQuery): void {
  if (!(Number.isInteger(topK) && topK >= 0 && topK <= MAX_TOP_K)) {
    throw invalid(`topK must be an integer from 0 to ${MAX_TOP_K}.`);
  }
  if (threshold !== undefined && Number.isNaN(threshold)) throw invalid("threshold must be a number.");
  if (exclude && exclude.size > MAX_EXCLUDED) throw invalid(`One search excludes ${MAX_EXCLUDED} messages at most.`);
  checkVector(vector, undefined, embedderId);
}

/** Of length 1, as it is kept. */
export const unit = (vector: ArrayLike<number>): Float32Array => Float32Array.from(normalised(vector));

/** The calls of a store, until it is disposed of. The database stays its owner's. */
export class VectorCalls {
  #isDisposed = false;

  /** @throws LiveAvatarError of stage memory; an AbortError, while the database may still be at work */
  async run<T>(signal: AbortSignal | undefined, act: () => T | Promise<T>): Promise<T> {
    throwIfAborted(signal);
    if (this.#isDisposed) throw new LiveAvatarError("storage-refused", "The vector store is disposed.");
    try {
      return await attempt(act, { signal });
    } catch (error) {
      if (signal?.aborted) throw abortError(signal);
      if (LiveAvatarError.is(error)) throw error;
      throw new LiveAvatarError("storage-failed", "The database of the vectors failed.", { cause: error });
    }
  }

  dispose(): void {
    this.#isDisposed = true;
  }
}

const byKey = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : one > other ? 1 : 0;
