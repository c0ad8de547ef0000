/** Every recipe of docs/providers.md is run; the ones to copy keep the contracts of their ports. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Embedder, LLMProvider, STTProvider, TTSProvider } from "../../src/session/index.js";
import type { RealtimeSTTProvider } from "../../src/core/ports/realtime-stt.js";
import { describeEmbedder } from "../contracts/embedder.js";
import type { Framework } from "../contracts/framework.js";
import { describeLanguageModel } from "../contracts/language-model.js";
import { describeSpeechToText } from "../contracts/speech-to-text.js";
import { describeTextToSpeech } from "../contracts/text-to-speech.js";
import { engineModel, FakeEngine } from "../support/fake-engine.js";
import { wiredRecogniser, wiredEmbedder, wiredModel, wiredVoice } from "../contracts/wire-subjects.js";
import { block } from "../support/documents.js";
import { ModelWire } from "../support/model-wire.js";
import { run } from "../support/snippets.js";

const DOCUMENT = "docs/providers.md";
const adapters = block(DOCUMENT, "new OpenAILLM");
const recogniser = block(DOCUMENT, "// recogniser.js");
const own = block(DOCUMENT, "// my-models.js");
const events = block(DOCUMENT, "// sse-llm.js");
const local = block(DOCUMENT, "// local-llm.js");

describe(DOCUMENT, () => {
  it("makes adapters that ask the site's backend", async () => {
    const wire = await ModelWire.start();
    wire.plan(
      (request) => request.reply("Hello."),
      (request) => request.answer(200, "sound", { "Content-Type": "audio/mpeg" }),
      (request) => request.answer(200, { text: "hello" }),
      (request) => request.answer(200, { data: [{ index: 0, embedding: [1] }] }),
    );
    const made = (await run(adapters.replace('"/api/model"', JSON.stringify(wire.baseURL)))) as {
      llm: LLMProvider;
      tts: TTSProvider;
      stt: STTProvider;
      embedder: Embedder;
    };
    const pieces: string[] = [];
    const hello = [{ id: "1", role: "user" as const, content: "Hello", createdAt: 0 }];
    for await (const { text } of made.llm.chat(hello)) pieces.push(text);
    assert.equal(pieces.join(""), "Hello.");
    assert.equal((await made.tts.synthesize("Hello.")).size, 5);
    assert.equal(await made.stt.transcribe(new Blob(["sound"])), "hello");
    assert.deepEqual(await made.embedder.embed(["hello"]), [[1]]);
    assert.equal(wire.requests.length, 4);
    await wire.close();
  });
});

describe(`${DOCUMENT}, in real time`, () => {
  it("makes a recogniser that asks the site's backend for its token", async () => {
    const asked: unknown[] = [];
    const Socket = function () {
      // Nothing is opened: a token that cannot be had comes first.
    };
    const withSocket = recogniser.replace("new OpenAIRealtimeSTT({", "new OpenAIRealtimeSTT({ webSocket: Socket,");
    const { realtimeSTT } = (await run(withSocket, {
      Socket,
      fetch: async (...request: unknown[]) => {
        asked.push(request);
        return Response.json({ client_secret: { value: "ek_1" }, model: "x" });
      },
    })) as { realtimeSTT: RealtimeSTTProvider };
    const callbacks = { onTranscript: () => undefined, onError: () => undefined };
    const controller = new AbortController();
    const connecting = realtimeSTT.connect(callbacks, { signal: controller.signal });
    controller.abort();
    await assert.rejects(connecting, { name: "AbortError" });
    assert.equal(asked.length, 1);
    assert.equal((asked[0] as [string])[0], "/api/speech-token");
  });
});

type Maker<Provider> = new (url: string) => Provider;
let recipes: {
  MyLLM: Maker<LLMProvider>;
  MyTTS: Maker<TTSProvider>;
  MySTT: Maker<STTProvider>;
  MyEmbedder: Maker<Embedder>;
  SseLLM: Maker<LLMProvider>;
  LocalLLM: new (engine: FakeEngine) => LLMProvider;
};
before(async () => {
  const platform = { fetch, FormData, TextDecoderStream, DOMException };
  const mine = await run(own, platform);
  const sse = await run(events, platform, { "./my-models.js": own });
  recipes = { ...mine, ...sse, ...(await run(local, platform)) } as unknown as typeof recipes;
});

const but = (...exceptions: string[]): Framework => ({
  describe,
  it: (title, body) => (exceptions.some((one) => title.startsWith(one)) ? undefined : it(title, body)),
});
/** These hand the caller's signal to fetch itself; when its listeners go is the platform's affair. */
const framework = but("leaves no listener");

