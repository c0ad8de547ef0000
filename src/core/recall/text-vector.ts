/**
 * The vector of a text by what can be seen in it, without a model: the topics of its words, hashed into the first half of the
 * dimensions, and the words and their parts, hashed into the second half. Only exact operations are used (no logarithm, no power),
 * so that every engine has the same vectors.
 */
import { isCommon } from "./common-words.js";
import { foldedWords } from "./folded-words.js";
import { topicsOf } from "./topics-of.js";

/** The parts of a word that are compared, in letters, its beginning and its end marked. */
const PARTS = [3, 4];
/** Scripts without spaces: what is found there is a clause, of which each letter is a word. */
const CLAUSE = /[\u2e80-\u9fff\uf900-\ufaff\u0e00-\u0eff]/;
const CLAUSE_PARTS = [1, 2];

/** Weights, chosen with the tuning half of the labelled set (test/recall). The parts of a word weigh 1 together. */
const WHOLE_WORD = 0.5;
const COMMON_WORD = 0.15;
const TOPIC = 1.2;
/** The places of a topic. There are more topics than dimensions: two may meet in one place, hardly in all of them. */
const TOPIC_PLACES = 3;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** With fewer dimensions too much meets by chance. */
export const MIN_DIMENSIONS = 256;

/** How many dimensions are those of topics, the first ones. */
export const topicDimensions = (dimensions: number): number => Math.floor(dimensions / 2);

/**
 * @param dimensions at least {@link MIN_DIMENSIONS}
 * @returns a vector of length 1; of a text without words, zeros: it is near nothing
 */
export function textVector(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const middle = topicDimensions(dimensions);
  const add = (feature: string, weight: number, from: number, to: number): void => {
    const hash = hashOf(feature);
    const at = from + (hash % (to - from));
    // Half of all features count downwards, so that those which meet by chance cancel out more often than not.
    vector[at] = (vector[at] ?? 0) + (hash & 0x80000000 ? -weight : weight);
  };
  const words = foldedWords(text);
  for (const [topic, weight] of topicsOf(words)) {
    for (let place = 0; place < TOPIC_PLACES; place += 1) {
      add(`${place} ${topic}`, (TOPIC * weight) / Math.sqrt(TOPIC_PLACES), 0, middle);
    }
  }
  for (const [word, count] of countsOf(words)) {
    const weight = (isCommon(word) ? COMMON_WORD : 1) * Math.sqrt(count);
    add(word, weight * WHOLE_WORD, middle, dimensions);
    const parts = partsOf(word);
    for (const part of parts) add(part, weight / Math.sqrt(parts.length), middle, dimensions);
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function partsOf(word: string): readonly string[] {
  const isClause = CLAUSE.test(word);
  const marked = isClause ? word : `<${word}>`;
  const parts: string[] = [];
  for (const length of isClause ? CLAUSE_PARTS : PARTS) {
    for (let at = 0; at + length <= marked.length; at += 1) parts.push(`<${marked.slice(at, at + length)}`);
  }
  return parts;
}

/** FNV-1a, and the last steps of murmur3, without which neighbouring texts have neighbouring places. */
function hashOf(text: string): number {
  let value = FNV_OFFSET;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), FNV_PRIME);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
