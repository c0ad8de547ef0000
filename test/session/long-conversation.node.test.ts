/** A conversation that outgrows what its model takes goes on all the same. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemClock } from "../../src/core/clock.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { silentLogger } from "../../src/core/ports/logger.js";
import { OpenAILLM } from "../../src/providers/openai/index.js";
import { createModelHandler } from "../../src/server/index.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeFace } from "../../src/testing/index.js";
import { type ChatRequest, startChatServer } from "../support/chat-server.js";
import { isStrictOrder } from "../support/chat-templates.js";
import { model, ready, shown } from "./support.js";

const TURNS = 500;
/** Enough to fill the window. */
const FEWER_TURNS = 150;
const SITE = "https://shop.example";
const GREETING = "Ahoy! How can I help?";

const charsOf = ({ messages }: ChatRequest): number =>
  messages.reduce((sum, { content }) => sum + (typeof content === "string" ? content.length : 0), 0);
/** Questions and answers of many lengths, every one of its own. */
const words = (turn: number): string => `question ${String(turn)} ${"words ".repeat((turn * 37) % 120)}`;

describe(`a conversation of ${String(TURNS)} turns through createModelHandler`, () => {
  const limits: Record<string, { upstream: number; handler: number; most: number; turns?: number }> = {
    "in front of a model with a small context": { upstream: 6000, handler: 100_000, most: 3 },
    "with a small limit of its own": { upstream: Infinity, handler: 5000, most: 3 },
    "with room for the whole window": { upstream: 30_000, handler: 30_000, most: 0, turns: FEWER_TURNS },
  };
  for (const [what, { upstream, handler: maxInputChars, most, turns = TURNS }] of Object.entries(limits)) {
    it(`never fails: ${what}`, async () => {
      const server = await startChatServer((request) => {
        if (charsOf(request) <= upstream) return { text: `Answer to ${String(request.messages.length)}.` };
        const message = `This model's maximum context length is ${String(upstream)} characters.`;
        return { status: 400, body: { error: { message, code: "context_length_exceeded" } } };
      });
      let refused = 0;
      const handler = createModelHandler({
        ...{ apiKey: "sk-0123456789abcdef0123", baseURL: server.baseURL, models: { chat: ["small"] } },
        ...{ maxInputChars, maxOutputTokens: 500, allowedOrigins: [SITE], rateLimit: false, logger: silentLogger },
      });
      const llm = new OpenAILLM({
        ...{ baseURL: `${SITE}/api/model`, model: "small" },
        fetch: async (input, init) => {
          const request = new Request(input, init);
          request.headers.set("Origin", SITE);
          const response = await handler(request);
          if (!response.ok) refused += 1;
          return response;
        },
      });
      const errors: string[] = [];
      const session = new AvatarSession({
        ...{ llm, renderer: new FakeFace({ clock: systemClock }), greeting: GREETING },
        systemPrompt: "You are Ada.",
      });
      session.on("error", ({ code, message }) => errors.push(`${code}: ${message}`));
      try {
        const greeted = new Promise((resolve) => void session.on("message", resolve));
        await session.start();
        await greeted;
        for (let turn = 1; turn <= turns; turn += 1) await session.sendMessage(words(turn));
        assert.deepEqual(errors, []);
        assert.equal(session.messages.length, 2 * turns + 1);
        const last = server.requests.at(-1) as ChatRequest;
        const text = JSON.stringify(last.messages);
        for (const told of ["You are Ada.", GREETING, words(turns), words(turns - 1)]) assert.ok(text.includes(told));
        assert.ok(isStrictOrder(last.messages));
        assert.ok(refused <= most, `${String(refused)} requests were refused`);
      } finally {
        session.destroy();
        await server.close();
      }
    });
  }
});

