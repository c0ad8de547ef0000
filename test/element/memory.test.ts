/** What the tag says of memory: what is kept of a conversation, what the token endpoint is told, and how all of it is forgotten. */
import { expect } from "chai";
import { deleteDB } from "idb";
import { IndexedDBThreadProvider, IndexedDBVectorStore } from "../../src/browser/index.js";
import type { ThreadProvider } from "../../src/core/ports/thread-provider.js";
import { systemClock } from "../../src/core/clock.js";
import { silentLogger } from "../../src/core/ports/logger.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { assemble } from "../../src/element/assembly/assemble.js";
import { CHUNKS } from "../../src/element/assembly/part.js";
import { type Settings, settingsOf } from "../../src/element/settings.js";
import { en } from "../../src/element/locales/en.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { InMemoryThreadProvider } from "../../src/session/index.js";
import { FakeLLM } from "../../src/testing/index.js";
import { until } from "./history-support.js";
import { clear, event, find, nextTask, place, settled, TalkingRenderer } from "./support.js";

const ENDPOINT = "/site/token";
const VISITOR = "visitor";
const original = window.fetch.bind(window);
let threads: IndexedDBThreadProvider;
let vectors: IndexedDBVectorStore;

beforeEach(() => {
  threads = new IndexedDBThreadProvider();
  vectors = new IndexedDBVectorStore();
});
afterEach(async () => {
  window.fetch = original;
  await clear();
  for (const { id } of await threads.listThreads()) {
    await threads.deleteThread(id);
    await vectors.deleteThread(id);
  }
  threads.dispose();
  vectors.dispose();
});
after(() => Promise.all([deleteDB("avatarlayer-threads"), deleteDB("avatarlayer-vectors")]));

/** A conversation with a model of the page's that answers with these words. */
async function converse(
  attributes: Readonly<Record<string, string>> = {},
  { threadProvider, answers = [] }: { threadProvider?: ThreadProvider; answers?: readonly string[] } = {},
) {
  const llm = new FakeLLM({ clock: systemClock });
  for (const answer of answers) llm.plan([answer]);
  const element = await place(
    { lang: "en", microphone: "off", "no-auto-speak": "", ...attributes },
    new TalkingRenderer(),
  );
  element.llm = llm;
  element.threadProvider = threadProvider;
  await element.start();
  await settled(element);
  return { element, llm };
}

const textsOf = (messages: readonly { readonly content: unknown }[]) => messages.map(({ content }) => content);

/** Waits for what a conversation writes behind its answers. */
async function untilKept(provider: ThreadProvider, id: string, count: number): Promise<void> {
  for (let left = 200; left > 0; left -= 1) {
    if ((await provider.getMessages(id)).length === count) return;
    await nextTask();
  }
  throw new Error(`${(await provider.getMessages(id)).length} messages are kept, and not ${count}`);
}

/** Answers the token endpoint with a refusal; returns what it was told. */
function tokenEndpoint(): unknown[] {
  const told: unknown[] = [];
  window.fetch = (input, init = {}) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input.toString(), location.href);
    if (pathname !== ENDPOINT) return original(input, init);
    told.push(JSON.parse(init.body as string));
    return Promise.resolve(new Response(null, { status: 403 }));
  };
  return told;
}

async function ask(attributes: Readonly<Record<string, string>>, threadProvider?: ThreadProvider) {
  const told = tokenEndpoint();
  const element = await place({ "token-endpoint": ENDPOINT, lang: "en", ...attributes });
  element.threadProvider = threadProvider;
  await element.start().catch(() => undefined);
  expect(told).to.have.length(1);
  const { language, interaction, ...hints } = told[0] as Record<string, unknown>;
  expect([language, interaction]).to.deep.equal(["en", "conversational"]);
  return hints;
}

const said = (id: string, content: string) => ({ id, role: "user" as const, content, createdAt: 1 });

/** Threads of the visitor, the last the newest. */
async function fill(provider: ThreadProvider, resourceId: string | undefined, ...ids: readonly string[]) {
  for (const [at, id] of ids.entries()) {
    await provider.saveThread({
      id,
      resourceId,
      title: id,
      createdAt: at,
      updatedAt: at,
      metadata: { sessionId: `s-${id}` },
    });
    await provider.appendMessages(id, [said(`${id}-1`, `words of ${id}`)]);
  }
}

