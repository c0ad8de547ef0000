/** Texts as vectors, near where they share words: enough to find again what was said. Nothing is learnt, all is hashed. */

export const DIMENSIONS = 512;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const COMMON =
  /^(?:the|and|for|are|was|you|your|that|this|with|have|has|not|but|what|who|how|can|will|did|does|is|am|to|of|in|it|on|my|me|do|be|or|an|at|we|so|go|where|when|why|which|every|very|just|about)$/;
/** Words that begin alike mean about the same: sail, sails, sailing. */
const STEM_LENGTH = 4;
const STEM_WEIGHT = 0.6;

function hash(word: string): number {
  let value = FNV_OFFSET;
  for (let at = 0; at < word.length; at += 1) value = Math.imul(value ^ word.charCodeAt(at), FNV_PRIME);
  // The low bits of this hash are its worst; they become the place.
  return (value ^ (value >>> 15)) >>> 0;
}

/** A vector of length 1; the same text always has the same one. */
export function embed(text: string, dimensions = DIMENSIONS): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const add = (feature: string, weight: number) => {
    const place = hash(feature);
    const at = place % dimensions;
    // Half of all words count downwards, so that those who meet by chance cancel out more often than not.
    vector[at] = (vector[at] ?? 0) + (place & 0x80000000 ? -weight : weight);
  };
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []) {
    if (COMMON.test(word)) continue;
    add(word, 1);
    if (word.length >= STEM_LENGTH) add(`${word.slice(0, STEM_LENGTH)}*`, STEM_WEIGHT);
  }
  const length = Math.hypot(...vector);
  if (length === 0) return vector.map((_, at) => (at === 0 ? 1 : 0));
  return vector.map((value) => value / length);
}
