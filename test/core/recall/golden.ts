import { LocalEmbedder } from "../../../src/core/recall/local-embedder.js";

const TEXTS = ["When does Clara marry?", "Straße, Œuvre, İstanbul, 東京の天気, हिन्दी, ½ 3.5", "", "x".repeat(20_000)];

/** What every engine has to come to: the bits of some vectors, added up. Another sum is another version of the embedder's id. */
export const GOLDEN = { id: "local:2:512", sum: 1_999_578_658 };

export async function sumOfBits(): Promise<number> {
  const vectors = await new LocalEmbedder().embed(TEXTS);
  const words = new Uint32Array(Float64Array.from(vectors.flat()).buffer);
  return words.reduce((sum, word) => (Math.imul(sum, 31) + word) >>> 0, 7);
}