describe("an element that remembers", () => {
  it("keeps nothing without memory, and has no button for it", async () => {
    const { element } = await converse(
      { resume: "", "thread-id": "t", "user-id": "ann" },
      { answers: ["Good evening."] },
    );
    await element.sendMessage("Hello");
    expect(element.thread).to.equal(null);
    expect(find(element, '[part="history-button"]')).to.equal(null);
    const names = (await indexedDB.databases()).map(({ name }) => name);
    expect(await threads.listThreads()).to.deep.equal([]);
    expect(names).to.not.include("avatarlayer-vectors");
    expect(await element.forget()).to.equal(0);
    await element.newThread().then(
      () => expect.fail("it has none"),
      (error: unknown) => expect((error as LiveAvatarError).stage).to.be.oneOf(["session", "config", "memory"]),
    );
  });

  it("keeps its conversation in the browser, and goes on with the newest where it resumes", async () => {
    const { element } = await converse({ memory: "local", greeting: "Welcome." }, { answers: ["Good evening."] });
    await element.sendMessage("Hello");
    const { id } = element.thread!;
    await untilKept(threads, id, 3);
    expect(await threads.getThread(id)).to.include({ title: "Hello", resourceId: VISITOR });
    await element.stop();

    const next = await converse({ memory: "local", resume: "", greeting: "Welcome." }, { answers: ["Still here."] });
    expect(next.element.thread?.id).to.equal(id);
    await next.element.sendMessage("And now?");
    expect(textsOf(next.element.messages)).to.deep.equal([
      "Welcome.",
      "Hello",
      "Good evening.",
      "And now?",
      "Still here.",
    ]);
    expect(textsOf(next.llm.requests[0]!.messages)).to.include.members(["Hello", "Good evening.", "And now?"]);
    await next.element.stop();

    const fresh = await converse({ memory: "local", greeting: "Welcome." });
    await until(() => fresh.element.messages.length === 1);
    expect(fresh.element.thread?.id).to.not.equal(id);
    expect(textsOf(fresh.element.messages)).to.deep.equal(["Welcome."]);
  });

  it("opens the thread of thread-id, of the visitor of user-id", async () => {
    await fill(threads, "ann", "one", "two");
    const { element } = await converse({ memory: "local", "user-id": "ann", "thread-id": "one" });
    expect(element.thread).to.include({ id: "one", resourceId: "ann" });
    expect(textsOf(element.messages)).to.deep.equal(["words of one"]);
    await element.stop();
    const other = await converse({ memory: "local", "user-id": "bob", "thread-id": "one" });
    expect(other.element.messages).to.deep.equal([]);
    expect(other.element.thread).to.include({ resourceId: "bob" });
    expect(other.element.thread?.id).to.not.equal("one");
  });

  it("uses the page's threads in place of its own, and leaves whose they are to them", async () => {
    const threadProvider = new InMemoryThreadProvider();
    await fill(threadProvider, undefined, "one", "two");
    const { element } = await converse({ memory: "local", resume: "" }, { threadProvider, answers: ["Yes."] });
    expect(element.thread?.id).to.equal("two");
    await element.sendMessage("More");
    await untilKept(threadProvider, "two", 3);
    expect((await threadProvider.getThread("two"))?.resourceId).to.equal(undefined);
    expect(await threads.listThreads()).to.deep.equal([]);
  });

  it("goes on with another thread, and with a new one, and says so", async () => {
    const threadProvider = new InMemoryThreadProvider();
    await fill(threadProvider, undefined, "one");
    const { element } = await converse({}, { threadProvider, answers: ["Yes."] });
    await element.sendMessage("Hello");
    const first = element.thread!.id;
    const changed = event(element, "avatar-thread-change");
    const loaded = event(element, "avatar-history-loaded");
    await element.switchThread("one");
    expect((await changed).detail.thread).to.include({ id: "one", title: "one" });
    expect(textsOf((await loaded).detail.messages)).to.deep.equal(["words of one"]);
    expect(textsOf(element.messages)).to.deep.equal(["words of one"]);
    const made = await element.newThread({ title: "Shoes", metadata: { order: 7 } });
    expect(element.thread).to.equal(made);
    expect(await threadProvider.getThread(made.id)).to.deep.include({ title: "Shoes", metadata: { order: 7 } });
    expect(element.messages).to.deep.equal([]);
    const missing = await element.switchThread("nowhere").catch((error: unknown) => error);
    expect((missing as LiveAvatarError).code).to.equal("thread-missing");
    expect(element.thread).to.equal(made);
    expect(textsOf(await threadProvider.getMessages(first))).to.deep.equal(["Hello", "Yes."]);
  });

  it("forgets all of its visitor before any start, threads and vectors, and nothing of others", async () => {
    await fill(threads, VISITOR, "one", "two");
    await fill(threads, "ann", "hers");
    const vector = (threadId: string) => ({
      ...{ embedderId: "e", messageId: `${threadId}-1`, threadId, resourceId: VISITOR, createdAt: 1 },
      vector: new Float32Array([1, 0]),
    });
    await vectors.add([vector("one"), vector("hers")]);
    const element = await place({ memory: "local", lang: "en" }, new TalkingRenderer());
    expect(await element.forget()).to.equal(2);
    expect((await threads.listThreads()).map(({ id }) => id)).to.deep.equal(["hers"]);
    const near = await vectors.search({ embedderId: "e", vector: new Float32Array([1, 0]), topK: 9 });
    expect(near.map(({ threadId }) => threadId)).to.deep.equal(["hers"]);
    await settled(element);
    expect(element.renderRoot.textContent).to.include(en.forgotten);
  });

  it("forgets in the middle of a conversation, which goes on in a new thread, and says so", async () => {
    const { element } = await converse({ memory: "local" }, { answers: ["Good evening.", "Nothing."] });
    await element.sendMessage("Hello");
    const { id } = element.thread!;
    await untilKept(threads, id, 2);
    expect(await element.forget()).to.equal(1);
    expect(await threads.getThread(id)).to.equal(null);
    expect(element.messages).to.deep.equal([]);
    await settled(element);
    expect(find(element, "[data-key=forgotten]")?.textContent).to.include(en.forgotten);
    await element.sendMessage("What do you know?");
    expect(element.thread?.id).to.not.equal(id);
    await untilKept(threads, element.thread!.id, 2);
  });

  it("converses without its memory where that cannot be loaded, and the log says so", async () => {
    const logged: string[] = [];
    const element = await place({ memory: "local", "no-auto-speak": "" }, new TalkingRenderer());
    element.llm = new FakeLLM({ clock: systemClock });
    const logger = { ...silentLogger, error: (message: unknown) => void logged.push(String(message)) };
    const settings = settingsOf(element, "en", logger);
    const { signal } = new AbortController();
    for (const name of ["threads", "localRecall"] as const) {
      const chunks = { ...CHUNKS, [name]: () => Promise.reject(new TypeError("offline")) };
      const { session, history } = await assemble(settings, signal, { chunks });
      await session.start(document.body.appendChild(document.createElement("div")));
      expect([session.state, session.thread, history]).to.deep.equal(["ready", null, undefined]);
      session.destroy();
      expect(logged.splice(0)).to.deep.equal(["The memory could not be loaded: this conversation is not kept."]);
    }
  });
});

