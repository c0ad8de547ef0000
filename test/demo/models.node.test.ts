/** The demo's `/api/model`, as a page meets it: with plain fetch. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Demo, startDemo } from "../../demo/server/main.js";
import { createDemoModels } from "../../demo/server/models.js";
import { FakeClock } from "../../src/testing/index.js";
import { SPEAKING_MODEL } from "../../speech/models.js";
import { jsonOf, KEY, sendJson, startUpstream } from "../server/model-upstream.js";
import { cosine } from "./vectors.js";

const PAGE = "http://127.0.0.1:4173";
const hello = [{ role: "user", content: "Hello" }];

const ask = (url: string, path: string, body: object, init: RequestInit = {}) =>
  new Request(`${url}/api/model${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    ...init,
  });

interface Chunk {
  readonly object: string;
  readonly choices: readonly [{ readonly delta: { readonly content?: string }; readonly finish_reason: string | null }];
}
const chunksOf = (events: string): Chunk[] =>
  events
    .split("\n\n")
    .filter((event) => event.startsWith("data: {"))
    .map((event) => JSON.parse(event.slice("data: ".length)) as Chunk);

/** Energy of what differs, as a share of the first one's: 0 for the same, about 2 for two voices. */
function difference(one: Int16Array, other: Int16Array): number {
  const energyOf = (sampleAt: (index: number) => number) =>
    one.reduce((sum, _, index) => sum + sampleAt(index) ** 2, 0);
  return energyOf((index) => (one[index] ?? 0) - (other[index] ?? 0)) / energyOf((index) => one[index] ?? 0);
}

describe("the demo server without LiveKit and without any key", () => {
  let demo: Demo;
  before(async () => {
    demo = await startDemo({ port: 0, livekit: undefined, missing: "There is no LiveKit server.", env: {} });
  });
  after(() => demo.close());
  const post = (path: string, body: object) => fetch(ask(demo.url, path, body));

  it("serves its pages, and says that the service is missing", async () => {
    assert.equal((await fetch(`${demo.url}/`)).status, 200);
    assert.equal((await fetch(`${demo.url}/server/model/talker.ts`)).status, 404);
    assert.equal((await fetch(`${demo.url}/api/live-avatar/token`, { method: "POST" })).status, 503);
    assert.deepEqual(demo.notices, []);
  });

  it("streams a reply as OpenAI does, word by word", async () => {
    const response = await post("/chat/completions", { messages: hello, stream: true });
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    const events = await response.text();
    assert.ok(events.endsWith("data: [DONE]\n\n"));
    const chunks = chunksOf(events);
    assert.ok(chunks.length > 10);
    for (const { object } of chunks) assert.equal(object, "chat.completion.chunk");
    const said = chunks.map(({ choices: [{ delta }] }) => delta.content ?? "").join("");
    assert.match(said, /^<\|ACT \{"emotion":"happy","intensity":0\.9\}\|>Hello! I am Ada\. <\|DELAY:400\|>/);
    assert.deepEqual(chunks.at(-1)?.choices[0], { index: 0, delta: {}, finish_reason: "stop" });
  });

  it("answers whole, and no longer than it may", async () => {
    const body = { messages: hello, max_completion_tokens: 3 };
    const { choices } = (await (await post("/chat/completions", body)).json()) as {
      choices: [{ message: { role: string; content: string }; finish_reason: string }];
    };
    assert.equal(choices[0].message.content.trim().split(" ").length, 3);
    assert.equal(choices[0].finish_reason, "length");
  });

  it("speaks WAV that is a sound, in the voices that it lends alone", async () => {
    const sounds = new Map<string, Int16Array>();
    for (const voice of ["alloy", "nova", "de", "en-us"]) {
      const response = await post("/audio/speech", { input: "Hello there, my friend.", voice });
      assert.equal(response.headers.get("content-type"), "audio/wav");
      const wav = Buffer.from(await response.arrayBuffer());
      assert.equal(wav.toString("latin1", 0, 4), "RIFF");
      assert.equal(wav.readUInt32LE(40), wav.byteLength - 44);
      const seconds = (wav.byteLength - 44) / 2 / wav.readUInt32LE(24);
      assert.ok(seconds > 0.8 && seconds < 4, `${voice}: ${seconds} s`);
      const samples = new Int16Array(wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.byteLength));
      sounds.set(voice, samples);
      const loudest = samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
      assert.ok(loudest > 3000, `${voice}: ${loudest}`);
    }
    assert.equal((await post("/audio/speech", { input: "Hello.", voice: "zz" })).status, 400);
    // The language's own voice is a man's. A voice has breath, which is never quite the same: some 0.6 %.
    const isSame = (one: string, other: string) => difference(sounds.get(one)!, sounds.get(other)!) < 0.1;
    assert.equal(isSame("nova", "alloy"), true);
    assert.equal(isSame("en-us", "alloy"), false);
    assert.equal(isSame("de", "en-us"), false);
  });

  it("embeds in numbers and in base64, the same", async () => {
    const input = ["I sail every summer", "sailing in summer", "the invoice was paid"];
    type Answer<Vector> = { data: { index: number; embedding: Vector }[] };
    const { data } = (await (await post("/embeddings", { input })).json()) as Answer<number[]>;
    const [first, second, third] = data.map(({ embedding }) => embedding);
    assert.ok(cosine(first!, second!) > cosine(first!, third!));
    const packed = (await (await post("/embeddings", { input, encoding_format: "base64" })).json()) as Answer<string>;
    const bytes = Buffer.from(packed.data[0]!.embedding, "base64");
    const floats = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    assert.deepEqual([...floats], [...Float32Array.from(first!)]);
  });

  it("hears nothing without a model for them, and nothing else", async () => {
    assert.equal((await post("/audio/transcriptions", {})).status, 404);
    assert.equal((await post("/models", {})).status, 404);
  });
});

