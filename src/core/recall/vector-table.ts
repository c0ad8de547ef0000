/** The vectors of one embedder: in blocks that follow each other, row by row, at length 1, so that a cosine is one sum. */
import { LiveAvatarError } from "../errors.js";
import type { MessageVector } from "../ports/vector-store.js";

/** What a row is of. */
export interface Entry {
  readonly messageId: string;
  readonly threadId: string;
  resourceId: string | undefined;
  createdAt: number;
  row: number;
}

/** Rows of a block: a table grows by that much, and wastes at most that much. */
const BLOCK_ROWS = 256;
/** Rows that are compared at once: each number of the question is read once for all of them. A block is so many times some. */
export const GROUP = 4;

export class VectorTable {
  readonly dimensions: number;
  readonly #blocks: Float32Array[] = [];
  readonly #entries: Entry[] = [];
  /** By thread and message: messages of different threads may have the same id. */
  readonly #threads = new Map<string, Map<string, Entry>>();

  readonly #cosines = new Float64Array(GROUP);
  #moves = 0;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** How often rows have been deleted, and others moved to their places. */
  get moves(): number {
    return this.#moves;
  }

  entryAt(row: number): Entry | undefined {
    return this.#entries[row];
  }

  /** @param vector as {@link checkVector} has found it right */
  put({ messageId, threadId, resourceId, createdAt, vector }: MessageVector): void {
    const thread = this.#threads.get(threadId) ?? new Map<string, Entry>();
    this.#threads.set(threadId, thread);
    let entry = thread.get(messageId);
    if (!entry) {
      entry = { messageId, threadId, resourceId, createdAt, row: this.#entries.length };
      this.#entries.push(entry);
      thread.set(messageId, entry);
      if (entry.row % BLOCK_ROWS === 0) this.#blocks.push(new Float32Array(BLOCK_ROWS * this.dimensions));
    }
    entry.resourceId = resourceId;
    entry.createdAt = createdAt;
    this.#rowAt(entry.row).set(normalised(vector));
  }

  /** Whether one of {@link GROUP} rows is of this thread. */
  hasThread(row: number, threadId: string): boolean {
    for (let at = row; at < row + GROUP; at += 1) if (this.#entries[at]?.threadId === threadId) return true;
    return false;
  }

  /**
   * The cosines of {@link GROUP} rows and a vector, which is of length 1 and has the table's dimensions; rows that are not there have
   * any. The list is the same one with each call.
   */
  cosines(row: number, vector: Float64Array): Float64Array {
    const block = this.#blocks[Math.floor(row / BLOCK_ROWS)];
    if (block) dotProducts(block, (row % BLOCK_ROWS) * this.dimensions, vector, this.#cosines);
    return this.#cosines;
  }

  /** The last row takes the place of each that goes, so that there are no holes. */
  deleteThread(threadId: string): void {
    for (const entry of this.#threads.get(threadId)?.values() ?? []) {
      const last = this.#entries.pop();
      if (last && last !== entry) {
        this.#rowAt(entry.row).set(this.#rowAt(last.row));
        last.row = entry.row;
        this.#entries[entry.row] = last;
      }
    }
    this.#moves += 1;
    this.#threads.delete(threadId);
    this.#blocks.length = Math.ceil(this.#entries.length / BLOCK_ROWS);
  }

  #rowAt(row: number): Float32Array {
    const from = (row % BLOCK_ROWS) * this.dimensions;
    return this.#blocks[Math.floor(row / BLOCK_ROWS)]?.subarray(from, from + this.dimensions) ?? new Float32Array();
  }
}

/** At length 1; zeros stay zeros. */
export function normalised(vector: ArrayLike<number>): Float64Array {
  const copy = Float64Array.from(vector);
  const length = Math.sqrt(copy.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? copy : copy.map((value) => value / length);
}

/**
 * The sum of the products, of the block from a place on.
 *
 * Four sums side by side take less than half of the time that one takes, in which each addition waits for the one before.
 */
export function dotProduct(block: Float32Array, from: number, vector: Float64Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let at = 0;
  for (; at + 3 < vector.length; at += 4) {
    const place = from + at;
    a += (block[place] ?? 0) * (vector[at] ?? 0);
    b += (block[place + 1] ?? 0) * (vector[at + 1] ?? 0);
    c += (block[place + 2] ?? 0) * (vector[at + 2] ?? 0);
    d += (block[place + 3] ?? 0) * (vector[at + 3] ?? 0);
  }
  for (; at < vector.length; at += 1) a += (block[from + at] ?? 0) * (vector[at] ?? 0);
  return a + b + c + d;
}

/** The same of four rows that follow each other: each number of the question is read once for all of them. */
function dotProducts(block: Float32Array, from: number, vector: Float64Array, sums: Float64Array): void {
  const { length } = vector;
  const [second, third, fourth] = [from + length, from + 2 * length, from + 3 * length] as const;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let at = 0; at < length; at += 1) {
    const value = vector[at] ?? 0;
    a += (block[from + at] ?? 0) * value;
    b += (block[second + at] ?? 0) * value;
    c += (block[third + at] ?? 0) * value;
    d += (block[fourth + at] ?? 0) * value;
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
}

/**
 * @param length that it must have; undefined: any but none
 * @throws LiveAvatarError `config-invalid`
 */
export function checkVector(vector: ArrayLike<number>, length: number | undefined, embedderId: string): void {
  const wanted = length ?? Math.max(1, vector.length);
  if (vector.length !== wanted) {
    throw invalid(`The vectors of "${embedderId}" have ${wanted} numbers, but one has ${vector.length}.`);
  }
  // As it will be kept: what is too large for 32 bits is no number there.
  if (!Float32Array.from(vector).every(Number.isFinite)) {
    throw invalid(`A vector of "${embedderId}" has something other than a number in it.`);
  }
}

const invalid = (message: string): LiveAvatarError => new LiveAvatarError("config-invalid", message, { fatal: false });
