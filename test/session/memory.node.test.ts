/** A session that keeps its conversation in threads: what is kept where, and what becomes of it when the provider fails. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { describe, it } from "node:test";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { AvatarRenderer } from "../../src/core/ports/avatar-renderer.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { Thread, ThreadChange, ThreadProvider } from "../../src/core/ports/thread-provider.js";
import {
  AvatarSession,
  type AvatarSessionConfig,
  InMemoryThreadProvider,
  InMemoryVectorStore,
} from "../../src/session/index.js";
import type { MemoryConfig } from "../../src/session/memory-config.js";
import {
  FakeClock,
  FakeEmbedder,
  FakeFace,
  FakeLLM,
  FakeRenderer,
  recordEvents,
  withFaults,
} from "../../src/testing/index.js";
import type { Faults } from "../../src/testing/index.js";
// What a session loads by need is there: a busy machine would let the time of a fake clock run out over it.
import "../../src/session/remembering/session-memory.js";
import "../../src/session/turn/load-pipeline.js";
import { model, outcome } from "./support.js";

const HANNAH = "hannah";

/** The changes of others are told by the test. */
class SharedThreads extends InMemoryThreadProvider {
  listener: (change: ThreadChange) => void = () => undefined;
  subscribe(listener: (change: ThreadChange) => void): () => void {
    this.listener = listener;
    return () => (this.listener = () => undefined);
  }
}

/** A clock that goes on until what was asked for is done; parts that are loaded come in tasks of their own. */
async function settle<T>(clock: FakeClock, promise: Promise<T>, stepMs = 100): Promise<T> {
  let isDone = false;
  const done = (): void => void (isDone = true);
  promise.then(done, done);
  for (let tasks = 0; tasks < 2000 && !(isDone as boolean); tasks += 1) {
    await clock.advance(stepMs);
    await setImmediate();
  }
  assert.ok(isDone, "it never came to an end");
  return promise;
}

interface StageOptions {
  readonly threads?: ThreadProvider & { dispose?(): void };
  readonly memory?: Partial<MemoryConfig>;
  readonly config?: Partial<AvatarSessionConfig>;
  readonly clock?: FakeClock;
}

async function stage({ clock = new FakeClock(), threads, memory, config }: StageOptions = {}) {
  const provider = threads ?? new SharedThreads({ clock });
  const llm = new FakeLLM({ clock });
  const face = new FakeFace({ clock, kind: "voice", speechMs: 10 });
  const session = new AvatarSession({
    ...{ renderer: face, llm, clock, memory: { provider, resourceId: HANNAH, ...memory } },
    ...config,
  });
  const log = recordEvents(session);
  await settle(clock, session.start());
  const ask = (text: string) => settle(clock, outcome(session.sendMessage(text)));
  const idle = async (ms = 1000) => {
    await clock.advance(ms);
    await setImmediate();
    await clock.advance(0);
  };
  const kept = async (id = session.threadId ?? ""): Promise<string[]> => {
    await idle();
    return (await provider.getMessages(id)).map(textOf);
  };
  const codes = (): string[] =>
    log.events.flatMap(({ name, args }) => (name === "error" ? [(args[0] as LiveAvatarError).code] : []));
  const told = (name: string): unknown[] => log.events.flatMap((event) => (event.name === name ? [event.args[0]] : []));
  return { clock, provider, llm, face, session, log, ask, idle, kept, codes, told };
}

const textOf = ({ role, content }: ChatMessage): string => `${role === "user" ? ">" : "<"} ${content as string}`;
const shown = ({ messages }: AvatarSession): string[] => messages.map(textOf);
const saved = (id: string, more: Partial<Thread> = {}): Thread => ({ id, createdAt: 1, updatedAt: 1, ...more });
const said = (id: string, content = id, more: Partial<ChatMessage> = {}): ChatMessage => ({
  ...{ id, content, role: "user", createdAt: 1 },
  ...more,
});

