import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { InMemoryVectorStore } from "../../../src/core/recall/in-memory-vector-store.js";
import type { MessageVector, VectorHit } from "../../../src/core/ports/vector-store.js";
import { describeVectorStore } from "../../contracts/vector-store.js";

describeVectorStore("InMemoryVectorStore", async () => new InMemoryVectorStore(), { describe, it });

const DIMENSIONS = 384;

/** So many that a search has to let the event loop have its turn. */
const many = (count: number, threadId = (index: number) => `t${index % 7}`): MessageVector[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ messageId: `m${index}`, threadId: threadId(index), embedderId: "e", createdAt: index },
    vector: Float32Array.from({ length: DIMENSIONS }, (_, at) => Math.sin(index * 31 + at)),
  }));
const query = { embedderId: "e", vector: many(1)[0]?.vector ?? [], topK: 5 };

describe("a long search", () => {
  it("lets other tasks have their turn", async () => {
    const store = new InMemoryVectorStore();
    await store.add(many(8000));
    const log: string[] = [];
    const other = new Promise<void>((resolve) => {
      setImmediate(() => {
        log.push("another task");
        resolve();
      });
    });
    await store.search(query);
    log.push("the search");
    await other;
    assert.deepEqual(log, ["another task", "the search"]);
  });

  it("ends when it is aborted in its middle, and when the store is disposed", async () => {
    const store = new InMemoryVectorStore();
    await store.add(many(8000));
    const controller = new AbortController();
    const aborted = store.search({ ...query, signal: controller.signal });
    const abandoned = store.search(query);
    controller.abort();
    await assert.rejects(aborted, { name: "AbortError" });
    store.dispose();
    await assert.rejects(abandoned, { code: "storage-refused" });
    await assert.rejects(store.add([]), { code: "storage-refused" });
    await assert.rejects(store.deleteThread("t1"), { code: "storage-refused" });
  });

  it("finds nothing of a thread that is deleted in its middle, and misses nothing else", async () => {
    const store = new InMemoryVectorStore();
    // The deleted rows come first: those at the end, not yet compared, take their places, which have been compared.
    await store.add(many(8000, (index) => (index < 2500 ? "gone" : "kept")));
    const search = store.search({ ...query, topK: 10_000 });
    await store.deleteThread("gone");
    const found = new Set((await search).map(({ messageId }) => messageId));
    assert.equal(found.size, 5500);
    assert.ok(!found.has("m0") && found.has("m2500") && found.has("m7999"));
  });
});

describe("any order of calls", () => {
  const CELL = fc.constantFrom(-1, 0, 0.5, 1);
  const vector = fc.record({
    messageId: fc.constantFrom("a", "b", "c", "d", "e"),
    threadId: fc.constantFrom("s", "t", "u"),
    resourceId: fc.constantFrom("x", "y", undefined),
    embedderId: fc.constantFrom("one", "two"),
    vector: fc.tuple(CELL, CELL, CELL),
    createdAt: fc.integer({ min: 0, max: 3 }),
  });
  const step = fc.oneof(
    fc.record({ add: fc.array(vector, { maxLength: 6 }) }),
    fc.record({ remove: fc.constantFrom("s", "t", "u") }),
  );
  const asked = fc.record({
    embedderId: fc.constantFrom("one", "two"),
    vector: fc.tuple(CELL, CELL, CELL),
    topK: fc.integer({ min: 1, max: 8 }),
    threshold: fc.constantFrom(undefined, 0.05, 0.61),
    threadId: fc.constantFrom(undefined, "s", "t"),
    resourceId: fc.constantFrom(undefined, "x"),
    exclude: fc.constantFrom(undefined, new Set(["a", "c"])),
  });

  const cosine = (a: readonly number[], b: readonly number[]): number => {
    const dot = (x: readonly number[], y: readonly number[]): number =>
      x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
    return dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1);
  };

  it("has the results of a plain list (random)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), asked, async (steps, query) => {
        const store = new InMemoryVectorStore();
        let kept: (MessageVector & { vector: readonly number[] })[] = [];
        for (const act of steps) {
          if ("remove" in act) {
            await store.deleteThread(act.remove);
            kept = kept.filter(({ threadId }) => threadId !== act.remove);
            continue;
          }
          await store.add(act.add);
          for (const one of act.add) {
            const keys = ["messageId", "threadId", "embedderId"] as const;
            kept = [...kept.filter((other) => keys.some((key) => other[key] !== one[key])), one];
          }
        }
        const wanted = kept
          .filter(({ embedderId }) => embedderId === query.embedderId)
          .filter(({ threadId }) => query.threadId === undefined || threadId === query.threadId)
          .filter(({ resourceId }) => query.resourceId === undefined || resourceId === query.resourceId)
          .filter(({ messageId }) => !query.exclude?.has(messageId))
          .map((one) => ({ ...one, score: cosine(one.vector, query.vector) }))
          .filter(({ score }) => score >= (query.threshold ?? -2));
        const found = await store.search(query);
        assert.equal(found.length, Math.min(query.topK, wanted.length));
        const scores = wanted.map(({ score }) => score).sort((a, b) => b - a);
        found.forEach((hit, at) => {
          const one = wanted.find((other) => isSame(other, hit));
          assert.ok(one, "it is kept, and wanted");
          assert.ok(Math.abs(one.score - hit.score) < 1e-6, "its cosine");
          assert.ok(Math.abs(hit.score - (scores[at] ?? NaN)) < 1e-6, "no other is better");
        });
        assert.equal(new Set(found.map(({ threadId, messageId }) => `${threadId} ${messageId}`)).size, found.length);
      }),
      { numRuns: 500 },
    );
  });

  const isSame = (a: MessageVector, b: VectorHit): boolean =>
    a.messageId === b.messageId && a.threadId === b.threadId && a.createdAt === b.createdAt;
});
