/** `npm run bench -- recall`: what the local embedder finds, and what a search among 20,000 messages costs. Needs no browser. */
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Embedder } from "../../src/core/ports/embedder.js";
import { InMemoryVectorStore } from "../../src/core/recall/in-memory-vector-store.js";
import { LocalEmbedder } from "../../src/core/recall/local-embedder.js";
import { topicDimensions } from "../../src/core/recall/text-vector.js";
import { chanceOf, hitsOf, outcomes } from "../recall/hit-rates.js";
import { LANGUAGES, PARTS } from "../recall/labelled-set.js";
import { type Figure, figures, keeps } from "./limits.js";
import { aligned } from "./report.js";

const ROUNDS = Number(process.env.ROUNDS ?? 100);
const WARM_UP = 10;
const MESSAGES = 20_000;
const DIMENSIONS = 384;
const BATCH = 500;
const MICROSECONDS = 1000;

const local = new LocalEmbedder();
/** What the local embedder would be without its list of topics. */
const withoutTopics: Embedder = {
  id: "words",
  embed: async (texts) => (await local.embed(texts)).map((vector) => vector.fill(0, 0, topicDimensions(vector.length))),
};

async function hitRates(): Promise<string> {
  const all = await outcomes({ local, "without topics": withoutTopics });
  const rows = PARTS.flatMap((part) =>
    [...LANGUAGES, "all"].map((language) => {
      const asked = all.filter((one) => one.part === part && (language === "all" || one.language === language));
      const rate = (finder: string): string => `${hitsOf(asked, finder)}/${asked.length}`;
      const chance = chanceOf(asked, "local", "BM25");
      return [part, language, ...["recency", "BM25", "without topics", "local"].map(rate), chance.toPrecision(2)];
    }),
  );
  return aligned([
    ["hits at 4", "", "recency", "BM25", "without topics", "local", "chance of local and BM25"],
    ...rows,
  ]);
}

/** Numbers between −1 and 1 that are the same in every run. */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

async function filled(vector: () => Float32Array): Promise<InMemoryVectorStore> {
  const store = new InMemoryVectorStore();
  for (let from = 0; from < MESSAGES; from += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, at) => ({
      messageId: `00000000-0000-4000-8000-${String(from + at).padStart(12, "0")}`,
      threadId: `thread-${(from + at) % 50}`,
      resourceId: "visitor",
      embedderId: "random",
      vector: vector(),
      createdAt: 1_700_000_000_000 + from + at,
    }));
    await store.add(batch);
  }
  return store;
}

function memory(): number {
  if (!globalThis.gc) throw new Error("The bench needs --expose-gc.");
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The longest time, while `work` runs, in which nothing else could. */
async function longestTask(work: () => Promise<unknown>): Promise<number> {
  const state = { isOver: false, longest: 0 };
  const watch = async (): Promise<void> => {
    for (let before = performance.now(); !state.isOver; before = performance.now()) {
      await nextTurn();
      state.longest = Math.max(state.longest, performance.now() - before);
    }
  };
  const watching = watch();
  await nextTurn();
  await work();
  state.isOver = true;
  await watching;
  return state.longest;
}

async function costs(): Promise<readonly Figure[]> {
  const random = randomNumbers();
  const vector = (): Float32Array => Float32Array.from({ length: DIMENSIONS }, random);
  const before = memory();
  const store = await filled(vector);
  const ratio = (memory() - before) / (MESSAGES * DIMENSIONS * Float32Array.BYTES_PER_ELEMENT);
  const totals: number[] = [];
  const processor: number[] = [];
  const tasks: number[] = [];
  const idle: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const query = { embedderId: "random", vector: vector(), topK: 4 };
    const [start, used] = [performance.now(), process.cpuUsage()];
    await store.search(query);
    const total = performance.now() - start;
    const { user, system } = process.cpuUsage(used);
    const task = await longestTask(() => store.search(query));
    const still = await longestTask(() => sleep(total));
    if (round < WARM_UP) continue;
    totals.push(total);
    processor.push((user + system) / MICROSECONDS);
    tasks.push(task);
    idle.push(still);
  }
  return [
    { what: "search: longest task", samples: tasks, of: "p95", unit: "ms", limit: 10 },
    { what: "the same, nothing being searched: other work of the machine", samples: idle, of: "p95", unit: "ms" },
    { what: "search: all tasks together, with what is between them", samples: totals, of: "p95", unit: "ms" },
    { what: "search: processor time", samples: processor, of: "median", unit: "ms", limit: 20 },
    { what: "memory, of the raw vectors", samples: [100 * ratio], of: "only", unit: "%", limit: 130 },
  ];
}

process.stdout.write(`\n${await hitRates()}\n`);
const measured = await costs();
process.stdout.write(`\n${MESSAGES} × ${DIMENSIONS}, ${ROUNDS} searches\n${figures(measured)}\n`);
process.exitCode = measured.every(keeps) ? 0 : 1;