describe("a conversation that is too long", () => {
  const tooLong = (): LiveAvatarError =>
    new LiveAvatarError("llm-refused", "The language model answered 413: Request too large.", { status: 413 });

  /** Takes so many characters; counts what it is asked, and what it refuses. */
  function narrow(limit: number) {
    const counts = { asked: 0, refused: 0, chars: 0 };
    const llm = model((messages) => {
      counts.asked += 1;
      counts.chars = messages.reduce((sum, { content }) => sum + content.length, 0);
      if (counts.chars <= limit) return [{ text: "a".repeat(95) }];
      counts.refused += 1;
      throw tooLong();
    });
    return { llm, counts };
  }

  it("is asked with a window of 24,000 characters, whatever is kept", async () => {
    const { llm, counts } = narrow(Infinity);
    const { ask, session } = await ready({ llm });
    for (let turn = 0; turn < 300; turn += 1) await ask("q".repeat(105));
    assert.ok(counts.chars > 23_700 && counts.chars <= 24_000, String(counts.chars));
    assert.equal(session.messages.length, 600);
    const small = narrow(Infinity);
    const other = await ready({ llm: small.llm, maxHistoryChars: 500 });
    for (let turn = 0; turn < 20; turn += 1) await other.ask("q".repeat(105));
    assert.ok(small.counts.chars > 300 && small.counts.chars <= 500, String(small.counts.chars));
  });

  it("is asked once more with half, and from then on no longer tries", async () => {
    const { llm, counts } = narrow(2000);
    const { ask, codes } = await ready({ llm });
    for (let turn = 0; turn < 100; turn += 1) assert.equal(await ask("q".repeat(105)), "resolved");
    assert.deepEqual(codes(), []);
    assert.deepEqual([counts.asked, counts.refused], [101, 1]);
  });

  it("is asked for the newest question alone where half is still too long, and is longer again after it", async () => {
    const { llm, counts } = narrow(2000);
    const charsNow = (): number => counts.chars;
    const { ask, codes } = await ready({ llm });
    for (let turn = 0; turn < 9; turn += 1) await ask("q".repeat(105));
    assert.equal(await ask("q".repeat(1950)), "resolved");
    assert.equal(counts.chars, 1950);
    for (let turn = 0; turn < 4; turn += 1) await ask("short");
    assert.deepEqual(codes(), []);
    assert.equal(charsNow(), 5 + 3 * (5 + 95));
  });

  it("is an error with a sentence only where the newest question alone is too long, and the next one is answered", async () => {
    const { llm, counts } = narrow(2000);
    const { ask, codes, events } = await ready({ llm });
    await ask("q".repeat(105));
    const before = counts.asked;
    assert.equal(await ask("q".repeat(3000)), "llm-refused");
    assert.equal(counts.asked - before, 2);
    assert.match((events("error")[0] as LiveAvatarError).message, /too long .* even without the conversation/);
    assert.equal((events("error")[0] as LiveAvatarError).status, 413);
    assert.equal(await ask("And now?"), "resolved");
    assert.deepEqual(codes(), ["llm-refused"]);
  });

  it("is not asked again where something has come already", async () => {
    let asked = 0;
    const breaking = model(async function* (messages) {
      asked += 1;
      yield { text: "Well, " };
      if (messages.length > 1) throw tooLong();
    });
    const { ask, kept } = await ready({ llm: breaking });
    await ask("One");
    assert.equal(await ask("Two"), "llm-refused");
    assert.equal(asked, 2);
    assert.deepEqual(kept().length, 3);
  });

  it("may be long again with another model", async () => {
    const small = narrow(500);
    const { ask, session } = await ready({ llm: small.llm });
    for (let turn = 0; turn < 10; turn += 1) await ask("q".repeat(105));
    const large = narrow(Infinity);
    session.setLLM(large.llm);
    await ask("q");
    assert.equal(large.counts.chars, 2001);
  });

  it("counts a picture as one, so that old ones do not push the words out", async () => {
    const picture = `data:image/png;base64,${"A".repeat(200_000)}`;
    const { llm, ask, asked } = await ready();
    llm.plan(...Array.from({ length: 4 }, () => ["Yes."]));
    await ask("First");
    await ask("Look", [picture]);
    await ask("And?");
    assert.equal(shown(asked()).length, 5);
  });
});
