import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LiveAvatarError } from "../../../src/core/errors.js";
import type { ChatMessage } from "../../../src/core/ports/chat-message.js";
import type { Embedder } from "../../../src/core/ports/embedder.js";
import type { MessageVector } from "../../../src/core/ports/vector-store.js";
import { InMemoryVectorStore } from "../../../src/core/recall/in-memory-vector-store.js";
import { FakeClock } from "../../../src/testing/fake-clock.js";
import { FakeEmbedder } from "../../../src/testing/fake-embedder.js";
import { type Faults, withFaults } from "../../../src/testing/faults.js";
import { Recall, type RecallRequest } from "../../../src/session/remembering/recall.js";
import type { SemanticRecallConfig } from "../../../src/session/remembering/recall-options.js";
import { ListedThreads, logOf, message, textOf } from "./support.js";

const HANNAH = "hannah";
const THREADS: Readonly<Record<string, readonly ChatMessage[]>> = {
  now: [message("a", "my cat is old"), message("b", "how old", { role: "assistant" }), message("c", "nineteen years")],
  then: [message("k", "the wedding is in June"), message("l", "how lovely", { role: "assistant" })],
};

function stage(config: Partial<SemanticRecallConfig> = {}, faults: Faults = {}) {
  const clock = new FakeClock();
  const { lines, logger } = logOf();
  const embedder = new FakeEmbedder({ clock });
  const store = new InMemoryVectorStore();
  const threads = new ListedThreads(THREADS);
  const parts = {
    embedder: withFaults<Embedder>(embedder, faults, clock),
    store: withFaults(store, faults, clock),
  };
  const recall = new Recall(
    { topK: 1, messageRange: 0, ...parts, ...config },
    { threads: withFaults(threads, faults, clock), clock, logger },
  );
  const rememberAll = async (): Promise<void> => {
    for (const [threadId, messages] of Object.entries(THREADS)) {
      recall.remember(messages, { threadId, resourceId: HANNAH });
    }
    await clock.advance(0);
  };
  const controller = new AbortController();
  const request: RecallRequest = {
    ...{
      threadId: "now",
      resourceId: HANNAH,
      window: new Set<string>(),
      maxChars: Infinity,
      signal: controller.signal,
    },
  };
  const ask = async (question: string, more: Partial<RecallRequest> = {}): Promise<string> => {
    const recalled = recall.recall(question, { ...request, ...more });
    await clock.advance(0);
    return textOf(await recalled);
  };
  const total = async (): Promise<number> => {
    const vector = new Array<number>(32).fill(1);
    return (await store.search({ embedderId: embedder.id, vector, topK: 10_000 })).length;
  };
  return { clock, lines, embedder, store, threads, recall, rememberAll, controller, request, ask, total };
}

