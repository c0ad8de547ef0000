/** What every `VectorStore` does. See `src/core/ports/vector-store.ts`. */
import { LiveAvatarError } from "../../src/core/errors.js";
import type { MessageVector, VectorHit, VectorStore } from "../../src/core/ports/vector-store.js";
import { randomFrom } from "../support/random.js";
import { check, type Framework, isAbort, rejection, same } from "./framework.js";

const vectorOf = (messageId: string, vector: readonly number[], more: Partial<MessageVector> = {}): MessageVector => ({
  ...{ messageId, threadId: "a", resourceId: "hannah", embedderId: "one", vector, createdAt: 1 },
  ...more,
});
const ids = (hits: readonly VectorHit[]): string[] => hits.map(({ messageId }) => messageId);

export function describeVectorStore(name: string, make: () => Promise<VectorStore>, framework: Framework): void {
  const promise = (title: string, body: (store: VectorStore) => Promise<void>): void => {
    framework.it(title, async () => {
      const store = await make();
      try {
        await body(store);
      } finally {
        store.dispose?.();
      }
    });
  };
  const east = { embedderId: "one", vector: [2, 0], topK: 10 };

  framework.describe(`${name}, a vector store`, () => {
    promise("finds the nearest first, by the angle and not by the length", async (store) => {
      await store.add([vectorOf("north", [0, 5]), vectorOf("north-east", [9, 9]), vectorOf("east", [0.1, 0])]);
      await store.add([vectorOf("west", [-3, 0]), vectorOf("nowhere", [0, 0])]);
      const hits = await store.search(east);
      same(ids(hits).slice(0, 2), ["east", "north-east"], "the first");
      same(ids(hits).at(-1), "west", "the last");
      same(
        hits.map(({ score }) => score.toFixed(4)),
        ["1.0000", "0.7071", "0.0000", "0.0000", "-1.0000"],
        "cosines",
      );
      same(ids(await store.search({ ...east, topK: 1 })), ["east"], "one");
      same(await store.search({ ...east, topK: 0 }), [], "none");
    });

    promise("has the newest first of equal ones, whatever came first", async (store) => {
      const vectors = [2, 3, 1].map((createdAt) => vectorOf(`m${createdAt}`, [1, 0], { createdAt }));
      await store.add(vectors);
      same(ids(await store.search({ ...east, topK: 2 })), ["m3", "m2"], "ids");
    });

    promise("looks only where it is told to", async (store) => {
      await store.add([
        vectorOf("1", [1, 0]),
        vectorOf("2", [1, 0], { threadId: "b", createdAt: 2 }),
        vectorOf("3", [1, 0], { threadId: "c", resourceId: "tom", createdAt: 3 }),
        vectorOf("4", [1, 0], { threadId: "d", resourceId: undefined, createdAt: 4 }),
        vectorOf("5", [-1, 0], { createdAt: 5 }),
      ]);
      same(ids(await store.search({ ...east, threshold: 0 })), ["4", "3", "2", "1"], "all");
      same(ids(await store.search({ ...east, threadId: "b" })), ["2"], "of a thread");
      same(ids(await store.search({ ...east, resourceId: "hannah" })), ["2", "1", "5"], "of a resource");
      same(ids(await store.search({ ...east, exclude: new Set(["4", "2", "5"]) })), ["3", "1"], "not wanted");
      same(ids(await store.search({ ...east, threshold: 0.5, topK: 1, exclude: new Set(["4"]) })), ["3"], "together");
    });

    promise("keeps one vector for a message, the last", async (store) => {
      await store.add([vectorOf("1", [1, 0]), vectorOf("1", [0, 1], { threadId: "b" })]);
      await store.add([vectorOf("1", [-1, 0], { createdAt: 9 })]);
      const hits = await store.search(east);
      same(
        hits.map(({ threadId, score, createdAt }) => [threadId, Math.round(score), createdAt]),
        [
          ["b", 0, 1],
          ["a", -1, 9],
        ],
        "hits",
      );
    });

    promise("never compares vectors of different embedders", async (store) => {
      await store.add([vectorOf("1", [1, 0]), vectorOf("1", [1, 0, 0], { embedderId: "two" })]);
      await store.add([vectorOf("2", [0, 0, 1], { embedderId: "two" })]);
      same(ids(await store.search(east)), ["1"], "of the one");
      same(ids(await store.search({ embedderId: "two", vector: [0, 0, 1], topK: 5 })), ["2", "1"], "of the other");
      same(await store.search({ embedderId: "three", vector: [1], topK: 5 }), [], "of a third");
    });

    promise("adds all or none", async (store) => {
      await store.add([vectorOf("1", [1, 0])]);
      const wrong: readonly (readonly MessageVector[])[] = [
        [vectorOf("2", [1, 0]), vectorOf("3", [1, 0, 0])],
        [vectorOf("2", [1, 0]), vectorOf("3", [NaN, 0])],
        [vectorOf("2", [1, 0]), vectorOf("3", [1e300, 0])],
        [vectorOf("2", [1], { embedderId: "two" }), vectorOf("3", [1, 0], { embedderId: "two" })],
        [vectorOf("2", [1, 0]), vectorOf("3", [], { embedderId: "two" })],
      ];
      for (const vectors of wrong) await refused(store.add(vectors));
      await refused(store.search({ ...east, vector: [1, 0, 0] }));
      await refused(store.search({ ...east, vector: [NaN, 0] }));
      await refused(store.search({ ...east, topK: 1.5 }));
      same(ids(await store.search(east)), ["1"], "what is there");
      same(await store.search({ embedderId: "two", vector: [1], topK: 5 }), [], "of the other embedder");
    });

    promise("forgets a thread, of every embedder", async (store) => {
      const vectors = Array.from({ length: 700 }, (_, index) =>
        vectorOf(`m${index}`, [1, index / 1000], { threadId: index % 3 === 0 ? "b" : "a", createdAt: index }),
      );
      await store.add([...vectors, vectorOf("m0", [1], { embedderId: "two", threadId: "b" })]);
      await store.deleteThread("b");
      await store.deleteThread("never there");
      same(await store.search({ embedderId: "two", vector: [1], topK: 5 }), [], "of the other embedder");
      const left = vectors.filter(({ threadId }) => threadId === "a").map(({ messageId }) => messageId);
      same(ids(await store.search({ ...east, topK: 1000 })), left, "what is left, the nearest first");
      await store.add([vectorOf("new", [1, 0], { threadId: "b" })]);
      same(ids(await store.search({ ...east, topK: 1 })), ["new"], "what came afterwards");
    });

    promise("rejects with an AbortError when it is aborted", async (store) => {
      await store.add([vectorOf("1", [1, 0])]);
      const signal = AbortSignal.abort();
      check(isAbort(await rejection(store.search({ ...east, signal }))), "search");
      check(isAbort(await rejection(store.add([vectorOf("2", [1, 0])], { signal }))), "add");
      check(isAbort(await rejection(store.deleteThread("a", { signal }))), "deleteThread");
      same(ids(await store.search(east)), ["1"], "nothing was changed");
    });
  });
}

