/** A search among many vectors in a page: what it takes, and how long it keeps the page from anything else. */
import { InMemoryVectorStore } from "live-avatar/session";
import { watchBeat } from "./beat.js";

const BATCH = 500;

/** Numbers between −1 and 1 that are the same in every run. */
function randomNumbers() {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
const random = randomNumbers();

let store;

export async function fillVectors({ count, dimensions }) {
  store = new InMemoryVectorStore();
  for (let from = 0; from < count; from += BATCH) {
    await store.add(
      Array.from({ length: Math.min(BATCH, count - from) }, (_, at) => ({
        messageId: `00000000-0000-4000-8000-${String(from + at).padStart(12, "0")}`,
        threadId: `thread-${(from + at) % 50}`,
        resourceId: "visitor",
        embedderId: "random",
        vector: Float32Array.from({ length: dimensions }, random),
        createdAt: 1_700_000_000_000 + from + at,
      })),
    );
  }
}

/** @returns of each search: milliseconds of the whole, and the longest time between two tasks meanwhile; the same of a page at rest */
export async function search({ times, dimensions }) {
  const totals = [];
  const tasks = [];
  const idle = [];
  for (let time = 0; time < times; time += 1) {
    const query = {
      ...{ embedderId: "random", topK: 4, resourceId: "visitor" },
      vector: Float32Array.from({ length: dimensions }, random),
    };
    const start = performance.now();
    const hits = await store.search(query);
    totals.push(performance.now() - start);
    if (hits.length !== query.topK) throw new Error(`${hits.length} hits`);
    tasks.push(await watchBeat(() => store.search(query)));
    idle.push(await watchBeat(() => new Promise((resolve) => setTimeout(resolve, totals.at(-1)))));
  }
  return { totals, tasks, idle };
}
