import { throwIfAborted } from "../abort.js";
import { LiveAvatarError } from "../errors.js";
import { nextTask } from "../next-task.js";
import type { Embedder } from "../ports/embedder.js";
import { MIN_DIMENSIONS, textVector } from "./text-vector.js";

/** Another number for vectors that are not comparable with those before. */
const VERSION = 2;
const DIMENSIONS = 512;
/** What comes after so many characters of a text is left out. */
const MAX_CHARS = 8000;
/** Characters, after which the event loop has its turn: a few milliseconds. */
const SLICE_CHARS = 8000;

export interface LocalEmbedderOptions {
  /** Length of the vectors, at least 256. Default 512. */
  readonly dimensions?: number | undefined;
}

/**
 * Vectors without a model, a download or a request: texts are near each other where their words look alike (inflections,
 * compounds, misspellings) or belong to the same everyday topic in English, German or French. It understands no sentence; a model
 * does better where there is one. Only the first 8,000 characters of a text count. A text without words has zeros.
 */
export class LocalEmbedder implements Embedder {
  readonly id: string;
  readonly dimensions: number;

  /** @throws LiveAvatarError `config-invalid` */
  constructor({ dimensions = DIMENSIONS }: LocalEmbedderOptions = {}) {
    if (!(Number.isInteger(dimensions) && dimensions >= MIN_DIMENSIONS)) {
      throw new LiveAvatarError(
        "config-invalid",
        `LocalEmbedder: dimensions must be an integer, at least ${MIN_DIMENSIONS}.`,
      );
    }
    this.dimensions = dimensions;
    this.id = `local:${VERSION}:${dimensions}`;
  }

  async embed(
    texts: readonly string[],
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<number[][]> {
    throwIfAborted(signal);
    const vectors: number[][] = [];
    let chars = 0;
    for (const text of texts) {
      if (chars > SLICE_CHARS) {
        chars = 0;
        await nextTask(signal);
      }
      const read = text.slice(0, MAX_CHARS);
      vectors.push(textVector(read, this.dimensions));
      // An empty one costs a vector all the same.
      chars += read.length + this.dimensions;
    }
    return vectors;
  }
}
