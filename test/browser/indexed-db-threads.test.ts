import { expect } from "chai";
import { deleteDB, type IDBPDatabase, openDB } from "idb";
import { IndexedDBThreadProvider } from "../../src/browser/index.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { FakeClock } from "../../src/testing/index.js";
import { isAbort, rejection, until } from "../contracts/framework.js";
import { message, messages, thread } from "../contracts/thread-provider.js";
import { databases } from "../support/thread-storages.js";

async function failure(promise: Promise<unknown>): Promise<LiveAvatarError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (LiveAvatarError.is(error)) return error;
  throw new Error(`no failure of ours: ${String(error)}`);
}

const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

/** A database as version 1 made it, by hand. */
const versionOne = (name: string): Promise<IDBPDatabase> =>
  openDB(name, 1, {
    upgrade(database) {
      database.createObjectStore("threads", { keyPath: "id" }).createIndex("byUpdate", ["updatedAt", "id"]);
      database.createObjectStore("messages", { keyPath: ["threadId", "sequence"] });
    },
  });

describe("IndexedDBThreadProvider", () => {
  let name: string;
  let clear: () => Promise<void>;
  let provider: IndexedDBThreadProvider;

  beforeEach(() => {
    [name, clear] = databases();
    provider = new IndexedDBThreadProvider({ name });
  });
  afterEach(async () => {
    provider.dispose();
    await clear();
  });

  it("opens nothing before the first call", async () => {
    expect((await indexedDB.databases()).map((database) => database.name)).not.to.include(name);
    await provider.getThread("a");
    expect((await indexedDB.databases()).map((database) => database.name)).to.include(name);
  });

  it("keeps everything of a database of version 1, and finds it by what version 2 knows", async () => {
    const old = await versionOne(name);
    for (const [id, updatedAt] of [
      ["a", 2000],
      ["b", 3000],
    ] as const) {
      await old.put("threads", thread(id, { updatedAt, resourceId: "ann" }));
    }
    for (const [at, one] of messages(5).entries()) {
      await old.put("messages", { threadId: "a", sequence: at * 10, message: one });
    }
    old.close();
    expect(ids(await provider.listThreads({ resourceId: "ann" }))).to.deep.equal(["b", "a"]);
    expect(await provider.getMessages("a")).to.deep.equal(messages(5));
    await provider.appendMessages("a", [message("m3"), message("new")]);
    expect(ids(await provider.getMessages("a", { last: 3, before: "new" }))).to.deep.equal(["m2", "m3", "m4"]);
    expect(ids(await provider.getMessages("a", { last: 1 }))).to.deep.equal(["new"]);
  });

  it("says that a newer version of the page has written the threads, and leaves them alone", async () => {
    const newer = await openDB(name, 99);
    newer.close();
    const error = await failure(provider.saveThread(thread("a")));
    expect(error.code).to.equal("storage-failed");
    expect(error.message).to.contain("newer version");
    const again = await openDB(name);
    expect(again.version).to.equal(99);
    again.close();
  });

  it("waits for a tab that holds an older version open, and says so after ten seconds", async () => {
    const clock = new FakeClock();
    const late = new IndexedDBThreadProvider({ name, clock });
    const old = await versionOne(name);
    const native = Object.getOwnPropertyDescriptor(IDBFactory.prototype, "open")!;
    let isBlocked = false;
    Object.defineProperty(IDBFactory.prototype, "open", {
      configurable: true,
      value(this: IDBFactory, ...args: unknown[]) {
        const request = (native.value as (...all: unknown[]) => IDBOpenDBRequest).apply(this, args);
        request.addEventListener("blocked", () => (isBlocked = true));
        return request;
      },
    });
    const saving = failure(late.saveThread(thread("a")));
    const abort = new AbortController();
    const aborted = rejection(late.getThread("a", { signal: abort.signal }));
    abort.abort();
    expect(isAbort(await aborted)).to.equal(true);
    await until(() => isBlocked);
    Object.defineProperty(IDBFactory.prototype, "open", native);
    await clock.advance(10_000);
    const error = await saving;
    expect(error.code).to.equal("storage-failed");
    expect(error.message).to.contain("older version");
    expect(error.retryable).to.equal(true);
    old.close();
    await late.saveThread(thread("a"));
    expect(await provider.getThread("a")).to.deep.equal(thread("a"));
    late.dispose();
  });

  it("holds no newer version of the page up, and says so afterwards", async () => {
    await provider.saveThread(thread("a"));
    const running = provider.appendMessages("a", messages(50));
    let isBlocked = false;
    const newer = await openDB(name, 99, { blocked: () => void (isBlocked = true) });
    await running;
    expect(await newer.count("messages")).to.equal(50);
    newer.close();
    expect((await failure(provider.getThread("a"))).code).to.equal("storage-failed");
    expect(isBlocked).to.be.a("boolean");
  });

  it("goes on after the database was deleted under it", async () => {
    await provider.saveThread(thread("a"));
    await deleteDB(name);
    expect(await provider.getThread("a")).to.equal(null);
    await provider.saveThread(thread("b"));
    expect(ids(await provider.listThreads())).to.deep.equal(["b"]);
  });

  it("says that there is no storage, or that it may not be used, and tries again with the next call", async () => {
    const native = Object.getOwnPropertyDescriptor(IDBFactory.prototype, "open")!;
    const denied = "The user denied permission to access the database.";
    for (const refusal of ["SecurityError", "InvalidStateError", "UnknownError"]) {
      Object.defineProperty(IDBFactory.prototype, "open", {
        configurable: true,
        value: () => {
          throw new DOMException(denied, refusal);
        },
      });
      const calls = [
        provider.getThread("a"),
        provider.saveThread(thread("a")),
        provider.listThreads(),
        provider.deleteThread("a"),
        provider.getMessages("a"),
        provider.appendMessages("a", []),
      ];
      const codes = (await Promise.all(calls.map(failure))).map(({ code }) => code);
      Object.defineProperty(IDBFactory.prototype, "open", native);
      expect(new Set(codes)).to.deep.equal(new Set(["storage-refused"]));
    }
    await provider.saveThread(thread("a"));
    expect(ids(await provider.listThreads())).to.deep.equal(["a"]);
  });

  it("says that the storage is full, and keeps nothing of the call", async () => {
    await provider.saveThread(thread("a"));
    await provider.appendMessages("a", messages(2));
    const before = await provider.getThread("a");
    const native = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, "add")!;
    let calls = 0;
    Object.defineProperty(IDBObjectStore.prototype, "add", {
      configurable: true,
      value(this: IDBObjectStore, ...args: unknown[]) {
        calls += 1;
        if (calls === 3) throw new DOMException("There is no room.", "QuotaExceededError");
        return (native.value as (...all: unknown[]) => unknown).apply(this, args);
      },
    });
    const error = await failure(provider.appendMessages("a", messages(5, "n")));
    Object.defineProperty(IDBObjectStore.prototype, "add", native);
    expect(error.code).to.equal("storage-full");
    expect(ids(await provider.getMessages("a"))).to.deep.equal(["m0", "m1"]);
    expect(await provider.getThread("a")).to.deep.equal(before);
  });

  it("skips what cannot be read, and says so", async () => {
    const warnings: string[] = [];
    const logger = { debug() {}, warn: (text: string) => void warnings.push(text), error() {} };
    const careful = new IndexedDBThreadProvider({ name, logger });
    await careful.saveThread(thread("a"));
    await careful.appendMessages("a", messages(2));
    const database = await openDB(name);
    await database.put("threads", { id: "bad", updatedAt: 5, title: 7 });
    await database.put("messages", { threadId: "a", sequence: 9, message: { id: "x", role: "stranger" } });
    database.close();
    expect(ids(await careful.listThreads())).to.deep.equal(["a"]);
    expect(ids(await careful.getMessages("a"))).to.deep.equal(["m0", "m1"]);
    expect(await careful.getThread("bad")).to.equal(null);
    expect(warnings.length).to.equal(3);
    careful.dispose();
  });

  it("is told nothing that another tab did not mean", async () => {
    const told: unknown[] = [];
    provider.subscribe((change) => told.push(change));
    const channel = new BroadcastChannel(`live-avatar:${name}`);
    for (const strange of [
      null,
      5,
      {},
      { type: "thread", thread: {} },
      { type: "messages", threadId: "a" },
      { type: "x" },
    ]) {
      channel.postMessage(strange);
    }
    channel.postMessage({ type: "messages", threadId: "a", messages: [message("m"), { id: 1 }] });
    channel.postMessage({ type: "deleted", threadId: "a" });
    await until(() => told.length >= 2);
    expect(told).to.deep.equal([
      { type: "messages", threadId: "a", messages: [message("m")] },
      { type: "deleted", threadId: "a" },
    ]);
    channel.close();
  });

  it("reads the last page of a long thread, and appends to it, without reading the rest", async () => {
    const count = 50_000;
    await provider.saveThread(thread("a"));
    for (let at = 0; at < count; at += 10_000) {
      await provider.appendMessages(
        "a",
        Array.from({ length: 10_000 }, (_, index) => message(`m${at + index}`)),
      );
    }
    const read: number[] = [];
    const native = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, "getAll")!;
    const page = await provider.getMessages("a", { last: 50 });
    expect(ids(page)).to.deep.equal(Array.from({ length: 50 }, (_, at) => `m${count - 50 + at}`));
    expect(ids(await provider.getMessages("a", { last: 2, before: "m25000" }))).to.deep.equal(["m24998", "m24999"]);
    Object.defineProperty(IDBObjectStore.prototype, "getAll", {
      configurable: true,
      value(this: IDBObjectStore, ...args: unknown[]) {
        const request = (native.value as (...all: unknown[]) => IDBRequest<unknown[]>).apply(this, args);
        request.addEventListener("success", () => read.push(request.result.length));
        return request;
      },
    });
    await provider.appendMessages("a", [message("new")]);
    await provider.getMessages("a", { last: 50 });
    await provider.getMessages("a", { last: 50, before: "m100" });
    Object.defineProperty(IDBObjectStore.prototype, "getAll", native);
    expect(read).to.deep.equal([50, 50]);
  });
});