async function threadsWith(clock: FakeClock, threads: Readonly<Record<string, readonly ChatMessage[]>>) {
  const provider = new SharedThreads({ clock });
  for (const [id, messages] of Object.entries(threads)) {
    await provider.saveThread(saved(id, { resourceId: HANNAH, title: `about ${id}` }));
    await provider.appendMessages(id, messages);
  }
  return provider;
}

describe("the thread of a session", () => {
  it("is a new one, has a title from the first words, and keeps what is said in its order", async () => {
    const { session, llm, ask, kept, told, log, provider, codes } = await stage();
    assert.deepEqual(log.names, ["state-change", "thread-change", "history-loaded", "state-change"]);
    assert.deepEqual(told("history-loaded"), [[]]);
    assert.equal((told("thread-change")[0] as Thread).id, session.threadId);
    llm.plan(["It is noon."], ["Good bye."]);
    await ask("What is  the\ntime?");
    await ask("Thank you.");
    assert.deepEqual(await kept(), ["> What is  the\ntime?", "< It is noon.", "> Thank you.", "< Good bye."]);
    const { title, resourceId } = (await provider.getThread(session.threadId ?? "")) ?? saved("");
    assert.deepEqual({ title, resourceId }, { title: "What is the time?", resourceId: HANNAH });
    assert.equal(session.thread?.title, "What is the time?");
    assert.deepEqual(codes(), []);
  });

  it("goes on in a later session, whose messages have ids of their own", async () => {
    const first = await stage();
    first.llm.plan(["one"], ["two"]);
    await first.ask("first");
    await first.session.stop();
    const threadId = first.session.threadId ?? "";
    const { session, llm, ask, kept, told } = await stage({ threads: first.provider, memory: { threadId } });
    assert.deepEqual(shown(session), ["> first", "< one"]);
    assert.deepEqual(told("history-loaded"), [session.messages]);
    llm.plan(["two"]);
    await ask("second");
    assert.deepEqual(await kept(threadId), ["> first", "< one", "> second", "< two"]);
    assert.deepEqual(
      llm.requests.at(-1)?.messages.map(({ content }) => content),
      ["first", "one", "second"],
    );
  });

  it("is made under the id that is not there yet; another visitor's is not opened", async () => {
    const clock = new FakeClock();
    const { session, provider } = await stage({ clock, memory: { threadId: "mine" } });
    assert.equal(session.threadId, "mine");
    await clock.advance(0);
    assert.equal((await provider.getThread("mine"))?.resourceId, HANNAH);
    const warnings: string[] = [];
    const logger = { debug() {}, warn: (text: string) => void warnings.push(text), error() {} };
    const tom = await stage({
      clock,
      threads: provider,
      memory: { threadId: "mine", resourceId: "tom" },
      config: { logger },
    });
    assert.notEqual(tom.session.threadId, "mine");
    assert.match(warnings.join(), /another resource/);
    await assert.rejects(settle(clock, tom.session.switchThread("mine")), { code: "thread-missing" });
    await assert.rejects(settle(clock, tom.session.deleteThread("mine")), { code: "thread-missing" });
    await assert.rejects(settle(clock, tom.session.renameThread("mine", "x")), { code: "thread-missing" });
    assert.ok(await provider.getThread("mine"));
  });

  it("is read through: the model is told the newest of it, the store keeps all", async () => {
    const clock = new FakeClock();
    const threads = await threadsWith(clock, {
      long: Array.from({ length: 10 }, (_, at) => said(`m${at}`, `m${at}`, { role: at % 2 ? "assistant" : "user" })),
    });
    const { session, llm, ask, kept } = await stage({ clock, threads, memory: { threadId: "long", maxMessages: 4 } });
    llm.plan(["yes"]);
    await ask("now?");
    assert.deepEqual(
      llm.requests.at(-1)?.messages.map(({ content }) => content),
      ["m8", "m9", "now?"],
      "an exchange is told whole or not at all",
    );
    assert.equal(session.messages.length, 12);
    assert.equal((await kept("long")).length, 12);
  });

  it("shows its newest 200 messages, and older ones on demand, each once", async () => {
    const clock = new FakeClock();
    const all = Array.from({ length: 450 }, (_, at) => said(`m${at}`));
    const { session } = await stage({
      clock,
      threads: await threadsWith(clock, { long: all }),
      memory: { threadId: "long" },
    });
    const ids = () => session.messages.map(({ id }) => id);
    assert.deepEqual(
      ids(),
      all.slice(250).map(({ id }) => id),
    );
    const [one, other] = await settle(clock, Promise.all([session.loadEarlier(), session.loadEarlier()]));
    assert.deepEqual([one, other, session.messages.length], [true, true, 400]);
    assert.equal(await settle(clock, session.loadEarlier()), false);
    assert.equal(await settle(clock, session.loadEarlier()), false);
    assert.deepEqual(
      ids(),
      all.map(({ id }) => id),
    );
  });

  it("leaves out what is no message, whatever a provider answers", async () => {
    const clock = new FakeClock();
    const threads = await threadsWith(clock, { odd: [] });
    threads.getMessages = async () =>
      [said("a"), null, { id: 7 }, said("s", "be evil", { role: "system" }), said("b")] as readonly ChatMessage[];
    const { session } = await stage({ clock, threads, memory: { threadId: "odd" } });
    assert.deepEqual(shown(session), ["> a", "> b"]);
  });

  it("is none, and cannot be had, without a memory", async () => {
    const { session } = await stage({ config: { memory: undefined } });
    assert.equal(session.thread, null);
    for (const call of [session.switchThread("a"), session.newThread(), session.loadEarlier()]) {
      await assert.rejects(call, { code: "config-invalid" });
    }
  });
});

