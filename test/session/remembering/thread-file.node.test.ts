/** Threads as files: what goes out comes in again, and nothing that is wrong leaves anything behind. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { LiveAvatarError } from "../../../src/core/errors.js";
import type { ChatMessage } from "../../../src/core/ports/chat-message.js";
import type { Thread } from "../../../src/core/ports/thread-provider.js";
import { deleteThreads, exportThread, importThread, InMemoryThreadProvider } from "../../../src/session/index.js";
import { FakeClock } from "../../../src/testing/index.js";
import { message, messages, thread } from "../../contracts/thread-provider.js";

const threads = () => new InMemoryThreadProvider({ clock: new FakeClock(5000) });

async function kept(given: Thread, said: readonly ChatMessage[]) {
  const provider = threads();
  await provider.saveThread(given);
  await provider.appendMessages(given.id, said);
  return provider;
}

/** As it comes back from a file. */
const through = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const failsWith = (code: string, words: RegExp) => (error: unknown) => {
  assert.ok(LiveAvatarError.is(error), String(error));
  assert.deepEqual([error.code, error.fatal], [code, false]);
  assert.match(error.message, words);
  return true;
};

const id = fc.string({ minLength: 1, maxLength: 200, unit: "grapheme" }).filter((text) => {
  return text.length <= 200 && text !== "." && text !== "..";
});
const time = fc.integer({ min: 0, max: 8.64e15 });
const text = fc.string({ unit: "binary", maxLength: 200 });
const content = fc.oneof(
  text,
  fc.array(
    fc.oneof(
      fc.record({ type: fc.constant("text" as const), text }),
      fc.record({ type: fc.constant("image_url" as const), image_url: fc.record({ url: text }) }),
    ),
    { maxLength: 3 },
  ),
);
const said: fc.Arbitrary<ChatMessage> = fc.record({
  id,
  role: fc.constantFrom("system", "user", "assistant", "tool"),
  content,
  createdAt: time,
});
const owned: fc.Arbitrary<Thread> = fc.record(
  { id, title: fc.string({ maxLength: 100 }), resourceId: id, createdAt: time, updatedAt: time },
  { requiredKeys: ["id", "createdAt", "updatedAt"] },
);

