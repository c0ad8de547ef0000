import { expect } from "chai";
import { deleteDB, openDB } from "idb";
import { IndexedDBVectorStore, type MessageVector } from "../../src/browser/index.js";
import { InMemoryVectorStore } from "../../src/core/recall/in-memory-vector-store.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { FakeClock } from "../../src/testing/index.js";
import { isAbort, rejection, until } from "../contracts/framework.js";
import { describeVectorStore, findLikeMemory } from "../contracts/vector-store.js";
import { databases } from "../support/thread-storages.js";

const made: (() => Promise<void>)[] = [];
describeVectorStore(
  "IndexedDBVectorStore",
  async () => {
    const [name, clear] = databases();
    made.push(clear);
    return new IndexedDBVectorStore({ name });
  },
  { describe, it },
);
after(() => Promise.all(made.map((clear) => clear())));

const vectorOf = (messageId: string, vector: readonly number[], more: Partial<MessageVector> = {}): MessageVector => ({
  ...{ messageId, threadId: "a", resourceId: "hannah", embedderId: "one", vector, createdAt: 1 },
  ...more,
});
const east = { embedderId: "one", vector: [1, 0], topK: 100 };

async function failure(promise: Promise<unknown>): Promise<LiveAvatarError> {
  const error: unknown = await rejection(promise);
  if (LiveAvatarError.is(error)) return error;
  throw new Error(`no failure of ours: ${String(error)}`);
}

/** Puts something else in the place of a method, until the function that it returns is called. */
function replaced(prototype: object, name: string, make: (native: (...all: never[]) => never) => unknown): () => void {
  const native = Object.getOwnPropertyDescriptor(prototype, name)!;
  const value = make(native.value as (...all: never[]) => never);
  Object.defineProperty(prototype, name, { configurable: true, value });
  return () => Object.defineProperty(prototype, name, native);
}