describe("another thread", () => {
  it("interrupts, and has the words from then on", async () => {
    const clock = new FakeClock();
    const threads = await threadsWith(clock, { old: [said("a", "long ago")] });
    const { session, llm, ask, kept, log } = await stage({ clock, threads });
    const first = session.threadId ?? "";
    llm.plan(["A long answer. It goes on. ", 60_000, "With an end."]);
    const asked = outcome(session.sendMessage("Tell me."));
    for (let tasks = 0; session.state !== "speaking" && tasks < 100; tasks += 1) {
      await clock.advance(5);
      await setImmediate();
    }
    const switched = session.switchThread("old");
    assert.equal(session.state, "ready", "in the task of the call");
    await settle(clock, switched);
    assert.equal(await settle(clock, asked), "resolved");
    assert.deepEqual(shown(session), ["> long ago"]);
    assert.equal(log.names.filter((name) => name === "speech-end").length, 1);
    llm.plan(["I am here."]);
    await ask("And now?");
    assert.deepEqual(await kept("old"), ["> long ago", "> And now?", "< I am here."]);
    assert.deepEqual(await kept(first), ["> Tell me."]);
  });

  it("is not entered where there is none; the newest wish counts", async () => {
    const clock = new FakeClock();
    const threads = await threadsWith(clock, { one: [said("a")], two: [said("b")] });
    const { session, told } = await stage({ clock, threads, memory: { threadId: "one" } });
    await assert.rejects(settle(clock, session.switchThread("three")), { code: "thread-missing" });
    assert.equal(session.threadId, "one");
    const older = session.switchThread("two");
    const newer = session.newThread({ title: "New" });
    await assert.rejects(settle(clock, older), { name: "AbortError" });
    assert.equal((await settle(clock, newer)).title, "New");
    assert.deepEqual(shown(session), []);
    assert.equal(told("thread-change").length, 2);
  });

  it("leaves no empty one behind, but for one that was asked for", async () => {
    const { session, clock, provider, idle } = await stage();
    await settle(clock, session.newThread({ title: "Wanted" }));
    await settle(clock, session.newThread());
    session.destroy();
    await idle();
    assert.deepEqual(
      (await provider.listThreads()).map(({ title }) => title),
      ["Wanted"],
    );
  });

  it("is not left behind by a start that failed, and made anew by the next", async () => {
    const clock = new FakeClock();
    const threads = new SharedThreads({ clock });
    const renderer: AvatarRenderer = new FakeFace({ clock, kind: "voice" });
    const memory = { provider: threads, resourceId: HANNAH };
    const session = new AvatarSession({ renderer, llm: new FakeLLM({ clock }), clock, memory });
    // The thread is there before the renderer fails.
    const mount = renderer.mount.bind(renderer);
    let isBroken = true;
    renderer.mount = async (...args) => {
      await clock.sleep(1000);
      if (isBroken) throw new Error("no picture");
      return mount(...args);
    };
    await assert.rejects(settle(clock, session.start()), { code: "renderer-failed" });
    await clock.advance(1000);
    assert.deepEqual([session.thread, await threads.listThreads()], [null, []]);
    isBroken = false;
    await settle(clock, session.start());
    await clock.advance(0);
    const [{ id } = saved("")] = await threads.listThreads();
    assert.equal(id, session.threadId);
  });

  it("can be renamed and deleted; whoever deletes the own one goes on in a new one", async () => {
    const clock = new FakeClock();
    const threads = await threadsWith(clock, { one: [said("a")], two: [said("b")] });
    const { session, told, llm, ask, kept } = await stage({ clock, threads, memory: { threadId: "one" } });
    await settle(clock, session.renameThread("two", "Number two"));
    assert.equal((await threads.getThread("two"))?.title, "Number two");
    await settle(clock, session.renameThread("one", "Number one"));
    assert.equal(session.thread?.title, "Number one");
    assert.equal((told("thread-change").at(-1) as Thread).title, "Number one");
    await settle(clock, session.deleteThread("two"));
    assert.equal(await threads.getThread("two"), null);
    await settle(clock, session.deleteThread("one"));
    assert.deepEqual([shown(session), await threads.getThread("one")], [[], null]);
    llm.plan(["Hello."]);
    await ask("Hi.");
    assert.deepEqual(await kept(), ["> Hi.", "< Hello."]);
    await assert.rejects(settle(clock, session.renameThread("two", "x")), { code: "thread-missing" });
    await assert.rejects(settle(clock, session.renameThread("two", "x".repeat(501))), { code: "config-invalid" });
  });

  it("is not for a session that has ended", async () => {
    const { session } = await stage();
    session.destroy();
    await assert.rejects(session.newThread(), { code: "wrong-state" });
    await assert.rejects(session.switchThread("a"), { code: "wrong-state" });
  });

  it("may be chosen before the start", async () => {
    const clock = new FakeClock();
    const threads = await threadsWith(clock, { one: [said("a")], two: [said("b")] });
    const renderer = new FakeFace({ clock, kind: "voice" });
    const session = new AvatarSession({
      ...{ renderer, llm: new FakeLLM({ clock }), clock },
      memory: { provider: threads, threadId: "one", resourceId: HANNAH },
    });
    await settle(clock, session.switchThread("two"));
    await settle(clock, session.start());
    assert.deepEqual([session.threadId, shown(session)], ["two", ["> b"]]);
  });
});

