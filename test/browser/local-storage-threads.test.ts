import { expect } from "chai";
import { LocalStorageThreadProvider } from "../../src/browser/index.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { isAbort, rejection, until } from "../contracts/framework.js";
import { message, messages, thread } from "../contracts/thread-provider.js";
import { otherStorage, prefixes } from "../support/thread-storages.js";

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "kept",
    (error: unknown) => (LiveAvatarError.is(error) ? error.code : String(error)),
  );

const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

/** Fills the storage to its last character. */
function fill(key: string): void {
  let text = "";
  for (let length = 2 ** 22; length >= 1; length /= 2) {
    try {
      localStorage.setItem(key, text + "x".repeat(length));
      text += "x".repeat(length);
    } catch {
      // Less, then.
    }
  }
}

describe("LocalStorageThreadProvider", () => {
  let prefix: string;
  let clear: () => void;
  let warnings: string[];
  const logger = { debug() {}, warn: (text: string) => void warnings.push(text), error() {} };
  const make = (): LocalStorageThreadProvider => new LocalStorageThreadProvider({ prefix, logger });
  const own = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith(`${prefix}:`));

  beforeEach(() => {
    [prefix, clear] = prefixes();
    warnings = [];
  });
  afterEach(() => clear());

  it("has the prefix of the documentation by default", async () => {
    const provider = new LocalStorageThreadProvider();
    await provider.saveThread(thread("of-a-test"));
    expect(localStorage.getItem("avatarlayer-threads:thread:of-a-test")).to.be.a("string");
    await provider.deleteThread("of-a-test");
    expect(Object.keys(localStorage).filter((key) => key.startsWith("avatarlayer-threads"))).to.deep.equal([]);
  });

  it("says that the storage is full, loses nothing and keeps nothing by half", async () => {
    const provider = make();
    await provider.saveThread(thread("a", { title: "short" }));
    const content = "x".repeat(400_000);
    let kept = 0;
    let code = "kept";
    while (code === "kept" && kept < 100) {
      code = await codeOf(
        provider.appendMessages("a", [message(`m${kept}`, { content }), message(`n${kept}`, { content })]),
      );
      if (code === "kept") kept += 1;
    }
    expect(code).to.equal("storage-full");
    expect(kept).to.be.greaterThan(2);
    fill(`${prefix}:filler`);
    const before = JSON.stringify([await provider.listThreads(), ids(await provider.getMessages("a"))]);
    expect(await codeOf(provider.appendMessages("a", [message("p", { content }), message("q", { content })]))).to.equal(
      "storage-full",
    );
    expect(
      await codeOf(provider.saveThread(thread("b", { metadata: { text: "x".repeat(65_000), list: [] } }))),
    ).to.be.oneOf(["storage-full", "kept"]);
    await provider.deleteThread("b");
    expect(JSON.stringify([await provider.listThreads(), ids(await provider.getMessages("a"))])).to.equal(before);
    expect(ids(await provider.getMessages("a")).slice(0, 2 * kept)).to.deep.equal(
      Array.from({ length: kept }, (_, at) => [`m${at}`, `n${at}`]).flat(),
    );
    await provider.deleteThread("a");
    clear();
    expect(await codeOf(provider.saveThread(thread("c")))).to.equal("kept");
  });

  it("says that there is no storage, or that it may not be used, with each call", async () => {
    const provider = make();
    const refusals: (() => unknown)[] = [
      () => null,
      () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      },
    ];
    for (const get of refusals) {
      Object.defineProperty(globalThis, "localStorage", { get, configurable: true });
      try {
        const calls = [
          provider.getThread("a"),
          provider.saveThread(thread("a")),
          provider.listThreads(),
          provider.deleteThread("a"),
          provider.getMessages("a"),
          provider.appendMessages("a", messages(1)),
        ];
        expect(new Set(await Promise.all(calls.map(codeOf)))).to.deep.equal(new Set(["storage-refused"]));
      } finally {
        Reflect.deleteProperty(globalThis, "localStorage");
        Object.defineProperty(globalThis, "localStorage", NATIVE);
      }
    }
    expect(await codeOf(provider.saveThread(thread("a")))).to.equal("kept");
  });

  it("skips what others left under its prefix, and says so once", async () => {
    const provider = make();
    await provider.saveThread(thread("good"));
    await provider.appendMessages("good", messages(2));
    const strange = {
      ":thread:bad": "{not json",
      ":thread:null": "null",
      ":thread:other": JSON.stringify(thread("another")),
      ":thread:old": JSON.stringify({ id: "old", title: 5 }),
      ":messages:good:3:5:x": "[",
      ":messages:good:2:5:x": JSON.stringify([{ id: 1 }, message("n")]),
      ":messages:good": "[]",
      ":else": "mine",
    };
    for (const [key, value] of Object.entries(strange)) localStorage.setItem(prefix + key, value);
    expect(ids(await provider.listThreads())).to.deep.equal(["good"]);
    expect(ids(await provider.getMessages("good"))).to.deep.equal(["m0", "m1", "n"]);
    expect(await provider.getThread("bad")).to.equal(null);
    await provider.listThreads();
    expect(warnings.length).to.equal(6);
    await provider.appendMessages("good", [message("after")]);
    expect(ids(await provider.getMessages("good", { last: 2 }))).to.deep.equal(["n", "after"]);
    expect(localStorage.getItem(`${prefix}:else`)).to.equal("mine");
    await provider.saveThread(thread("bad"));
    expect(ids(await provider.listThreads())).to.have.members(["good", "bad"]);
  });

  it("clears away what a deletion left that was ended in its middle", async () => {
    const provider = make();
    await provider.saveThread(thread("a"));
    await provider.appendMessages("a", messages(2));
    await provider.appendMessages("a", messages(1, "n"));
    localStorage.removeItem(`${prefix}:thread:a`);
    expect(await codeOf(provider.getMessages("a"))).to.equal("thread-missing");
    expect(own().length).to.equal(2);
    await provider.saveThread(thread("a"));
    expect(await provider.getMessages("a")).to.deep.equal([]);
    expect(own().length).to.equal(1);
  });

  it("keeps both, in one order for all, where two tabs count alike because they have not heard of each other", async () => {
    const provider = make();
    await provider.saveThread(thread("a"));
    await provider.appendMessages("a", messages(1));
    const put = (key: string, ...list: string[]): void =>
      localStorage.setItem(`${prefix}:messages:a:${key}`, JSON.stringify(list.map((id) => message(id))));
    put("2:200:b", "late", "both");
    put("2:100:c", "early", "both");
    put("3:50:a", "after");
    expect(ids(await provider.getMessages("a"))).to.deep.equal(["m0", "early", "both", "late", "after"]);
    expect(ids(await provider.getMessages("a", { before: "both" }))).to.deep.equal(["m0", "early"]);
    expect(await codeOf(provider.appendMessages("a", [message("both"), message("new")]))).to.equal("kept");
    expect(ids(await provider.getMessages("a", { last: 2 }))).to.deep.equal(["after", "new"]);
  });

  it("waits for its turn no longer than two seconds, and until it is aborted", async () => {
    const provider = make();
    await provider.saveThread(thread("a"));
    let letGo!: () => void;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let isHeld!: () => void;
    const holding = new Promise<void>((resolve) => (isHeld = resolve));
    const hold = navigator.locks.request(`live-avatar:${prefix}`, () => {
      isHeld();
      return held;
    });
    await holding;
    const abort = new AbortController();
    const aborted = rejection(provider.appendMessages("a", messages(1), { signal: abort.signal }));
    const patient = provider.appendMessages("a", messages(1, "n"));
    abort.abort();
    expect(isAbort(await aborted)).to.equal(true);
    expect(await provider.getMessages("a")).to.deep.equal([]);
    await patient;
    expect(ids(await provider.getMessages("a"))).to.deep.equal(["n0"]);
    letGo();
    await hold;
    expect(ids(await provider.getMessages("a"))).to.deep.equal(["n0"]);
  });

  it("can use another storage of the page", async () => {
    const provider = new LocalStorageThreadProvider({ prefix, storage: sessionStorage });
    await provider.saveThread(thread("a"));
    expect(own()).to.deep.equal([]);
    expect(await make().getThread("a")).to.equal(null);
    await provider.deleteThread("a");
  });

  it("does not tell of what others change beside it", async () => {
    const tab = otherStorage();
    const { storage } = tab;
    const told: unknown[] = [];
    const provider = make();
    provider.subscribe((change) => told.push(change.type));
    storage.setItem(`${prefix}:else`, "1");
    storage.setItem(`${prefix}:thread:x`, "{not json");
    storage.setItem(`${prefix}:messages:a:1:1:x`, "[");
    storage.removeItem(`${prefix}:messages:a:1:1:x`);
    storage.setItem(`${prefix}:thread:y`, JSON.stringify(thread("y")));
    await until(() => told.length > 0);
    storage.removeItem(`${prefix}:thread:y`);
    await until(() => told.length > 1);
    expect(told).to.deep.equal(["thread", "deleted"]);
    provider.dispose();
    tab.close();
  });
});

const NATIVE = Object.getOwnPropertyDescriptor(globalThis, "localStorage")!;
