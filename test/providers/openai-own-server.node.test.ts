/** From end to end, all of it ours: the adapters, `createModelHandler`, and the demo's own brain, voice and vectors. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Demo, startDemo } from "../../demo/server/main.js";
import { isAbortError } from "../../src/core/abort.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { OpenAIEmbedder, OpenAILLM, OpenAISTT, OpenAITTS } from "../../src/providers/openai/index.js";
import { cosine } from "../demo/vectors.js";

describe("the adapters at the demo's /api/model", () => {
  let demo: Demo;
  let baseURL: string;
  before(async () => {
    demo = await startDemo({ port: 0, livekit: undefined, missing: "There is no LiveKit server.", env: {} });
    baseURL = `${demo.url}/api/model`;
  });
  after(() => demo.close());

  const question = (content: string) => [{ id: "1", role: "user" as const, content, createdAt: 0 }];

  it("stream a whole reply, word by word", async () => {
    const pieces: string[] = [];
    let isDone = false;
    for await (const { text, done } of new OpenAILLM({ model: "demo-talker", baseURL }).chat(question("Hello"))) {
      if (text !== "") pieces.push(text);
      isDone = done ?? false;
    }
    assert.ok(pieces.length > 10, `${pieces.length} pieces`);
    assert.match(pieces.join(""), /Hello! I am Ada\..*[.?!]$/s);
    assert.equal(isDone, true);
  });

  it("hang up in the middle of a story", async () => {
    const controller = new AbortController();
    let text = "";
    await assert.rejects(async () => {
      const story = new OpenAILLM({ model: "demo-talker", baseURL }).chat(question("Tell me a story"), controller);
      for await (const piece of story) {
        text += piece.text;
        if (text.length > 40) controller.abort();
      }
    }, isAbortError);
    assert.ok(text.length < 200, text);
  });

  it("speak a WAV that is all there and not silent", async () => {
    const sound = await new OpenAITTS({ model: "demo-voice", baseURL }).synthesize("Hello there, my friend.");
    assert.equal(sound.type, "audio/wav");
    const wav = Buffer.from(await sound.arrayBuffer());
    assert.equal(wav.toString("latin1", 0, 4) + wav.toString("latin1", 8, 12), "RIFFWAVE");
    assert.equal(wav.readUInt32LE(4), wav.length - 8);
    assert.equal(wav.readUInt32LE(40), wav.length - 44);
    const samples = new Int16Array(wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.length));
    const seconds = samples.length / wav.readUInt32LE(24);
    assert.ok(seconds > 0.8 && seconds < 4, `${seconds} s`);
    assert.ok(samples.some((sample) => Math.abs(sample) > 3000));
  });

  it("measure texts, near ones near", async () => {
    const embedder = new OpenAIEmbedder({ model: "demo-vectors", baseURL });
    const [first, second, third] = await embedder.embed([
      "I sail in summer",
      "summer is for sailing",
      "a paid invoice",
    ]);
    assert.ok(cosine(first!, second!) > cosine(first!, third!));
  });

  it("are told what there is not", async () => {
    for (const refused of [
      new OpenAISTT({ model: "demo-transcriber", baseURL }).transcribe(new Blob(["sound"], { type: "audio/webm" })),
      new OpenAITTS({ model: "no-such-voice", baseURL }).synthesize("Hello."),
      new OpenAITTS({ model: "demo-voice", baseURL }).synthesize(""),
    ]) {
      await assert.rejects(refused, (error) => {
        assert.ok(LiveAvatarError.is(error) && error.code.endsWith("-refused"), String(error));
        return true;
      });
    }
  });
});