describe("the token request of a conversation that is kept", () => {
  it("tells of the thread that goes on, and of the service's conversation in it", async () => {
    await fill(threads, VISITOR, "one", "two");
    expect(await ask({ memory: "local" }), "a new thread").to.deep.equal({});
    // It is deleted, for nothing was said in it.
    for (let left = 200; left > 0 && (await threads.listThreads()).length > 2; left -= 1) await nextTask();
    expect(await ask({ memory: "local", resume: "" })).to.deep.equal({
      thread_id: "two",
      previous_session_id: "s-two",
    });
    expect(await ask({ memory: "local", "thread-id": "one" })).to.deep.equal({
      thread_id: "one",
      previous_session_id: "s-one",
    });
    const one = (await threads.getThread("one"))!;
    await threads.saveThread({ ...one, metadata: { sessionId: `${"s".repeat(1000)} \n` } });
    expect(await ask({ memory: "local", "thread-id": "one" }), "no id").to.deep.equal({ thread_id: "one" });
    expect(await ask({ memory: "local", "thread-id": "new-one" })).to.deep.equal({ thread_id: "new-one" });
    expect(await ask({ memory: "local", resume: "", "user-id": "ann" })).to.deep.equal({ user_id: "ann" });
    expect(await ask({ memory: "local", "thread-id": "one", "user-id": "ann" })).to.deep.equal({
      thread_id: "one",
      user_id: "ann",
    });
  });

  it("goes out without them where the threads fail", async () => {
    const threadProvider = new InMemoryThreadProvider();
    threadProvider.listThreads = () => Promise.reject(new LiveAvatarError("storage-failed", "It is away."));
    expect(await ask({ resume: "" }, threadProvider)).to.deep.equal({});
  });
});

/** A part of the settings that a start reads. */
type Remembered = Pick<Settings, "memory" | "resume" | "threadId" | "userId" | "threadProvider">;

describe("the attributes of memory", () => {
  const settingsFor = (element: LiveAvatarElement): Remembered => {
    const { memory, resume, threadId, userId, threadProvider } = settingsOf(element, "en", silentLogger);
    return { memory, resume, threadId, userId, threadProvider };
  };

  it("are off by default, and what makes no sense counts as the default", async () => {
    const off = { memory: "none", resume: false, threadId: undefined, userId: undefined, threadProvider: undefined };
    expect(settingsFor(await place())).to.deep.equal(off);
    expect(settingsFor(await place({ memory: "everything" }))).to.deep.equal(off);
    const threadProvider = new InMemoryThreadProvider();
    const element = await place({ memory: "local", resume: "", "thread-id": "t", "user-id": "ann" });
    element.threadProvider = threadProvider;
    const on = { memory: "local", resume: true, threadId: "t", userId: "ann", threadProvider };
    expect(settingsFor(element)).to.deep.equal(on);
  });
});