describe("recall", () => {
  it("finds what was remembered, in this thread and in others of the visitor", async () => {
    const { rememberAll, ask, lines } = stage();
    await rememberAll();
    assert.equal(await ask("is my cat old"), "[2026-03-15] my cat is old");
    assert.match(await ask("when is the wedding"), /\[2026-03-15\] visitor: the wedding is in June/);
    assert.deepEqual(lines, []);
  });

  it("keeps to its scope; a visitor without a name has this thread alone", async () => {
    const { rememberAll, ask } = stage();
    await rememberAll();
    assert.equal(await ask("the wedding in June", { resourceId: "tom" }), "");
    assert.doesNotMatch(await ask("the wedding is in June", { resourceId: undefined }), /wedding/);
    const narrow = stage({ scope: "thread" });
    await narrow.rememberAll();
    assert.doesNotMatch(await narrow.ask("the wedding is in June"), /wedding/);
  });

  it("finds something else where the model is told of the nearest anyway", async () => {
    const { rememberAll, ask } = stage();
    await rememberAll();
    assert.equal(await ask("my cat is old", { window: new Set(["a"]) }), "how old");
  });

  it("leaves out what there is no room for, the least similar first", async () => {
    const { rememberAll, ask } = stage({ topK: 2 });
    await rememberAll();
    const all = await ask("is my cat old");
    assert.match(all, /my cat is old[^]*\n/);
    assert.equal(await ask("is my cat old", { maxChars: 30 }), "[2026-03-15] my cat is old");
    assert.equal(await ask("is my cat old", { maxChars: 10 }), "");
  });

  it("has the neighbours that are wanted, and keeps to the threshold", async () => {
    const wide = stage({ messageRange: { before: 0, after: 1 } });
    await wide.rememberAll();
    assert.equal(await wide.ask("my cat is old"), "[2026-03-15] my cat is old\nhow old");
    const strict = stage({ threshold: 0.99 });
    await strict.rememberAll();
    assert.equal(await strict.ask("my cat is old"), "[2026-03-15] my cat is old");
    assert.equal(await strict.ask("is the cat old"), "");
  });

  it("asks for nothing where nothing was asked", async () => {
    const { ask, embedder } = stage();
    assert.equal(await ask(" \n "), "");
    assert.equal(embedder.requests.length, 0);
  });

  it("embeds a text once, and another time when it was not needed for a thousand others", async () => {
    const { recall, ask, embedder, clock } = stage();
    await ask("hello");
    recall.remember([message("x", "hello"), message("y", "hello")], { threadId: "now" });
    await clock.advance(0);
    await ask("hello");
    assert.equal(embedder.requests.length, 1);
    const others = async (from: number, count: number): Promise<void> => {
      const texts = Array.from({ length: count }, (_, index) => message(`m${from + index}`, `text ${from + index}`));
      recall.remember(texts, { threadId: "now" });
      await clock.advance(0);
    };
    await others(0, 600);
    await ask("hello");
    await others(600, 999);
    const before = embedder.requests.length;
    await ask("hello");
    assert.equal(embedder.requests.length, before, "it was needed");
    await others(2000, 1000);
    await ask("hello");
    assert.equal(embedder.requests.at(-1)?.input[0], "hello");
  });

  it("asks for the hit and its neighbours alone, however long the thread is", async () => {
    const long = Array.from({ length: 1000 }, (_, index) =>
      message(`m${index}`, index === 400 ? "a tall giraffe eats leaves" : `${index}`),
    );
    const clock = new FakeClock();
    const threads = new ListedThreads({ now: long });
    const recall = new Recall(
      { embedder: new FakeEmbedder({ clock }), topK: 1, messageRange: 2, threshold: 0.9 },
      { threads, clock, logger: logOf().logger },
    );
    recall.remember(long, { threadId: "now" });
    await clock.advance(0);
    const found = recall.recall("a tall giraffe eats leaves", {
      ...{ threadId: "now", window: new Set<string>(), maxChars: Infinity, signal: new AbortController().signal },
    });
    await clock.advance(0);
    assert.deepEqual(
      (await found).map(({ id }) => id),
      ["m398", "m399", "m400", "m401", "m402"],
    );
    assert.deepEqual(
      threads.queries.map(({ around, last }) => [around, last]),
      [[{ id: "m400", before: 7, after: 7 }, undefined]],
      "one query",
    );
  });

  it("refuses options that are none", () => {
    const wrong: readonly Partial<SemanticRecallConfig>[] = [
      ...[0, 1.5, 101, NaN].map((topK) => ({ topK })),
      ...[-1, 21, 0.5, { before: 0, after: NaN }].map((messageRange) => ({ messageRange })),
      ...[2, NaN].map((threshold) => ({ threshold })),
      { scope: "everything" as "thread" },
    ];
    for (const config of wrong) assert.throws(() => stage(config), { code: "config-invalid" }, JSON.stringify(config));
  });
});

