/** The adapters against a stand-in for OpenAI's service that nobody here wrote, its chaos switches included. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { LLMock } from "@copilotkit/aimock";
import { type Clock, systemClock } from "../../src/core/clock.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { OpenAIEmbedder, OpenAILLM, OpenAISTT, OpenAITTS } from "../../src/providers/openai/index.js";

const REPLY = 'Hello there! <|ACT {"emotion":"happy"}|>Schön, 👩🏽‍🚀 to see you. It is a fine day for a walk.';
const SOUND = Buffer.from("RIFF and a sound");
const KEY = "sk-aimock-0123456789";
/** Does not wait between two tries. */
const clock: Clock = { ...systemClock, sleep: () => Promise.resolve() };

const mock = new LLMock({ port: 0, auth: { apiKeys: [KEY] } });
before(async () => {
  mock
    .onMessage("hello", { content: REPLY }, { chunkSize: 3 })
    .onMessage("broken", { content: REPLY }, { chunkSize: 3, latency: 10, truncateAfterChunks: 5 })
    .onMessage("cut", { content: REPLY }, { chunkSize: 1, latency: 20, disconnectAfterMs: 200 })
    .onMessage("endless", { content: "word ".repeat(100) }, { chunkSize: 5, latency: 5 })
    .onMessage("think", { content: "Done.", reasoning: "Let me see, this is hard." }, { chunkSize: 4 })
    .onMessage("picture", { content: "A cat." })
    .onMessage("long", { content: "Once upon a", finishReason: "length" })
    .onMessage("filtered", { content: "I was about", finishReason: "content_filter" })
    .onMessage("refused", {
      error: { message: "This model is not for you.", type: "invalid_request_error" },
      status: 403,
    })
    .onSpeech("Hello.", { audio: SOUND.toString("base64"), format: "wav" })
    .onTranscription({ transcription: { text: "Good morning." } })
    .onEmbedding("sailing", { embedding: [0.5, -0.25, 1] });
  await mock.start();
});
after(() => mock.stop());
afterEach(() => {
  mock.clearChaos();
  mock.clearRequests();
});

const options = (more: object = {}) => ({ model: "gpt-x", apiKey: KEY, baseURL: `${mock.url}/v1`, clock, ...more });

type Content = Parameters<OpenAILLM["chat"]>[0][number]["content"];

async function chat(
  content: Content,
  more: object = {},
  signal?: AbortSignal,
  onText: (text: string) => unknown = () => undefined,
) {
  let text = "";
  let isDone = false;
  try {
    const messages = [{ id: "1", role: "user" as const, content, createdAt: 0 }];
    for await (const piece of new OpenAILLM(options(more)).chat(messages, { signal, reasoningEffort: "low" })) {
      text += piece.text;
      onText(text);
      isDone ||= piece.done ?? false;
    }
    return { text, isDone };
  } catch (error) {
    return { text, isDone, error };
  }
}

const ask = {
  llm: () => chat("hello").then(({ error }) => error),
  tts: () => new OpenAITTS(options()).synthesize("Hello.").catch((error: unknown) => error),
  stt: () => new OpenAISTT(options()).transcribe(new Blob(["sound"])).catch((error: unknown) => error),
  embedder: () => new OpenAIEmbedder(options()).embed(["sailing"]).catch((error: unknown) => error),
};
const STAGES = { llm: "llm", tts: "tts", stt: "stt", embedder: "llm" } as const;

