/** Every recipe of docs/providers.md is run; the ones to copy keep the contracts of their ports. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Embedder, LLMProvider, STTProvider, TTSProvider } from "../../src/session/index.js";
import { describeEmbedder } from "../contracts/embedder.js";
import type { Framework } from "../contracts/framework.js";
import { describeLanguageModel } from "../contracts/language-model.js";
import { describeSpeechToText } from "../contracts/speech-to-text.js";
import { describeTextToSpeech } from "../contracts/text-to-speech.js";
import { wiredEars, wiredEmbedder, wiredModel, wiredVoice } from "../contracts/wire-subjects.js";
import { block } from "../support/documents.js";
import { ModelWire } from "../support/model-wire.js";
import { run } from "../support/snippets.js";

const DOCUMENT = "docs/providers.md";
const adapters = block(DOCUMENT, "new OpenAILLM");
const own = block(DOCUMENT, "class MyLLM");

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

type Maker<Provider> = new (url: string) => Provider;
let recipes: {
  MyLLM: Maker<LLMProvider>;
  MyTTS: Maker<TTSProvider>;
  MySTT: Maker<STTProvider>;
  MyEmbedder: Maker<Embedder>;
};
before(async () => {
  const platform = { fetch, FormData, TextDecoderStream, DOMException };
  recipes = (await run(own, platform)) as unknown as typeof recipes;
});

/** These hand the caller's signal to fetch itself; when its listeners go is the platform's affair. */
const framework: Framework = {
  describe,
  it: (title, body) => (title.startsWith("leaves no listener") ? undefined : it(title, body)),
};

const lines = {
  say: (request: Parameters<Parameters<ModelWire["plan"]>[0]>[0], text: string) =>
    request.begin().write(`${JSON.stringify({ text })}\n`),
  end: (request: Parameters<Parameters<ModelWire["plan"]>[0]>[0]) => {
    request.begin().end('{"done": true}\n');
  },
};
describeLanguageModel("MyLLM", () => wiredModel(({ baseURL }) => new recipes.MyLLM(baseURL), lines), framework);
describeTextToSpeech("MyTTS", () => wiredVoice(({ baseURL }) => new recipes.MyTTS(baseURL)), framework);
describeSpeechToText("MySTT", () => wiredEars(({ baseURL }) => new recipes.MySTT(baseURL)), framework);
describeEmbedder("MyEmbedder", 3, () => wiredEmbedder(({ baseURL }) => new recipes.MyEmbedder(baseURL)), framework);