describe("what the provider cannot do", () => {
  const outage = async (faults: Faults, memory: Partial<MemoryConfig> = {}) => {
    const clock = new FakeClock();
    const threads = await threadsWith(clock, { one: [said("a")] });
    const result = await stage({ clock, threads: withFaults(threads, faults, clock), memory });
    return { ...result, threads };
  };

  it("is told once, and made up for when it is back: the order stays, and so does the title", async () => {
    const faults: Faults = { getThread: "reject", saveThread: "throw", appendMessages: "throw" };
    const { session, llm, ask, idle, codes, threads, clock } = await outage(faults, { threadId: "one" });
    assert.deepEqual(codes(), ["storage-failed"]);
    llm.plan(["1"], ["2"], ["3"]);
    await ask("first");
    await ask("second");
    await idle(30_000);
    assert.deepEqual(shown(session), ["> first", "< 1", "> second", "< 2"]);
    assert.deepEqual(codes(), ["storage-failed"], "and not again while it lasts");
    for (const name of Object.keys(faults)) faults[name] = undefined;
    await idle(60_000);
    await ask("third");
    await idle();
    assert.deepEqual((await threads.getMessages("one")).map(textOf), [
      ...["> a", "> first", "< 1", "> second", "< 2", "> third", "< 3"],
    ]);
    assert.equal((await threads.getThread("one"))?.title, "about one");
    assert.deepEqual([clock.pending, codes().length], [0, 1]);
  });

  it("that hangs does not hold the start up for ever", async () => {
    const { session, codes } = await outage({ getThread: "hang" }, { threadId: "one" });
    assert.equal(session.state, "ready");
    assert.deepEqual(codes(), ["storage-failed"]);
  });

  it("stays the session's error over turns where only others can mend it, and else is that of its turn", async () => {
    for (const [code, later] of [
      ["storage-refused", "storage-refused"],
      ["storage-failed", undefined],
    ] as const) {
      const clock = new FakeClock();
      const threads = new SharedThreads({ clock });
      threads.saveThread = () => Promise.reject(new LiveAvatarError(code, "It is away."));
      const { session, llm, ask, codes, idle } = await stage({ clock, threads, config: { greeting: "Hello." } });
      await idle();
      assert.deepEqual(codes(), [code]);
      llm.plan(["1"]);
      await ask("first");
      assert.equal(session.signals.error.get()?.code, later);
    }
  });

  it("because there is no room waits for the next message", async () => {
    const clock = new FakeClock();
    const threads = new SharedThreads({ clock });
    let isFull = true;
    const append = threads.appendMessages.bind(threads);
    threads.appendMessages = (...args) =>
      isFull ? Promise.reject(new LiveAvatarError("storage-full", "Full.")) : append(...args);
    const { session, llm, ask, kept, codes, idle } = await stage({ clock, threads });
    llm.plan(["1"], ["2"]);
    await ask("first");
    await idle(600_000);
    assert.deepEqual(codes(), ["storage-full"]);
    assert.equal(session.signals.error.get()?.code, "storage-full", "as long as it is so");
    isFull = false;
    await ask("second");
    assert.deepEqual(await kept(), ["> first", "< 1", "> second", "< 2"]);
    assert.equal(session.signals.error.get(), undefined);
  });

  it("with one message keeps the others", async () => {
    const clock = new FakeClock();
    const threads = new SharedThreads({ clock });
    const append = threads.appendMessages.bind(threads);
    threads.appendMessages = (id, messages, options) =>
      messages.some(({ content }) => content === "bad")
        ? Promise.reject(new LiveAvatarError("config-invalid", "Too large.", { fatal: false }))
        : append(id, messages, options);
    const { llm, ask, kept, codes } = await stage({ clock, threads });
    llm.plan(["1"], ["2"]);
    await ask("bad");
    await ask("good");
    assert.deepEqual(await kept(), ["< 1", "> good", "< 2"]);
    assert.deepEqual(codes(), ["config-invalid"]);
  });

  it("does not keep what is left from being written after the end", async () => {
    const faults: Faults = { appendMessages: 3000 };
    const { session, llm, ask, threads, clock } = await outage(faults);
    llm.plan(["1"]);
    await ask("first");
    session.destroy();
    const id = session.threadId ?? "";
    await settle(clock, clock.sleep(10_000));
    assert.deepEqual((await threads.getMessages(id)).map(textOf), ["> first", "< 1"]);
    assert.equal(clock.pending, 0, "nothing is left running");
  });

  it("after the end is given up after a while", async () => {
    const { session, llm, ask, clock } = await outage({ appendMessages: "hang" });
    llm.plan(["1"]);
    await ask("first");
    session.destroy();
    await settle(clock, clock.sleep(100_000));
    assert.equal(clock.pending, 0);
  });
});

