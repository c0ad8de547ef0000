/** What a provider, another page or an unlucky moment could do to the memory of a session. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { describe, it } from "node:test";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { ThreadChange } from "../../src/core/ports/thread-provider.js";
import { deferred } from "../../src/core/wait.js";
import { AvatarSession, InMemoryThreadProvider, InMemoryVectorStore } from "../../src/session/index.js";
import type { MemoryConfig } from "../../src/session/memory-config.js";
import { FakeClock, FakeEmbedder, FakeFace } from "../../src/testing/index.js";
// What a session loads by need is there: a machine that is busy would let the time of the fake clock run out over it.
import "../../src/session/remembering/session-memory.js";
import "../../src/session/turn/load-pipeline.js";
import { model, outcome } from "./support.js";

const HANNAH = "hannah";

class Threads extends InMemoryThreadProvider {
  tell: (change: unknown) => void = () => undefined;
  subscribe(listener: (change: ThreadChange) => void): () => void {
    this.tell = listener as (change: unknown) => void;
    return () => undefined;
  }
}

const said = (id: string): ChatMessage => ({ id, role: "user", content: id, createdAt: 1 });

async function stage(memory: Partial<MemoryConfig> = {}, serviceId?: string) {
  const clock = new FakeClock();
  const threads = new Threads({ clock });
  for (const id of ["one", "two"]) {
    await threads.saveThread({ id, resourceId: HANNAH, createdAt: 1, updatedAt: 1 });
    await threads.appendMessages(id, [said(`in ${id}`)]);
  }
  const face = Object.assign(new FakeFace({ clock, kind: "voice", speechMs: 10 }), { sessionId: serviceId });
  const llm = model(() => [{ text: "Yes." }]);
  const session = new AvatarSession({
    ...{ renderer: face, llm, clock, logger: { debug() {}, warn() {}, error() {} } },
    memory: { provider: threads, resourceId: HANNAH, ...memory },
  });
  const codes: string[] = [];
  session.on("error", ({ code }) => void codes.push(code));
  /** Its outcome, on a clock that goes on. */
  const end = async (promise: Promise<unknown>, ms = 100): Promise<string> => {
    let how = "";
    void outcome(promise).then((found) => (how = found));
    for (let tasks = 0; how === "" && tasks < 1000; tasks += 1) {
      await clock.advance(ms);
      await setImmediate();
    }
    return how || "open";
  };
  const pass = (ms: number) => end(clock.sleep(ms), ms);
  const kept = async (id = session.threadId ?? ""): Promise<unknown[]> =>
    (await threads.getMessages(id)).map(({ content }) => content);
  return { clock, threads, session, codes, end, pass, kept };
}

const shown = ({ messages }: AvatarSession): unknown[] => messages.map(({ content }) => content);
const full = (): Promise<never> => Promise.reject(new LiveAvatarError("storage-full", "Full."));