describe("a recall that fails", () => {
  const STEPS = ["embed", "search", "getMessages"] as const;
  for (const step of STEPS) {
    for (const fault of ["throw", "reject", "nothing"] as const) {
      it(`reminds of nothing and says so when ${step} goes wrong (${fault})`, async () => {
        const faults: Faults = {};
        const { rememberAll, ask, lines } = stage({}, faults);
        await rememberAll();
        faults[step] = fault;
        assert.equal(await ask("the wedding"), "");
        assert.match(lines.join(), /^error: The model is not reminded/);
        faults[step] = undefined;
        assert.match(await ask("the wedding"), /wedding/, "the next one does not suffer");
      });
    }

    it(`waits for 2 s and no longer when ${step} hangs`, async () => {
      const faults: Faults = {};
      const { rememberAll, recall, request, clock, lines } = stage({}, faults);
      await rememberAll();
      faults[step] = "hang";
      let found: readonly ChatMessage[] | undefined;
      void recall.recall("the wedding", request).then((messages) => (found = messages));
      await clock.advance(1999);
      assert.equal(found, undefined);
      await clock.advance(1);
      assert.deepEqual(found, []);
      assert.equal(lines.length, 1);
      assert.equal(clock.pending, 0);
    });

    it(`ends at once, and without a word, when the turn is aborted while it waits for ${step}`, async () => {
      const faults: Faults = {};
      const { rememberAll, recall, request, controller, clock, lines } = stage({}, faults);
      await rememberAll();
      faults[step] = 500;
      const found = recall.recall("the wedding", request);
      await clock.advance(10);
      controller.abort();
      assert.deepEqual(await found, []);
      await clock.advance(1000);
      assert.deepEqual(lines, []);
    });
  }

  it("takes no answer of the embedder that is none", async () => {
    const answers = [[], [[]], [[1], [2]], [["x"]], [[NaN]], null] as unknown as number[][][];
    for (const answer of answers) {
      const { rememberAll, ask, embedder, lines } = stage();
      await rememberAll();
      embedder.plan({ answer });
      assert.equal(await ask("something new"), "");
      assert.equal(lines.length, 1, JSON.stringify(answer));
    }
  });
});