describe("what others do to the thread", () => {
  it("is shown: their messages come to ours", async () => {
    const clock = new FakeClock();
    const threads = await threadsWith(clock, { one: [said("a")] });
    const { session, told, idle } = await stage({ clock, threads, memory: { threadId: "one" } });
    threads.listener({ type: "messages", threadId: "one", messages: [said("a"), said("b")] });
    threads.listener({ type: "messages", threadId: "two", messages: [said("c")] });
    threads.listener({ type: "thread", thread: saved("one", { title: "Theirs", resourceId: HANNAH }) });
    await idle();
    assert.deepEqual(shown(session), ["> a", "> b"]);
    assert.deepEqual(told("history-loaded").at(-1), session.messages);
    assert.equal(session.thread?.title, "Theirs");
  });

  for (const [how, remove] of [
    ["told", (threads: SharedThreads) => threads.listener({ type: "deleted", threadId: "one" })],
    ["found out", () => undefined],
  ] as const) {
    it(`is a deletion, ${how}: what is said from then on is kept in a new one`, async () => {
      const clock = new FakeClock();
      const threads = await threadsWith(clock, { one: [said("a")] });
      const { session, llm, ask, kept, codes, idle } = await stage({ clock, threads, memory: { threadId: "one" } });
      await threads.deleteThread("one");
      remove(threads);
      await idle();
      llm.plan(["1"], ["2"]);
      await ask("first");
      await ask("second");
      assert.notEqual(session.threadId, "one");
      assert.deepEqual(await kept(), ["> first", "< 1", "> second", "< 2"]);
      assert.deepEqual(shown(session), ["> first", "< 1", "> second", "< 2"]);
      assert.equal(await threads.getThread("one"), null);
      assert.deepEqual(codes(), ["thread-missing"]);
    });
  }
});