const lines = {
  say: (request: Parameters<Parameters<ModelWire["plan"]>[0]>[0], text: string) =>
    request.begin().write(`${JSON.stringify({ text })}\n`),
  end: (request: Parameters<Parameters<ModelWire["plan"]>[0]>[0]) => {
    request.begin().end('{"done": true}\n');
  },
};
const sse = {
  say: (request: Parameters<Parameters<ModelWire["plan"]>[0]>[0], text: string) => {
    const bytes = Buffer.from(`: a comment\r\nevent: word\r\ndata:${JSON.stringify({ text })}\r\n\r\n`);
    // In the middle of a line, and of a character.
    const middle = Math.floor(bytes.length * 0.7);
    void request.begin().write(bytes.subarray(0, middle));
    return request.write(bytes.subarray(middle));
  },
  end: (request: Parameters<Parameters<ModelWire["plan"]>[0]>[0]) => {
    request.begin().end("data: [DONE]\n\n");
  },
};

describeLanguageModel("MyLLM", () => wiredModel(({ baseURL }) => new recipes.MyLLM(baseURL), lines), framework);
describeTextToSpeech("MyTTS", () => wiredVoice(({ baseURL }) => new recipes.MyTTS(baseURL)), framework);
describeSpeechToText("MySTT", () => wiredRecogniser(({ baseURL }) => new recipes.MySTT(baseURL)), framework);
describeEmbedder("MyEmbedder", 3, () => wiredEmbedder(({ baseURL }) => new recipes.MyEmbedder(baseURL)), framework);
describeLanguageModel("SseLLM", () => wiredModel(({ baseURL }) => new recipes.SseLLM(baseURL), sse), framework);
// One engine gives one answer at a time, and has no say in how long it thinks.
describeLanguageModel(
  "LocalLLM",
  () => engineModel((engine) => new recipes.LocalLLM(engine)),
  but("answers several at once", "passes on model and reasoning effort"),
);

describe("an answer that ends without its end", () => {
  for (const [name, part] of [
    ["MyLLM", '{"text": "Half"}\n'],
    ["SseLLM", 'data: {"text": "Half"}\n\n'],
  ] as const) {
    it(`is broken off, for ${name}`, async () => {
      const wire = await ModelWire.start();
      wire.plan((request) => {
        request.begin().end(part);
      });
      const pieces: unknown[] = [];
      const hear = async (): Promise<void> => {
        for await (const piece of new recipes[name](wire.baseURL).chat([])) pieces.push(piece);
      };
      await assert.rejects(hear(), { code: "llm-interrupted" });
      assert.deepEqual(pieces, [{ text: "Half" }]);
      await wire.close();
    });
  }
});

describe("LocalLLM", () => {
  const hear = async (answer: ReturnType<LLMProvider["chat"]>): Promise<string> => {
    let heard = "";
    for await (const { text } of answer) heard += text;
    return heard;
  };
  const say = (content: string) => [{ id: content, role: "user" as const, content, createdAt: 0 }];

  it("answers the next when the one before was read to its end, and stops nobody else's answer", async () => {
    const engine = new FakeEngine();
    const llm = new recipes.LocalLLM(engine);
    const abort = new AbortController();
    const first = hear(llm.chat(say("1")));
    const second = hear(llm.chat(say("2"), { signal: abort.signal })).catch((error: unknown) => (error as Error).name);
    const third = hear(llm.chat(say("3"), { model: "other" }));
    const one = await engine.asked(0);
    abort.abort();
    one.push("one");
    assert.equal(one.isInterrupted, false);
    assert.equal(engine.answers.length, 1);
    one.end();
    assert.equal(await first, "one");
    assert.equal(await second, "AbortError");
    const three = await engine.asked(1);
    assert.deepEqual([three.request.messages[0]?.content, three.request.model], ["3", "other"]);
    three.push("three");
    three.end();
    assert.equal(await third, "three");
  });

  it("reads an answer that it broke off to its end, before it asks again", async () => {
    const engine = new FakeEngine();
    const llm = new recipes.LocalLLM(engine);
    const leaving = (async () => {
      for await (const { text } of llm.chat(say("1"))) if (text) break;
    })();
    const one = await engine.asked(0);
    one.push("one");
    await leaving;
    const next = hear(llm.chat(say("2")));
    const two = await engine.asked(1);
    assert.ok(one.isInterrupted && one.isRead);
    two.end();
    assert.equal(await next, "");
  });
});