describe("remembering", () => {
  const said = (count: number): ChatMessage[] =>
    Array.from({ length: count }, (_, index) => message(`m${index}`, `text number ${index}`));

  it("begins after the task in which it was told", async () => {
    const { recall, embedder, clock, total } = stage();
    recall.remember(said(3), { threadId: "now" });
    assert.equal(embedder.requests.length, 0);
    await clock.advance(0);
    assert.equal(await total(), 3);
  });

  it("leaves out what nobody said", async () => {
    const { recall, clock, total } = stage();
    const picture = { type: "image_url", image_url: { url: "data:," } } as const;
    recall.remember(
      [
        message("1", "rules", { role: "system" }),
        message("2", "result", { role: "tool" }),
        message("3", [picture]),
        message("4", "  "),
        message("5", [{ type: "text", text: "look" }, picture]),
      ],
      { threadId: "now" },
    );
    await clock.advance(0);
    assert.equal(await total(), 1);
  });

  it("takes many in batches, one after the other", async () => {
    const { recall, embedder, clock, total } = stage();
    recall.remember(said(150), { threadId: "now" });
    await clock.advance(0);
    assert.deepEqual(
      embedder.requests.map(({ input }) => input.length),
      [64, 64, 22],
    );
    assert.equal(await total(), 150);
  });

  for (const step of ["embed", "add"] as const) {
    for (const fault of ["throw", "reject", "hang"] as const) {
      it(`tries again after ${step} went wrong (${fault})`, async () => {
        const faults: Faults = { [step]: fault };
        const { recall, clock, total } = stage({}, faults);
        recall.remember(said(70), { threadId: "now" });
        await clock.advance(100);
        faults[step] = undefined;
        await clock.advance(40_000);
        assert.equal(await total(), 70);
        assert.equal(clock.pending, 0);
      });
    }
  }

  it("waits as long as the model's server asks, and longer each time it fails", async () => {
    const { recall, embedder, clock, total } = stage();
    const limited = new LiveAvatarError("llm-rate-limited", "Too many.", { retryAfter: 7 });
    embedder.plan({ fail: limited }, { fail: new Error("no") });
    recall.remember(said(1), { threadId: "now" });
    await clock.advance(6999);
    assert.equal(embedder.requests.length, 1);
    await clock.advance(1);
    assert.equal(embedder.requests.length, 2);
    await clock.advance(1999);
    assert.equal(embedder.requests.length, 2);
    await clock.advance(1);
    assert.equal(await total(), 1);
  });

  it("gives a batch up in the end, says so, and goes on", async () => {
    const faults: Faults = { embed: "reject" };
    const { recall, clock, lines, total } = stage({}, faults);
    recall.remember(said(3), { threadId: "now" });
    await clock.advance(100_000);
    assert.deepEqual(
      lines.filter((line) => line.startsWith("error")),
      ["error: Messages that could not be remembered: 3."],
    );
    faults["embed"] = undefined;
    recall.remember([message("new", "something else")], { threadId: "now" });
    await clock.advance(0);
    assert.equal(await total(), 1);
  });

  it("finds the one message that the model refuses, and keeps the others", async () => {
    const clock = new FakeClock();
    const { lines, logger } = logOf();
    const kept: MessageVector[] = [];
    const embedder: Embedder = {
      id: "picky",
      embed: async (texts) => {
        if (texts.includes("text number 37")) throw new LiveAvatarError("llm-refused", "No.");
        return texts.map(() => [1, 0]);
      },
    };
    const store = new InMemoryVectorStore();
    const add = store.add.bind(store);
    store.add = (vectors) => {
      kept.push(...vectors);
      return add(vectors);
    };
    const recall = new Recall({ embedder, store }, { threads: new ListedThreads({}), clock, logger });
    recall.remember(said(100), { threadId: "now" });
    await clock.advance(0);
    assert.equal(new Set(kept.map(({ messageId }) => messageId)).size, 99);
    assert.ok(!kept.some(({ messageId }) => messageId === "m37"));
    assert.deepEqual(lines, ["error: Messages that could not be remembered: 1."]);
  });

  it("lets no more than 2,000 wait, and says once that some were lost", async () => {
    const faults: Faults = { embed: "reject" };
    const { recall, clock, lines, total } = stage({}, faults);
    for (let round = 0; round < 3; round += 1) {
      recall.remember(
        said(1000).map((one) => ({ ...one, id: `${round}-${one.id}`, content: `${round} ${one.id}` })),
        { threadId: "now" },
      );
      await clock.advance(0);
    }
    faults["embed"] = undefined;
    await clock.advance(10_000);
    assert.equal(await total(), 2000);
    assert.equal(lines.filter((line) => line.startsWith("warn")).length, 1);
  });

  it("forgets a thread, also what waits and what is under way", async () => {
    const { recall, rememberAll, embedder, clock, total } = stage();
    await rememberAll();
    embedder.plan({ hold: true });
    recall.remember([message("x", "first"), message("y", "second")], { threadId: "then", resourceId: HANNAH });
    recall.remember([message("z", "third")], { threadId: "now", resourceId: HANNAH });
    await clock.advance(0);
    recall.remember([message("w", "fourth")], { threadId: "then", resourceId: HANNAH });
    await recall.forget("then");
    embedder.requests.at(-1)?.answer();
    await clock.advance(0);
    assert.equal(await total(), 4, "three of before, and the third");
    recall.remember([message("v", "fifth")], { threadId: "then", resourceId: HANNAH });
    await clock.advance(0);
    assert.equal(await total(), 5, "what is said afterwards is remembered");
  });

  it("says so where a thread cannot be forgotten", async () => {
    const { recall } = stage({}, { deleteThread: "reject" });
    await assert.rejects(recall.forget("now"));
    const hanging = stage({}, { deleteThread: "hang" });
    await assert.rejects(hanging.recall.forget("now", AbortSignal.timeout(1)), { name: "AbortError" });
  });

  it("stops when it is disposed", async () => {
    const { recall, embedder, clock, total, lines } = stage();
    embedder.plan({ waitMs: 100 });
    recall.remember(said(3), { threadId: "now" });
    await clock.advance(10);
    recall.dispose();
    recall.remember(said(3), { threadId: "now" });
    await clock.advance(100_000);
    assert.equal(embedder.requests[0]?.state, "aborted");
    assert.equal(await total(), 0);
    assert.deepEqual([lines, clock.pending], [[], 0]);
  });
});