describe("a renderer that converses", () => {
  it("has its words kept in the order of the conversation, also those that come after their answer", async () => {
    const clock = new FakeClock();
    const threads = new SharedThreads({ clock });
    const renderer = new FakeRenderer({ clock, interaction: "conversational" });
    const session = new AvatarSession({ renderer, clock, memory: { provider: threads } });
    await settle(clock, session.start());
    renderer.report({ type: "user-speech-start" }, { type: "user-speech-end" }, { type: "speech-start" });
    renderer.report({ type: "reply-text", text: "It is noon." }, { type: "speech-end" });
    await clock.advance(1000);
    renderer.report({ type: "user-transcript", text: "What is the time?", isFinal: true });
    await clock.advance(1000);
    const id = session.threadId ?? "";
    assert.deepEqual((await threads.getMessages(id)).map(textOf), ["> What is the time?", "< It is noon."]);
    renderer.report({ type: "user-speech-start" }, { type: "user-speech-end" }, { type: "speech-start" });
    renderer.report({ type: "reply-text", text: "I did not hear you." }, { type: "speech-end" });
    await clock.advance(10_000);
    assert.equal((await threads.getMessages(id)).length, 3, "words that never come are not waited for");
  });

  it("has late words of the old thread nowhere in the new one", async () => {
    const clock = new FakeClock();
    const threads = new SharedThreads({ clock });
    const renderer = new FakeRenderer({ clock, interaction: "conversational" });
    const session = new AvatarSession({ renderer, clock, memory: { provider: threads } });
    await settle(clock, session.start());
    renderer.report({ type: "speech-start" }, { type: "speech-end" });
    await settle(clock, session.newThread());
    renderer.report({ type: "reply-text", text: "Too late." });
    await clock.advance(20_000);
    assert.deepEqual(shown(session), []);
  });
});