describe("IndexedDBVectorStore", () => {
  let name: string;
  let clear: () => Promise<void>;
  let store: IndexedDBVectorStore;
  const found = async (one = store): Promise<string> =>
    (await one.search(east)).map(({ messageId, threadId }) => `${threadId}${messageId}`).join(" ");

  beforeEach(() => {
    [name, clear] = databases();
    store = new IndexedDBVectorStore({ name });
  });
  afterEach(async () => {
    store.dispose();
    await clear();
  });

  it("opens nothing before the first call, and finds later what was kept before", async () => {
    expect((await indexedDB.databases()).map((database) => database.name)).not.to.include(name);
    await store.add([vectorOf("1", [1, 0]), vectorOf("2", [0, 1], { resourceId: undefined })]);
    store.dispose();
    const later = new IndexedDBVectorStore({ name });
    expect(await found(later)).to.equal("a1 a2");
    expect((await later.search({ ...east, resourceId: "hannah" })).length).to.equal(1);
    later.dispose();
  });

  it("finds with each search what another tab added, replaced and deleted", async () => {
    const other = new IndexedDBVectorStore({ name });
    await store.add([vectorOf("1", [1, 0])]);
    expect([await found(), await found(other)]).to.deep.equal(["a1", "a1"]);
    await other.add([vectorOf("2", [1, 1]), vectorOf("3", [1, 0.5], { threadId: "b" })]);
    await store.add([vectorOf("4", [0, 1])]);
    expect([await found(), await found(other)]).to.deep.equal(["a1 b3 a2 a4", "a1 b3 a2 a4"]);
    await other.add([vectorOf("1", [-1, 0])]);
    expect(await found()).to.equal("b3 a2 a4 a1");
    await other.deleteThread("a");
    await other.add([vectorOf("5", [0, 1], { threadId: "c" })]);
    expect([await found(), await found(other)]).to.deep.equal(["b3 c5", "b3 c5"]);
    other.dispose();
  });

  it("refuses vectors of other dimensions than another tab's, until the last of these is deleted", async () => {
    const other = new IndexedDBVectorStore({ name });
    await other.add([vectorOf("1", [1, 0])]);
    expect((await failure(store.add([vectorOf("2", [1, 0, 0])]))).code).to.equal("config-invalid");
    await store.add([vectorOf("2", [1, 0, 0], { embedderId: "two" })]);
    await other.deleteThread("a");
    await store.add([vectorOf("3", [1, 0, 0])]);
    expect((await failure(other.add([vectorOf("4", [1, 0])]))).code).to.equal("config-invalid");
    const hits = await other.search({ ...east, vector: [1, 0, 0] });
    expect(hits.map(({ messageId }) => messageId)).to.deep.equal(["3"]);
    other.dispose();
  });

  it("finds what a store in memory finds, whatever two tabs do (random)", async () => {
    const seed = Date.now() % 1_000_000;
    const tabs = [store, new IndexedDBVectorStore({ name })];
    await findLikeMemory(tabs, new InMemoryVectorStore(), { seed, steps: 300 });
    tabs[1]!.dispose();
  });

  it("reads in slices what is new to it, and nothing twice", async () => {
    const many = Array.from({ length: 450 }, (_, at) => vectorOf(String(at), [1, at / 450]));
    await store.add(many);
    const read: number[] = [];
    const restore = replaced(IDBObjectStore.prototype, "getAll", (native) => {
      return function (this: IDBObjectStore, ...args: never[]) {
        const request = native.apply(this, args) as IDBRequest<unknown[]>;
        request.addEventListener("success", () => read.push(request.result.length));
        return request;
      };
    });
    try {
      expect((await store.search(east)).length).to.equal(100);
      const first = read.splice(0);
      expect(Math.max(...first)).to.be.at.most(200);
      expect(first.slice(-3)).to.deep.equal([200, 200, 50]);
      await store.add(many.slice(0, 3));
      await store.search(east);
      await store.search(east);
      expect(read.splice(0)).to.deep.equal([3, 0]);
      await store.add([vectorOf("later", [1, 0])]);
      await store.warmUp();
      expect(read.splice(0), "ahead of the search").to.deep.equal([1]);
      await store.search(east);
      expect(read.splice(0)).to.deep.equal([0]);
      await store.deleteThread("b");
      await store.search(east);
      expect(read, "nor again after a deletion of its own").to.deep.equal([0]);
    } finally {
      restore();
    }
  });

  for (const who of ["this tab", "another tab"]) {
    it(`finds nothing of a thread that ${who} deletes while it reads`, async () => {
      const query = { ...east, topK: 1000 };
      const threadId = (at: number): string => (at < 800 ? "x" : "y");
      const reading = new IndexedDBVectorStore({ name });
      await reading.search(query);
      await store.add(Array.from({ length: 900 }, (_, at) => vectorOf(String(at), [1, 0], { threadId: threadId(at) })));
      const first = reading.search(query);
      await (who === "this tab" ? reading : store).deleteThread("x");
      const hits = await reading.search(query);
      expect(hits.length).to.equal(100);
      expect(new Set(hits.map((hit) => hit.threadId))).to.deep.equal(new Set(["y"]));
      await first;
      reading.dispose();
    });
  }

  it("goes on after the database was deleted under it", async () => {
    await store.add([vectorOf("1", [1, 0]), vectorOf("2", [1, 0])]);
    expect(await found()).to.equal("a1 a2");
    await deleteDB(name);
    await store.add([vectorOf("3", [1, 0])]);
    expect(await found()).to.equal("a3");
  });

  it("skips what cannot be read, and says so", async () => {
    const warnings: string[] = [];
    const logger = { debug() {}, warn: (text: string) => void warnings.push(text), error() {} };
    const careful = new IndexedDBVectorStore({ name, logger });
    await careful.add([vectorOf("1", [1, 0])]);
    const database = await openDB(name);
    const stored = { ...vectorOf("2", []), vector: new Float32Array([1, 0]) };
    const strange = [
      { ...stored, vector: [1, 0] },
      { ...stored, vector: new Float32Array([1, 0, 0]) },
      { ...stored, vector: new Float32Array([NaN, 0]) },
      { ...stored, createdAt: "now" },
      { ...stored, resourceId: 7 },
      { ...stored, threadId: 7 },
    ];
    for (const [at, one] of strange.entries()) await database.put("vectors", { ...one, messageId: `strange ${at}` });
    await database.put("vectors", { ...stored, messageId: "3" });
    database.close();
    expect(await found(careful)).to.equal("a1 a3");
    expect(warnings.length).to.equal(strange.length);
    careful.dispose();
  });

  it("says that it may not be used, that a newer page has written, and that an older one holds it open", async () => {
    const restore = replaced(IDBFactory.prototype, "open", () => () => {
      throw new DOMException("as in a private window", "SecurityError");
    });
    const calls = [store.add([vectorOf("1", [1, 0])]), store.search(east), store.deleteThread("a")];
    const codes = (await Promise.all(calls.map(failure))).map(({ code, stage, fatal }) => [code, stage, fatal]);
    restore();
    for (const code of codes) expect(code).to.deep.equal(["storage-refused", "memory", false]);
    await store.add([vectorOf("1", [1, 0])]);

    (await openDB(name, 99)).close();
    const newer = await failure(store.search(east));
    expect(newer.code).to.equal("storage-failed");
    expect(newer.message).to.equal("A newer version of the page has written the vectors of messages: reload it.");
  });

  it("says that a tab holds an older version open, after ten seconds", async () => {
    const clock = new FakeClock();
    const late = new IndexedDBVectorStore({ name, clock });
    let isBlocked = false;
    const old = await openDB(name, 1);
    // There is no second version yet: who asks for one is blocked in the same way.
    const restore = replaced(IDBFactory.prototype, "open", (native) => {
      return function (this: IDBFactory, ...[asked]: never[]) {
        const request = native.call(this, ...([asked, 2] as never[])) as IDBOpenDBRequest;
        request.addEventListener("blocked", () => (isBlocked = true));
        return request;
      };
    });
    const searching = failure(late.search(east));
    await until(() => isBlocked);
    restore();
    await clock.advance(10_000);
    const { code, message } = await searching;
    expect([code, message]).to.deep.equal([
      "storage-failed",
      "Another tab holds an older version of the vectors of messages open: close it, or reload it.",
    ]);
    old.close();
    late.dispose();
  });

  it("says that the storage is full, and keeps nothing of the call", async () => {
    await store.add([vectorOf("1", [1, 0])]);
    let calls = 0;
    const restore = replaced(IDBObjectStore.prototype, "add", (native) => {
      return function (this: IDBObjectStore, ...args: never[]) {
        calls += 1;
        if (calls === 3) throw new DOMException("There is no room.", "QuotaExceededError");
        return native.apply(this, args);
      };
    });
    const full = await failure(store.add(["1", "2", "3", "4"].map((id) => vectorOf(id, [0, 1]))));
    restore();
    expect(full.code).to.equal("storage-full");
    expect((await store.search(east)).map(({ messageId, score }) => [messageId, score])).to.deep.equal([["1", 1]]);
  });

  it("ends when it is aborted in its middle, and refuses everything once it is disposed of", async () => {
    await store.add(Array.from({ length: 500 }, (_, at) => vectorOf(String(at), [1, 0])));
    const controller = new AbortController();
    const aborted = rejection(store.search({ ...east, signal: controller.signal }));
    controller.abort();
    expect(isAbort(await aborted)).to.equal(true);
    const abandoned = failure(store.search(east));
    store.dispose();
    store.dispose();
    const calls = [store.add([]), store.search(east), store.deleteThread("a")];
    const failures = await Promise.all([abandoned, ...calls.map(failure)]);
    for (const { code } of failures) expect(code).to.equal("storage-refused");
  });
});