/** Checks that stores on one storage find together what one in memory finds, after random changes through any of them. */
export async function findLikeMemory(
  stores: readonly VectorStore[],
  memory: VectorStore,
  { seed, steps, tolerance = 0 }: { readonly seed: number; readonly steps: number; readonly tolerance?: number },
): Promise<void> {
  const random = randomFrom(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const vector = (): number[] => [pick(9) - 4, pick(9) - 4, 1];
  for (let step = 0; step < steps; step += 1) {
    const store = stores[pick(stores.length)]!;
    const action = pick(10);
    if (action < 5) {
      const vectors = Array.from({ length: 1 + pick(5) }, () =>
        vectorOf(String(pick(40)), vector(), {
          ...{ threadId: `t${pick(4)}`, embedderId: `e${pick(2)}`, createdAt: pick(3) },
          resourceId: pick(3) === 0 ? undefined : `r${pick(2)}`,
        }),
      );
      await Promise.all([store.add(vectors), memory.add(vectors)]);
    } else if (action < 6) {
      const threadId = `t${pick(4)}`;
      await Promise.all([store.deleteThread(threadId), memory.deleteThread(threadId)]);
    } else {
      const query = {
        ...{ embedderId: `e${pick(2)}`, vector: vector(), topK: 1 + pick(50) },
        ...(pick(2) === 0 && { threadId: `t${pick(4)}` }),
        ...(pick(2) === 0 && { resourceId: `r${pick(2)}` }),
        ...(pick(2) === 0 && { exclude: new Set([String(pick(40)), String(pick(40))]) }),
      };
      const [found, expected] = await Promise.all([store.search(query), memory.search(query)]);
      const what = `seed ${seed}, step ${step}`;
      if (tolerance === 0) {
        same(found, expected, what);
        continue;
      }
      const name = ({ threadId, messageId }: VectorHit): string => `${threadId} ${messageId}`;
      const all = await memory.search({ ...query, topK: 1000 });
      const scores = new Map(all.map((hit) => [name(hit), hit.score]));
      same(found.length, expected.length, `${what}: how many`);
      same(new Set(found.map(name)).size, found.length, `${what}: each once`);
      found.forEach((hit, at) => {
        const own = scores.get(name(hit)) ?? NaN;
        const best = expected[at]?.score ?? NaN;
        check(Math.abs(hit.score - own) <= tolerance, `${what}: the score of ${name(hit)} is ${hit.score}, not ${own}`);
        check(Math.abs(hit.score - best) <= tolerance, `${what}: ${at} scores ${hit.score}, and should ${best}`);
      });
    }
  }
}

async function refused(call: Promise<unknown>): Promise<void> {
  const error = await rejection(call);
  check(LiveAvatarError.is(error) && error.code === "config-invalid", `refused, not ${String(error)}`);
}