describe("the demo's models", () => {
  it("are for the demo's own pages", async () => {
    const { handle } = createDemoModels({}, [PAGE]);
    const from = (Origin: string) =>
      handle(ask(PAGE, "/embeddings", { input: "x" }, { headers: { Origin, "Content-Type": "application/json" } }));
    assert.equal((await from(PAGE)).status, 200);
    assert.equal((await from("https://evil.example")).status, 403);
  });

  it("talk at the pace of a model, and stop when nobody listens", async () => {
    const clock = new FakeClock();
    const { handle } = createDemoModels({}, [PAGE], clock);
    const visitor = new AbortController();
    const body = { messages: [{ role: "user", content: "Tell me a story" }], stream: true };
    const response = await handle(ask(PAGE, "/chat/completions", body, { signal: visitor.signal }));
    let events = "";
    const reading = response.body!.pipeThrough(new TextDecoderStream()).pipeTo(
      new WritableStream({
        write(text) {
          events += text;
        },
      }),
    );
    const gone = assert.rejects(reading);
    for (let ms = 0; ms < 150 + 1000; ms += 25) await clock.advance(25);
    const words = chunksOf(events).length;
    assert.ok(words >= 30 && words <= 60, `${words} words in a second`);
    visitor.abort();
    await gone;
    assert.equal(clock.pending, 0);
  });

  it("come from the server that the environment names, and from this machine where it has none", async () => {
    const upstream = await startUpstream();
    upstream.answer = sendJson(200, { choices: [] });
    const env = { OPENAI_BASE_URL: upstream.baseURL, OPENAI_API_KEY: KEY, OPENAI_MODEL: "gpt-x, gpt-y" };
    const { handle, notice } = createDemoModels(env, [PAGE]);
    assert.match(notice ?? "", /chat from http/);
    assert.ok(!(notice ?? "").includes(KEY));
    assert.deepEqual(await (await handle(ask(PAGE, "/chat/completions", { messages: hello }))).json(), { choices: [] });
    assert.equal(upstream.asked[0]?.headers.authorization, `Bearer ${KEY}`);
    assert.equal((jsonOf(upstream.asked[0]) as { model: string }).model, "gpt-x");
    assert.equal((await handle(ask(PAGE, "/embeddings", { input: "x" }))).status, 200);
    assert.equal(upstream.asked.length, 1);
    await upstream.close();
  });

  it("speaks in the speech service's voice whatever format a page asks for, as the element does", async () => {
    const upstream = await startUpstream();
    const wav = Buffer.from("RIFF: a natural voice");
    upstream.answer = (outgoing, asked) => {
      const { model, response_format: format } = jsonOf(asked) as { model: string; response_format: string };
      // It has no other formats.
      if (model !== SPEAKING_MODEL || format !== "wav") sendJson(400, { error: { message: "no" } })(outgoing, asked);
      else outgoing.writeHead(200, { "Content-Type": "audio/wav" }).end(wav);
    };
    const { handle } = createDemoModels({}, [PAGE], undefined, () => upstream.baseURL);
    const body = { model: "demo-voice", voice: "demo-ada", input: "Hello.", response_format: "mp3" };
    const response = await handle(ask(PAGE, "/audio/speech", body, { signal: AbortSignal.timeout(10_000) }));
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), wav);
    await upstream.close();
  });

  it("say what is missing in the environment", async () => {
    const { handle, notice } = createDemoModels({ OPENAI_BASE_URL: "https://models.example/v1" }, [PAGE]);
    assert.match(notice ?? "", /OPENAI_MODEL/);
    assert.equal((await handle(ask(PAGE, "/chat/completions", { messages: hello }))).status, 200);
  });
});
