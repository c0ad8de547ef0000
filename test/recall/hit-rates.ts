/** How often an answer is among the first four, by ways of finding it. */
import type { Embedder } from "../../src/core/ports/embedder.js";
import { InMemoryVectorStore } from "../../src/core/recall/in-memory-vector-store.js";
import { bm25 } from "../bench/bm25.js";
import { type LabelledLanguage, type LabelledMessage, labelledSet, type Part } from "./labelled-set.js";

const TOP = 4;

/** The ids of the messages that a question finds, the best first. */
type Find = (question: string) => Promise<readonly string[]>;
type Finder = (messages: readonly LabelledMessage[]) => Promise<Find>;

export interface Outcome {
  readonly language: string;
  readonly part: Part;
  readonly question: string;
  /** Whether an answer was found, by the finder's name. */
  readonly isHit: Readonly<Record<string, boolean>>;
}

const recency: Finder = async (messages) => {
  const newest = messages.map(({ id }) => id).reverse();
  return async () => newest;
};

const textbook: Finder = async (messages) => {
  const search = bm25(messages.map(({ content }) => content));
  return async (question) => search(question).map((at) => messages[at]?.id ?? "");
};

const byEmbedder =
  (embedder: Embedder): Finder =>
  async (messages) => {
    const store = new InMemoryVectorStore();
    const vectors = await embedder.embed(messages.map(({ content }) => content));
    await store.add(
      messages.map(({ id, threadId, createdAt }, at) => ({
        ...{ messageId: id, threadId, createdAt, embedderId: embedder.id, vector: vectors[at] ?? [] },
      })),
    );
    return async (question) => {
      const [vector = []] = await embedder.embed([question]);
      const hits = await store.search({ embedderId: embedder.id, vector, topK: TOP });
      return hits.map(({ messageId }) => messageId);
    };
  };

/** Every question of the labelled set, asked of all messages of its visitor that were there. */
export async function outcomes(embedders: Readonly<Record<string, Embedder>>): Promise<readonly Outcome[]> {
  const finders: Record<string, Finder> = { recency, BM25: textbook };
  for (const [name, embedder] of Object.entries(embedders)) finders[name] = byEmbedder(embedder);
  const all: Outcome[] = [];
  for (const language of labelledSet()) all.push(...(await outcomesIn(language, finders)));
  return all;
}

async function outcomesIn(
  { name, messages, questions }: LabelledLanguage,
  finders: Readonly<Record<string, Finder>>,
): Promise<readonly Outcome[]> {
  const made = new Map<string, Find>();
  const all: Outcome[] = [];
  for (const { text, answers, part, asked } of questions) {
    const isHit: Record<string, boolean> = {};
    for (const [finder, make] of Object.entries(finders)) {
      const key = `${finder} ${asked}`;
      const find = made.get(key) ?? (await make(messages.slice(0, asked)));
      made.set(key, find);
      isHit[finder] = (await find(text)).slice(0, TOP).some((id) => answers.has(id));
    }
    all.push({ language: name, part, question: text, isHit });
  }
  return all;
}

export const hitsOf = (all: readonly Outcome[], finder: string): number =>
  all.filter(({ isHit }) => isHit[finder]).length;

/**
 * The probability that two finders which are equally good differ by as much as these or more: the sign test, exact, two-sided, over
 * the questions on which they differ.
 */
export function chanceOf(all: readonly Outcome[], finder: string, other: string): number {
  const wins = all.filter(({ isHit }) => isHit[finder] && !isHit[other]).length;
  const losses = all.filter(({ isHit }) => !isHit[finder] && isHit[other]).length;
  const count = wins + losses;
  let [sum, ways] = [0, 1];
  for (let at = 0; at <= Math.min(wins, losses); at += 1) {
    sum += ways;
    ways = (ways * (count - at)) / (at + 1);
  }
  return Math.min(1, (2 * sum) / 2 ** count);
}