describe("the memory of a session in unlucky moments", () => {
  it("has the thread of the configuration where a wish during the start cannot be met", async () => {
    const { session, end, kept } = await stage({ threadId: "one" });
    const started = session.start();
    const switched = session.switchThread("nowhere");
    assert.equal(await end(switched), "thread-missing");
    assert.equal(await end(started), "resolved");
    assert.equal(session.threadId, "one");
    await end(session.sendMessage("Hi."));
    assert.deepEqual(await kept("one"), ["in one", "Hi.", "Yes."]);
  });

  it("keeps a title that a thread is given while it is being read", async () => {
    for (const giver of ["this session", "another page"]) {
      const { threads, session, end } = await stage({ threadId: "one" });
      await end(session.start());
      const reading = deferred();
      const getMessages = threads.getMessages.bind(threads);
      threads.getMessages = async (...args) => {
        if (args[0] === "two") await reading.promise;
        return getMessages(...args);
      };
      const switched = session.switchThread("two");
      if (giver === "this session") await end(session.renameThread("two", "Shoes"));
      else {
        const thread = await threads.saveThread({ id: "two", title: "Shoes", createdAt: 1, updatedAt: 1 });
        threads.tell({ type: "thread", thread });
      }
      reading.resolve();
      assert.equal(await end(switched), "resolved", giver);
      assert.equal(session.thread?.title, "Shoes", giver);
      await end(session.sendMessage("First words, which would be a title."));
      assert.equal((await threads.getThread("two"))?.title, "Shoes", giver);
    }
  });

  it("leaves an empty thread whose first words another page says in the moment in which it is left", async () => {
    const { threads, session, end, kept } = await stage();
    await end(session.start());
    const left = session.threadId ?? "";
    const deleteThread = threads.deleteThread.bind(threads);
    threads.deleteThread = async (...args) => {
      await threads.appendMessages(left, [said("elsewhere")]);
      await deleteThread(...args);
    };
    await end(session.switchThread("one"));
    assert.deepEqual(await kept(left), ["elsewhere"]);
  });

  it("stays where the newest wish is the thread it is in", async () => {
    const { session, end } = await stage({ threadId: "one" });
    await end(session.start());
    const away = outcome(session.switchThread("two"));
    assert.equal(await end(session.switchThread("one")), "resolved");
    assert.match(await away, /AbortError/);
    assert.equal(session.threadId, "one");
  });

  it("has a turn that a listener opens at the change in one thread", async () => {
    const { session, end, kept } = await stage({ threadId: "one" });
    await end(session.start());
    let asked: Promise<unknown> | undefined;
    const switched = session.switchThread("two");
    const cutShort = outcome(session.say("Long."));
    session.on("state-change", (now) => {
      if (now === "ready") asked ??= session.sendMessage("From a listener.");
    });
    await end(switched);
    await end(cutShort);
    await end(asked ?? Promise.resolve());
    assert.deepEqual(shown(session), ["in two", "From a listener.", "Yes."]);
    assert.deepEqual(await kept("two"), shown(session));
  });

  it("does not make a thread anew that is being deleted", async () => {
    const { session, threads, end, pass, codes } = await stage({ threadId: "one" });
    await end(session.start());
    const remove = threads.deleteThread.bind(threads);
    const gate = deferred();
    threads.deleteThread = async (id) => {
      await remove(id);
      await gate.promise;
    };
    const deleted = session.deleteThread("one");
    await pass(10);
    await end(session.sendMessage("In between."));
    gate.resolve();
    assert.equal(await end(deleted), "resolved");
    await pass(60_000);
    assert.equal(await threads.getThread("one"), null);
    assert.notEqual(session.threadId, "one");
    assert.deepEqual(codes, [], "and nobody else has deleted it");
  });

  it("does not make a thread anew, by its title, that others have deleted", async () => {
    const { session, threads, end, pass, kept } = await stage({ threadId: "one" });
    await end(session.start());
    await threads.deleteThread("one");
    await end(session.sendMessage("Hi."));
    await pass(1000);
    assert.equal(await threads.getThread("one"), null);
    assert.deepEqual(await kept(), ["Hi.", "Yes."]);
    assert.equal(session.thread?.title, "Hi.");
  });

  it("loses nothing of a thread that it leaves while there is no room, and is back at the next message", async () => {
    const { session, threads, end, pass, kept } = await stage({ threadId: "one" });
    await end(session.start());
    const append = threads.appendMessages.bind(threads);
    threads.appendMessages = full;
    await end(session.sendMessage("Hi."));
    await end(session.switchThread("two"));
    threads.appendMessages = append;
    await end(session.sendMessage("Here."));
    await pass(1000);
    assert.deepEqual(await kept("one"), ["in one", "Hi.", "Yes."]);
  });

  it("lets an empty thread be where others have written, or that has a name", async () => {
    const { session, threads, end, pass } = await stage();
    await end(session.start());
    const first = session.threadId ?? "";
    await threads.appendMessages(first, [said("from another device")]);
    await end(session.newThread());
    const second = session.threadId ?? "";
    await end(session.renameThread(second, "Mine"));
    await end(session.switchThread("two"));
    await pass(1000);
    assert.ok(await threads.getThread(first));
    assert.equal((await threads.getThread(second))?.title, "Mine");
  });

  it("keeps the title and the messages where the service's id has no room in the metadata", async () => {
    const { session, threads, end, pass, kept, codes } = await stage({}, "x".repeat(200));
    await end(session.start());
    await end(session.newThread({ metadata: { page: "y".repeat(65_450) } }));
    await end(session.sendMessage("Hi."));
    await pass(1000);
    assert.equal((await threads.getThread(session.threadId ?? ""))?.title, "Hi.");
    assert.deepEqual([await kept(), codes], [["Hi.", "Yes."], []]);
  });

  it("has a limit for all that deletes", async () => {
    const store = new InMemoryVectorStore();
    store.deleteThread = () => deferred<undefined>().promise;
    const { session, threads, clock, end, pass } = await stage({
      threadId: "one",
      semanticRecall: { embedder: new FakeEmbedder({ clock: new FakeClock() }), store },
    });
    await end(session.start());
    assert.equal(await end(session.deleteThread("two"), 1000), "storage-failed", "the vectors hang");
    threads.listThreads = () => deferred<never>().promise;
    assert.equal(await end(session.forget(), 1000), "storage-failed", "the list hangs");
    session.destroy();
    await pass(60_000);
    assert.equal(clock.pending, 0);
  });

  it("keeps what was said where nothing can be forgotten", async () => {
    const { session, threads, end, pass, kept } = await stage({ threadId: "one" });
    await end(session.start());
    const append = threads.appendMessages.bind(threads);
    threads.appendMessages = full;
    await end(session.sendMessage("Hi."));
    threads.listThreads = full;
    assert.equal(await end(session.forget()), "storage-full");
    assert.deepEqual(shown(session), []);
    threads.appendMessages = append;
    await end(session.sendMessage("Again."));
    await pass(1000);
    assert.deepEqual(
      [await kept("one"), await kept()],
      [
        ["in one", "Hi.", "Yes."],
        ["Again.", "Yes."],
      ],
    );
  });

  it("takes no harm from what a provider tells and answers", async (t) => {
    const rejections: unknown[] = [];
    const handle = (reason: unknown): void => void rejections.push(reason);
    process.on("unhandledRejection", handle);
    t.after(() => process.off("unhandledRejection", handle));
    const { session, threads, end, pass } = await stage({ threadId: "one" });
    threads.getMessages = async () => [said("a"), said("a"), said("b")];
    await end(session.start());
    for (const change of [null, 1, {}, { type: "messages", threadId: "one", messages: null }, { type: "deleted" }]) {
      threads.tell(change);
    }
    threads.tell({ type: "messages", threadId: "one", messages: [said("c"), said("c")] });
    threads.tell({
      type: "thread",
      thread: { id: "one", resourceId: "tom", title: "Theirs", createdAt: 1, updatedAt: 1 },
    });
    await pass(10);
    assert.deepEqual([shown(session), session.thread?.title], [["a", "b", "c"], undefined]);
    assert.deepEqual(rejections, []);
  });

  it("starts where the changes of others cannot be followed, and ends where that cannot be ended", async () => {
    for (const subscribe of [
      () => {
        throw new Error("no");
      },
      () => "no function" as never,
    ]) {
      const { session, threads, clock, end, pass } = await stage();
      threads.subscribe = subscribe;
      assert.equal(await end(session.start()), "resolved");
      await end(session.sendMessage("Hi."));
      threads.appendMessages = () => deferred<undefined>().promise;
      session.destroy();
      await pass(60_000);
      assert.equal(clock.pending, 0);
    }
  });

  it("does not ask without a pause where an error has a strange retryAfter", async () => {
    const { session, threads, end, pass } = await stage();
    await end(session.start());
    let calls = 0;
    threads.appendMessages = () => {
      calls += 1;
      return Promise.reject(new LiveAvatarError("storage-failed", "No.", { retryAfter: calls < 100 ? NaN : 10 }));
    };
    await end(session.sendMessage("Hi."));
    await pass(10);
    assert.ok(calls < 5, `${calls} calls`);
  });
});
