import type { Embedder } from "../../core/ports/embedder.js";
import { LiveAvatarError } from "../../core/errors.js";

/** Texts whose vectors are kept; the one that was not needed for the longest time goes. */
const MAX_TEXTS = 1000;

type Vector = ArrayLike<number>;

/** The vectors of texts, asked for once: a question is embedded when it is asked and again when it is remembered. */
export class VectorCache {
  readonly #vectors = new Map<string, Vector>();
  readonly #embedder: Embedder;

  constructor(embedder: Embedder) {
    this.#embedder = embedder;
  }

  /** One vector a text. @throws what the embedder throws, and where its answer is none */
  async vectorsOf(texts: readonly string[], signal: AbortSignal): Promise<readonly Vector[]> {
    const { id } = this.#embedder;
    const known = new Map(texts.map((text) => [text, this.#take(id, text)]));
    const unknown = [...known].flatMap(([text, vector]) => (vector ? [] : [text]));
    if (unknown.length > 0) {
      const answer: unknown = await this.#embedder.embed(unknown, { signal });
      const vectors = vectorsIn(answer, unknown.length);
      unknown.forEach((text, at) => {
        const vector = Float32Array.from(vectors[at] ?? []);
        known.set(text, vector);
        this.#keep(id, text, vector);
      });
    }
    return texts.map((text) => known.get(text) ?? []);
  }

  #take(embedderId: string, text: string): Vector | undefined {
    const key = keyOf(embedderId, text);
    const vector = this.#vectors.get(key);
    if (vector) {
      this.#vectors.delete(key);
      this.#vectors.set(key, vector);
    }
    return vector;
  }

  #keep(embedderId: string, text: string, vector: Vector): void {
    this.#vectors.set(keyOf(embedderId, text), vector);
    for (const oldest of this.#vectors.keys()) {
      if (this.#vectors.size <= MAX_TEXTS) return;
      this.#vectors.delete(oldest);
    }
  }
}

const keyOf = (embedderId: string, text: string): string => `${embedderId}\n${text}`;

/** An embedder may be the page's: its answer is looked at. */
function vectorsIn(answer: unknown, count: number): readonly number[][] {
  const isRight =
    Array.isArray(answer) &&
    answer.length === count &&
    answer.every((vector: unknown) => Array.isArray(vector) && vector.length > 0);
  if (!isRight)
    throw new LiveAvatarError("llm-failed", `The embedder answered without one vector for each of ${count} texts.`);
  return answer as number[][];
}