describe("what the model is reminded of", () => {
  it("comes with its date before what it is told, is looked for after the turn alone, and never breaks one", async () => {
    const clock = new FakeClock();
    const embedder = new FakeEmbedder({ clock, latencyMs: 50 });
    const threads = await threadsWith(clock, {
      one: [
        ...[said("a", "my cat is called Tom"), said("b", "A fine name.", { role: "assistant" })],
        ...Array.from({ length: 8 }, (_, at) => said(`m${at}`, `${at}`, { role: at % 2 ? "assistant" : "user" })),
      ],
    });
    const memory = { threadId: "one", maxMessages: 3, semanticRecall: { embedder, topK: 1, messageRange: 0 } };
    const { session, llm, ask, idle, codes } = await stage({ clock, threads, memory });
    await idle();
    llm.plan(["Tom."], ["Yes."], ["Still."]);
    await ask("how is my cat called");
    assert.deepEqual(
      llm.requests.at(-1)?.messages.map(({ content }) => content),
      ["[1970-01-01] my cat is called Tom\n\n6", "7", "how is my cat called"],
    );
    await idle();
    assert.deepEqual(
      embedder.requests.map(({ input }) => input.length),
      [10, 1, 1],
      "the thread when it was opened, the question, and after the turn the answer",
    );
    assert.deepEqual(embedder.requests.at(-1)?.input, ["Tom."]);
    embedder.plan({ fail: new Error("away") }, { fail: new Error("away") });
    assert.equal(await ask("is it noon"), "resolved");
    assert.deepEqual(codes(), []);
    assert.equal(session.state, "ready");
  });

  it("gives way where all of it is too long for the model's server", async () => {
    const clock = new FakeClock();
    const threads = await threadsWith(clock, { one: [said("a", `my cat is old ${"a".repeat(900)}`)], two: [] });
    const memory = { threadId: "two", semanticRecall: { embedder: new FakeEmbedder({ clock }), topK: 1 } };
    const lengths: number[] = [];
    const llm = model((messages) => {
      lengths.push(messages.reduce((sum, { content }) => sum + content.length, 0));
      if ((lengths.at(-1) ?? 0) <= 800) return [{ text: "Yes." }];
      throw new LiveAvatarError("llm-refused", "Request too large.", { status: 413 });
    });
    const { session, ask, idle, codes } = await stage({ clock, threads, memory, config: { llm } });
    await settle(clock, session.switchThread("one"));
    await settle(clock, session.switchThread("two"));
    await idle();
    assert.equal(await ask("my cat is old"), "resolved");
    assert.deepEqual([lengths.length, lengths.at(-1), codes()], [2, 13, []]);
  });

  it("is read ahead at the start, which does not wait for it", async () => {
    const clock = new FakeClock();
    const store = new InMemoryVectorStore();
    let warmings = 0;
    const slow = Object.assign(store, { warmUp: () => ((warmings += 1), Promise.reject(new Error("not yet"))) });
    const semanticRecall = { embedder: new FakeEmbedder({ clock }), store: slow };
    const { session, codes } = await stage({ clock, memory: { semanticRecall } });
    assert.deepEqual([session.state, warmings, codes()], ["ready", 1, []]);
  });

  it("needs a model of its own, and a right configuration", async () => {
    const clock = new FakeClock();
    const provider = new InMemoryThreadProvider();
    const embedder = new FakeEmbedder({ clock });
    const renderer = new FakeRenderer({ clock, interaction: "conversational" });
    const make = (memory: unknown, more: Partial<AvatarSessionConfig> = {}) =>
      new AvatarSession({ renderer, clock, memory: memory as MemoryConfig, ...more });
    assert.throws(() => make({ provider, semanticRecall: { embedder } }), { code: "config-invalid" });
    assert.throws(() => make({}), { code: "config-missing" });
    assert.throws(() => make({ provider: {} }), { code: "config-invalid" });
    assert.throws(() => make({ provider, maxMessages: 0 }), { code: "config-invalid" });
    const bad = make({ provider, semanticRecall: { embedder, topK: 0 } }, { llm: new FakeLLM({ clock }) });
    await assert.rejects(settle(clock, bad.start()), { code: "config-invalid" });
  });
});
