import type { Embedder } from "../core/ports/embedder.js";
import { FakeRequestLog, type FakePlan, type FakeRequest, type FakeRequestOptions } from "./fake-request.js";

const DIMENSIONS = 32;

/**
 * An embedder without a model: texts that share words get vectors of length 1 that lie near each other, the same text
 * always the same one. It knows no meaning: "car" is as far from "automobile" as from "cheese".
 */
export class FakeEmbedder implements Embedder {
  readonly id: string;
  readonly dimensions = DIMENSIONS;
  readonly #log: FakeRequestLog<readonly string[], number[][]>;

  /** @param options `id` says which model this claims to be; default "fake-embedder" */
  constructor(options: FakeRequestOptions & { readonly id?: string }) {
    this.id = options.id ?? "fake-embedder";
    this.#log = new FakeRequestLog(options, (texts) => texts.map(vectorOf));
  }

  /** Every request so far, in order. */
  get requests(): readonly FakeRequest<readonly string[], number[][]>[] {
    return this.#log.requests;
  }

  /** How the next requests go, one plan each; without one: the vectors after `latencyMs`. */
  plan(...plans: readonly FakePlan<number[][]>[]): void {
    this.#log.plan(plans);
  }

  embed(texts: readonly string[], options?: { readonly signal?: AbortSignal | undefined }): Promise<number[][]> {
    return this.#log.ask([...texts], options?.signal);
  }
}

/** Each word adds one to the dimension that its letters choose; a text without words points the first way. */
function vectorOf(text: string): number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    let hash = 7;
    for (const letter of word) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
    const at = hash % DIMENSIONS;
    vector[at] = (vector[at] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector.fill(1, 0, 1) : vector.map((value) => value / length);
}
