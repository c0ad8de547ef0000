import { LiveAvatarError } from "../../core/errors.js";
import { isRecord } from "../../core/is-record.js";
import type { Embedder } from "../../core/ports/embedder.js";
import { misanswered } from "./failure.js";
import { type OpenAIOptions, type OpenAISettings, settingsOf } from "./options.js";
import { exchangeOnce } from "./retry.js";

/** Texts in one request; servers have limits, the narrowest of the known ones is 256. */
const BATCH = 256;

export interface OpenAIEmbedderOptions extends OpenAIOptions {
  /** Length of the vectors, for models that can choose. Default: left out. */
  readonly dimensions?: number | undefined;
}

/**
 * Vectors from an OpenAI-compatible `/embeddings`. A request that fails is tried once more.
 *
 * Failures have the codes of the language model (`llm-refused` …): it is a model too, and there is no other remedy.
 */
export class OpenAIEmbedder implements Embedder {
  readonly id: string;
  readonly dimensions: number | undefined;
  readonly #settings: OpenAISettings;

  /** Throws `config-missing` or `config-invalid`. */
  constructor(options: OpenAIEmbedderOptions) {
    this.#settings = settingsOf("OpenAIEmbedder", options);
    this.dimensions = options.dimensions;
    if (this.dimensions !== undefined && !(Number.isInteger(this.dimensions) && this.dimensions > 0)) {
      throw new LiveAvatarError("config-invalid", "OpenAIEmbedder: dimensions must be a positive integer.");
    }
    const size = this.dimensions === undefined ? "" : `:${this.dimensions}`;
    this.id = `openai:${this.#settings.model}${size}`;
  }

  async embed(
    texts: readonly string[],
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<number[][]> {
    const vectors: number[][] = [];
    for (let at = 0; at < texts.length; at += BATCH) {
      const length = this.dimensions ?? vectors[0]?.length;
      vectors.push(...(await this.#batch(texts.slice(at, at + BATCH), length, options.signal)));
    }
    return vectors;
  }

  async #batch(
    texts: readonly string[],
    length: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<number[][]> {
    const settings = this.#settings;
    const body = {
      ...settings.parameters,
      model: settings.model,
      input: texts,
      ...(this.dimensions === undefined ? {} : { dimensions: this.dimensions }),
    };
    const request = { stage: "llm", owner: "OpenAIEmbedder", who: "The embedding model", settings, signal } as const;
    return exchangeOnce(request, async (exchange) => {
      const answer: unknown = await exchange.client.post("/embeddings", { body, signal: exchange.signal });
      const vectors = vectorsOf(answer, texts.length);
      if (!vectors) throw misanswered(exchange.context, `without one vector for each of ${texts.length} texts`);
      // Of one model, vectors of different lengths cannot be compared: servers that do not know `dimensions` ignore it.
      const found = vectors[0]?.length ?? 0;
      if (found !== (length ?? found)) throw misanswered(exchange.context, `with vectors of ${found}, not ${length}`);
      return vectors;
    });
  }
}

/** The vectors in the order of the texts; undefined unless there is exactly one of the same length for each. */
function vectorsOf(answer: unknown, count: number): number[][] | undefined {
  const data: unknown = isRecord(answer) ? answer.data : undefined;
  if (!Array.isArray(data) || data.length !== count) return undefined;
  const vectors = new Map<unknown, number[]>();
  data.forEach((entry: unknown, position) => {
    if (isRecord(entry) && isVector(entry.embedding)) vectors.set(entry.index ?? position, entry.embedding);
  });
  const ordered = data.map((_, index) => vectors.get(index) ?? []);
  const length = ordered[0]?.length ?? 0;
  return length > 0 && ordered.every((vector) => vector.length === length) ? ordered : undefined;
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number" && Number.isFinite(item));
}
