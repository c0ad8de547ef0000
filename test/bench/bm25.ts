/** BM25 as it is in every textbook, to be compared with: words as they are, k1 = 1.2, b = 0.75. */
const K1 = 1.2;
const B = 0.75;

const plainWords = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** @returns the places of the texts, the best first; of equal ones the later. Texts without a common word are left out. */
export function bm25(texts: readonly string[], words = plainWords): (query: string) => number[] {
  const counts = texts.map((text) => {
    const found = words(text);
    const count = new Map<string, number>();
    for (const word of found) count.set(word, (count.get(word) ?? 0) + 1);
    return { count, length: found.length };
  });
  const average = counts.reduce((sum, { length }) => sum + length, 0) / counts.length;
  const containing = new Map<string, number>();
  for (const { count } of counts)
    for (const word of count.keys()) containing.set(word, (containing.get(word) ?? 0) + 1);
  return (query) => {
    const asked = new Set(words(query));
    const scores = counts.map(({ count, length }) => {
      let score = 0;
      for (const word of asked) {
        const frequency = count.get(word) ?? 0;
        const documents = containing.get(word) ?? 0;
        const idf = Math.log(1 + (texts.length - documents + 0.5) / (documents + 0.5));
        score += (idf * frequency * (K1 + 1)) / (frequency + K1 * (1 - B + (B * length) / average));
      }
      return score;
    });
    return scores
      .map((score, at) => ({ score, at }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || b.at - a.at)
      .map(({ at }) => at);
  };
}