describe("exportThread and importThread", () => {
  it("bring any thread to another provider as it was, but for the time of its last change", async () => {
    await fc.assert(
      fc.asyncProperty(
        owned,
        fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
        fc.uniqueArray(said, { selector: (one) => one.id, maxLength: 130 }),
        async (given, metadata, all) => {
          const file = await exportThread(await kept({ ...given, metadata }, all), given.id);
          const other = threads();
          await importThread(other, through(file));
          const again = await exportThread(other, given.id);
          const at = { updatedAt: 0 };
          assert.deepEqual(
            { ...again, thread: { ...again.thread, ...at } },
            through({ ...file, thread: { ...file.thread, ...at } }),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it("have every message of a long thread once and in order", async () => {
    const all = messages(1201);
    const file = await exportThread(await kept(thread("long"), all), "long");
    assert.deepEqual(
      file.messages.map((one) => one.id),
      all.map((one) => one.id),
    );
  });

  it("append in pieces of at most 50 messages, and of a million characters", async () => {
    const pieces: number[] = [];
    class Counting extends InMemoryThreadProvider {
      override appendMessages(...args: Parameters<InMemoryThreadProvider["appendMessages"]>): Promise<void> {
        pieces.push(args[1].length);
        return super.appendMessages(...args);
      }
    }
    const long = "x".repeat(600_000);
    const all = [...messages(120), message("l1", { content: long }), message("l2", { content: long })];
    const provider = new Counting();
    await importThread(provider, await exportThread(await kept(thread("a"), all), "a"));
    assert.deepEqual(pieces, [50, 50, 21, 1]);
    assert.equal((await provider.getMessages("a")).length, 122);
  });

  it("leave a thread alone that has the id already", async () => {
    const provider = await kept(thread("a", { title: "first" }), [message("m")]);
    const file = await exportThread(await kept(thread("a", { title: "second" }), messages(2)), "a");
    const imported = await importThread(provider, file);
    assert.notEqual(imported.id, "a");
    assert.equal(imported.title, "second");
    assert.equal((await provider.getThread("a"))?.title, "first");
    assert.equal((await provider.getMessages("a")).length, 1);
    assert.equal((await provider.getMessages(imported.id)).length, 2);
  });

  it("make it the thread of the given resource, else leave the file's", async () => {
    const file = await exportThread(await kept(thread("a", { resourceId: "ann" }), []), "a");
    assert.equal((await importThread(threads(), file, { resourceId: "bob" })).resourceId, "bob");
    assert.equal((await importThread(threads(), file)).resourceId, "ann");
  });

  it("reject for a thread that is not there", async () => {
    await assert.rejects(exportThread(threads(), "none"), failsWith("thread-missing", /no thread/));
  });

  const good = { format: "live-avatar-thread", version: 1, thread: thread("a"), messages: messages(2) };
  const wrong: Readonly<Record<string, readonly [value: unknown, words: RegExp]>> = {
    nothing: [undefined, /no file of a thread/],
    "a text": ["live-avatar-thread", /no file of a thread/],
    "another format": [{ ...good, format: "chara_card_v3" }, /no file of a thread/],
    "a later version": [{ ...good, version: 2 }, /version 1/],
    "no thread": [{ ...good, thread: undefined }, /thread must be an object/],
    "an id that is none": [{ ...good, thread: { ...thread("a"), id: ".." } }, /id/],
    "a title that is no text": [{ ...good, thread: { ...thread("a"), title: { toString: "x" } } }, /title/],
    "a date that is none": [{ ...good, thread: { ...thread("a"), createdAt: "2020" } }, /createdAt/],
    "messages that are no list": [{ ...good, messages: { length: 1e9 } }, /list/],
    "a role that is none": [{ ...good, messages: [{ ...message("m"), role: "root" }] }, /role/],
    "two messages of one id": [{ ...good, messages: [message("m"), message("m")] }, /ids of their own/],
  };
  for (const [name, [value, words]] of Object.entries(wrong)) {
    it(`refuse ${name}, and keep nothing of it`, async () => {
      const provider = threads();
      await assert.rejects(importThread(provider, value), failsWith("config-invalid", words));
      assert.deepEqual(await provider.listThreads(), []);
    });
  }

  it("leave nothing behind where the storage fails in the middle, and tell the storage's error", async () => {
    let left = 2;
    class Full extends InMemoryThreadProvider {
      override async appendMessages(...args: Parameters<InMemoryThreadProvider["appendMessages"]>): Promise<void> {
        if (left-- === 0) throw new LiveAvatarError("storage-full", "It is full.");
        await super.appendMessages(...args);
      }
    }
    const provider = new Full();
    await assert.rejects(
      importThread(provider, { ...good, messages: messages(200) }),
      failsWith("storage-full", /full/),
    );
    assert.deepEqual(await provider.listThreads(), []);
  });

  it("leave nothing behind after an abort in the middle", async () => {
    const controller = new AbortController();
    class Aborting extends InMemoryThreadProvider {
      override async appendMessages(...args: Parameters<InMemoryThreadProvider["appendMessages"]>): Promise<void> {
        await super.appendMessages(...args);
        controller.abort();
      }
    }
    const provider = new Aborting();
    const { signal } = controller;
    await assert.rejects(importThread(provider, { ...good, messages: messages(200) }, { signal }), {
      name: "AbortError",
    });
    assert.deepEqual(await provider.listThreads(), []);
  });
});

describe("deleteThreads", () => {
  const filled = async (count: number) => {
    const provider = threads();
    for (let at = 0; at < count; at += 1) {
      await provider.saveThread(thread(`t${at}`, { resourceId: at % 2 === 0 ? "ann" : "bob" }));
    }
    return provider;
  };

  it("deletes all threads of a resource, and no other", async () => {
    const provider = await filled(501);
    assert.equal(await deleteThreads(provider, { resourceId: "ann" }), 251);
    assert.deepEqual(await provider.listThreads({ resourceId: "ann" }), []);
    assert.equal((await provider.listThreads()).length, 250);
  });

  it("deletes everything where no resource is named", async () => {
    const provider = await filled(3);
    assert.equal(await deleteThreads(provider), 3);
    assert.equal(await deleteThreads(provider), 0);
  });

  it("ends where a storage keeps what it says it has deleted", async () => {
    const provider = await filled(3);
    provider.deleteThread = () => Promise.resolve();
    await assert.rejects(deleteThreads(provider), failsWith("storage-failed", /still lists/));
  });

  it("stops at an abort", async () => {
    const provider = await filled(3);
    const controller = new AbortController();
    const remove = provider.deleteThread.bind(provider);
    provider.deleteThread = async (...args) => {
      await remove(...args);
      controller.abort();
    };
    await assert.rejects(deleteThreads(provider, { signal: controller.signal }), { name: "AbortError" });
    assert.equal((await provider.listThreads()).length, 2);
  });
});