describe("aimock", () => {
  it("streams a reply", async () => {
    const pieces: number[] = [];
    assert.deepEqual(await chat("hello", {}, undefined, (text) => pieces.push(text.length)), {
      text: REPLY,
      isDone: true,
    });
    assert.ok(pieces.length > 10, `${pieces.length} pieces`);
    const [request] = mock.getRequests();
    assert.equal((request?.body as { reasoning_effort?: string }).reasoning_effort, "low");
  });

  it("thinks, and nobody hears it", async () => {
    assert.deepEqual(await chat("think"), { text: "Done.", isDone: true });
  });

  it("sees a picture", async () => {
    const content = [
      { type: "text", text: "picture" },
      { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
    ] as const;
    assert.deepEqual(await chat(content), { text: "A cat.", isDone: true });
    const { messages } = mock.getLastRequest()?.body as { messages: [{ content: unknown }] };
    assert.deepEqual(messages[0].content, content);
  });

  it("speaks, hears and measures", async () => {
    const sound = (await ask.tts()) as Blob;
    assert.deepEqual(Buffer.from(await sound.arrayBuffer()), SOUND);
    assert.equal(await ask.stt(), "Good morning.");
    assert.deepEqual(await ask.embedder(), [[0.5, -0.25, 1]]);
  });

  for (const [content, code] of [
    ["broken", "llm-interrupted"],
    ["cut", "llm-interrupted"],
    ["long", "llm-interrupted"],
    ["filtered", "llm-refused"],
    ["refused", "llm-refused"],
    ["nobody has heard of this", "llm-refused"],
  ] as const) {
    it(`fails with ${code}: ${content}`, async () => {
      const { text, isDone, error } = await chat(content);
      assert.ok(LiveAvatarError.is(error), String(error));
      assert.equal(error.code, code);
      assert.equal(isDone, false);
      assert.ok(REPLY.startsWith(text) || text === "Once upon a" || text === "I was about", text);
      assert.equal(mock.getRequests().length, 1);
    });
  }

  it("notices that nobody listens any more", async () => {
    const controller = new AbortController();
    const { isDone, error } = await chat("endless", {}, controller.signal, (text) => {
      if (text.length > 20) controller.abort();
    });
    assert.equal((error as Error).name, "AbortError");
    assert.equal(isDone, false);
  });

  it("knows who may ask, and its refusal repeats no key", async () => {
    const { error } = await chat("hello", { apiKey: "sk-wrong-0123456789" });
    assert.ok(LiveAvatarError.is(error));
    assert.equal(error.code, "llm-refused");
    assert.equal(error.status, 401);
    assert.doesNotMatch(error.message, /0123456789/);
  });
});

describe("aimock's chaos", () => {
  for (const [name, stage] of Object.entries(STAGES)) {
    const provider = name as keyof typeof STAGES;
    const fails = async (suffix: string): Promise<LiveAvatarError> => {
      const error = await ask[provider]();
      assert.ok(LiveAvatarError.is(error), `${name}: ${String(error)}`);
      assert.equal(error.code, `${stage}-${suffix}`, error.message);
      return error;
    };

    it(`drops: ${name}`, async () => {
      mock.setChaos({ dropRate: 1 });
      const { status, message } = await fails("failed");
      assert.equal(status, 500);
      assert.match(message, /answered 500: Chaos: request dropped/);
      assert.equal(mock.getRequests().length, 2);
    });

    it(`disconnects: ${name}`, async () => {
      mock.setChaos({ disconnectRate: 1 });
      assert.equal((await fails("failed")).status, undefined);
      assert.equal(mock.getRequests().length, 2);
    });

    it(`limits: ${name}`, async () => {
      mock.setChaos({ rateLimitRate: 1 });
      const { status, retryAfter } = await fails("rate-limited");
      assert.equal(status, 429);
      assert.ok(retryAfter !== undefined && retryAfter > 0, String(retryAfter));
      assert.equal(mock.getRequests().length, 1);
    });

    it(`writes nonsense: ${name}`, async () => {
      mock.setChaos({ malformedRate: 1 });
      await fails(provider === "llm" || provider === "tts" ? "failed" : "interrupted");
    });
  }

  it("takes its time", async () => {
    mock.setChaos({ latencyMs: 30_000 });
    const { error } = await chat("hello", { timeoutMs: 50 });
    assert.ok(LiveAvatarError.is(error));
    assert.equal(error.code, "llm-timeout");
  });

  it("comes and goes: whatever happens, an answer is whole or an error", async () => {
    mock.setChaos({ dropRate: 0.2, malformedRate: 0.2, disconnectRate: 0.2, rateLimitRate: 0.2 });
    const answers = await Promise.all(Array.from({ length: 100 }, () => chat("hello")));
    for (const { text, isDone, error } of answers) {
      if (error === undefined) assert.deepEqual({ text, isDone }, { text: REPLY, isDone: true });
      else {
        assert.ok(LiveAvatarError.is(error));
        assert.equal(error.stage, "llm");
        assert.equal(isDone, false);
      }
    }
  });
});
