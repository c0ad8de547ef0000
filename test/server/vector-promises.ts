/** What the stores of vectors of `live-avatar/server` do beside what every `VectorStore` does. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InMemoryVectorStore } from "../../src/core/recall/in-memory-vector-store.js";
import type { MessageVector, VectorStore } from "../../src/core/ports/vector-store.js";
import { describeVectorStore, findLikeMemory } from "../contracts/vector-store.js";

export const vectorOf = (
  messageId: string,
  vector: readonly number[],
  more: Partial<MessageVector> = {},
): MessageVector => ({
  ...{ messageId, threadId: "a", resourceId: "hannah", embedderId: "one", vector, createdAt: 1 },
  ...more,
});
export const east = { embedderId: "one", vector: [1, 0], topK: 100 };

const ODD_IDS = [
  ...["'; DROP TABLE live_avatar_vectors; --", '"', "\\", "%", "_", "a\u2028b", "конь 🐎", "$1", "@after", "A", "a"],
  ...["__proto__", "NULL", "0", "x".repeat(200)],
];

/**
 * @param open a store that is empty, each time
 * @param second another store on the storage of the last one
 * @param tolerance by how much scores may differ from those of 64 bits
 */
export function describeServerVectors(
  name: string,
  {
    open,
    second,
    tolerance,
  }: { open: () => Promise<VectorStore>; second: () => Promise<VectorStore>; tolerance: number },
): void {
  describeVectorStore(name, open, { describe, it });

  describe(`${name}, on a server`, () => {
    it("keeps what it was given for others and for later", async () => {
      const store = await open();
      await store.add([vectorOf("1", [3, 4], { createdAt: 1_700_000_000_000.5 })]);
      store.dispose?.();
      const [hit, ...others] = await (await second()).search({ ...east, vector: [3, 4] });
      assert.equal(others.length, 0);
      assert.ok(Math.abs((hit?.score ?? 0) - 1) < 1e-6);
      assert.deepEqual(
        { ...hit, score: 1 },
        { messageId: "1", threadId: "a", createdAt: 1_700_000_000_000.5, score: 1 },
      );
    });

    const seed = Number(process.env["SEED"] ?? Date.now() % 1e9);
    it(`finds what a store in memory finds, whatever two do (random, SEED=${seed})`, async () => {
      const stores = [await open(), await second()];
      await findLikeMemory(stores, new InMemoryVectorStore(), { seed, steps: 300, tolerance });
    });

    it("tells all ids apart, and takes none for anything else", async () => {
      const store = await open();
      const vectors = ODD_IDS.map((id) => vectorOf(id, [1, 0], { threadId: id, resourceId: id }));
      await store.add(vectors);
      for (const id of ODD_IDS) {
        for (const where of [
          { threadId: id },
          { resourceId: id },
          { exclude: new Set(ODD_IDS.filter((one) => one !== id)) },
        ]) {
          const hits = await store.search({ ...east, ...where });
          assert.deepEqual(hits.map(({ messageId }) => messageId), [id]); // prettier-ignore
        }
      }
      for (const id of ODD_IDS) await store.deleteThread(id);
      assert.deepEqual(await store.search(east), []);
    });

    it("refuses what is beyond its bounds, and keeps nothing of it", async () => {
      const store = await open();
      const good = vectorOf("1", [1, 0]);
      const wrong: readonly (readonly MessageVector[])[] = [
        ...["", "x".repeat(201), "a\u0000", "half \ud83d"].flatMap((id) => [
          [good, vectorOf(id, [1, 0])],
          [good, vectorOf("2", [1, 0], { threadId: id })],
          [good, vectorOf("2", [1, 0], { resourceId: id })],
          [good, vectorOf("2", [1, 0], { embedderId: id })],
        ]),
        [good, vectorOf("2", [1, 0], { createdAt: NaN })],
        [good, vectorOf("2", new Array<number>(16_001).fill(1), { embedderId: "long" })],
        Array.from({ length: 1001 }, (_, at) => vectorOf(String(at), [1, 0])),
      ];
      for (const [at, vectors] of wrong.entries()) {
        await assert.rejects(store.add(vectors), { code: "config-invalid", fatal: false }, String(at));
      }
      assert.deepEqual(await store.search(east), []);
      const tooMuch = [
        { topK: 1001 },
        { topK: -1 },
        { threshold: NaN },
        { exclude: new Set(Array.from({ length: 10_001 }, (_, at) => String(at))) },
      ];
      for (const [at, more] of tooMuch.entries()) {
        await assert.rejects(store.search({ ...east, ...more }), { code: "config-invalid" }, String(at));
      }
    });

    it("lets two that begin at once agree on how long vectors are", async () => {
      const stores = [await open(), await second()];
      const adding = stores.map(async (store, at) => store.add([vectorOf(String(at), at === 0 ? [1, 0] : [1, 0, 0])]));
      const outcomes = await Promise.allSettled(adding);
      assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
      const [failed] = outcomes.flatMap((outcome) =>
        outcome.status === "rejected" ? [outcome.reason as unknown] : [],
      );
      assert.equal((failed as { code?: unknown }).code, "config-invalid");
    });

    it("finds no vector of a message that another replaces at the same time twice", async () => {
      const stores = [await open(), await second()];
      const batch = (at: number) =>
        Array.from({ length: 50 }, (_, index) => vectorOf(String((index * 7 + at) % 50), [1, at], { createdAt: at }));
      await Promise.all([0, 1, 2, 3].map(async (at) => stores[at % 2]!.add(batch(at))));
      const hits = await stores[0]!.search(east);
      assert.equal(hits.length, 50);
      assert.equal(new Set(hits.map(({ createdAt }) => createdAt)).size, 1, "a batch is kept whole");
    });

    it("refuses everything once it is disposed of", async () => {
      const store = await open();
      store.dispose?.();
      for (const call of [store.add([]), store.search(east), store.deleteThread("a")]) {
        await assert.rejects(call, { code: "storage-refused", stage: "memory" });
      }
    });
  });
}
