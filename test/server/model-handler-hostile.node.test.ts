/** What nobody sends by accident. Nothing of it may reach the model server. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import {
  SITE,
  type Upstream,
  chat,
  failureOf,
  modelHandler,
  post,
  recording,
  startUpstream,
} from "./model-upstream.js";

let upstream: Upstream;
before(async () => {
  upstream = await startUpstream();
});
after(() => upstream.close());
beforeEach(() => {
  upstream.asked.length = 0;
});

const user = (content: unknown) => ({ messages: [{ role: "user", content }] });
const picture = (url: unknown) => user([{ type: "image_url", image_url: { url } }]);
const embed = (input: unknown) => post("/embeddings", { input });
const speak = (body: object) => post("/audio/speech", { input: "Hello.", ...body });
const form = (body: string, type = "multipart/form-data; boundary=x", origin = SITE) =>
  new Request(`${SITE}/audio/transcriptions`, {
    method: "POST",
    headers: { Origin: origin, "Content-Type": type },
    body,
  });

const rows: [string, Request, number, string][] = [
  ["a path of nothing", post("/models", {}), 404, "not-found"],
  ["the folder itself", post("", {}), 404, "not-found"],
  ["a path that goes on", post("/chat/completions/1", {}), 404, "not-found"],
  ["a path with a slash at its end", post("/chat/completions/", {}), 404, "not-found"],
  ["a path with a slash in disguise", post("/..%2fchat/completions", {}), 404, "not-found"],
  ["a path that climbs in disguise", post("/audio%2fspeech", {}), 404, "not-found"],
  ["a path in other letters", post("/Chat/Completions", {}), 404, "not-found"],
  ["a path in the query", post("/x?/chat/completions", {}), 404, "not-found"],
  ["GET", post("/chat/completions", undefined, { method: "GET" }), 405, "method-not-allowed"],
  ["text as JSON", chat({}, { headers: { "Content-Type": "text/plain" } }), 415, "unsupported-media-type"],
  [
    "a form for a chat",
    chat({}, { headers: { "Content-Type": "multipart/form-data" } }),
    415,
    "unsupported-media-type",
  ],
  ["JSON for a recording", post("/audio/transcriptions", {}), 415, "unsupported-media-type"],
  ["another origin", chat({}, { headers: { Origin: "https://evil.example" } }), 403, "origin-not-allowed"],
  ["a form of a sandboxed frame", form("--x--", "multipart/form-data; boundary=x", "null"), 403, "origin-not-allowed"],
  ["a model that is not on the list", chat({ model: "gpt-expensive" }), 400, "model-not-allowed"],
  ["a model of another kind", chat({ model: "voice" }), 400, "model-not-allowed"],
  ["a model from the prototype", chat({ model: "constructor" }), 400, "model-not-allowed"],
  ["a list as model", chat({ model: ["talker"] }), 400, "model-not-allowed"],
  ["no JSON", post("/chat/completions", "{"), 400, "body-invalid"],
  ["an array", post("/chat/completions", "[]"), 400, "body-invalid"],
  ["a tower of brackets", post("/chat/completions", "[".repeat(200_000)), 400, "body-invalid"],
  ["no messages", post("/chat/completions", {}), 400, "body-invalid"],
  ["messages that are an object", chat({ messages: { length: 1 } }), 400, "body-invalid"],
  ["empty messages", chat({ messages: [] }), 400, "body-invalid"],
  ["a message that is nothing", chat({ messages: [null] }), 400, "body-invalid"],
  ["a role of tools", chat({ messages: [{ role: "tool", content: "x" }] }), 400, "body-invalid"],
  ["a role from the prototype", chat({ messages: [{ role: "__proto__", content: "x" }] }), 400, "body-invalid"],
  ["content that is a number", chat(user(5)), 400, "body-invalid"],
  ["content that is an object", chat(user({ type: "text", text: "x" })), 400, "body-invalid"],
  ["a part of another type", chat(user([{ type: "input_audio", input_audio: {} }])), 400, "body-invalid"],
  ["stream that is a word", chat({ stream: "yes" }), 400, "body-invalid"],
  ["a temperature of fever", chat({ temperature: 41 }), 400, "body-invalid"],
  ["a temperature that is text", chat({ temperature: "1" }), 400, "body-invalid"],
  ["an effort beyond", chat({ reasoning_effort: "endless" }), 400, "body-invalid"],
  ["a negative ceiling", chat({ max_tokens: -1 }), 400, "body-invalid"],
  ["half a token", chat({ max_completion_tokens: 0.5 }), 400, "body-invalid"],
  [
    "ten thousand messages",
    chat({ messages: Array(10_000).fill({ role: "user", content: "" }) }),
    413,
    "body-too-large",
  ],
  ["1,001 messages", chat({ messages: Array(1001).fill({ role: "user", content: "" }) }), 413, "input-too-long"],
  ["too many words at once", chat(user("x".repeat(1001))), 413, "input-too-long"],
  [
    "too many words in pieces",
    chat({ messages: Array(11).fill({ role: "user", content: [{ type: "text", text: "x".repeat(100) }] }) }),
    413,
    "input-too-long",
  ],
  ["a huge body", post("/chat/completions", "x".repeat(12_000_000)), 413, "body-too-large"],
  ["a body announced as huge", chat({}, { headers: { "Content-Length": "99999999" } }), 413, "body-too-large"],
  ["a picture over http", chat(picture("http://shop.example/a.png")), 400, "body-invalid"],
  ["a picture of this machine", chat(picture("https://localhost/admin")), 400, "body-invalid"],
  ["a picture of the cloud's secrets", chat(picture("https://169.254.169.254/latest/meta-data")), 400, "body-invalid"],
  ["a picture at an address in hexadecimal", chat(picture("https://0x7f000001/")), 400, "body-invalid"],
  ["a picture at an IPv6 address", chat(picture("https://[::ffff:10.0.0.1]/")), 400, "body-invalid"],
  ["a picture of the site's network", chat(picture("https://wiki.internal/x.png")), 400, "body-invalid"],
  ["a picture of a container", chat(picture("https://redis/x.png")), 400, "body-invalid"],
  ["a picture of this machine with a dot", chat(picture("https://localhost./")), 400, "body-invalid"],
  ["a picture with a password", chat(picture("https://a:b@shop.example/")), 400, "body-invalid"],
  ["a picture in a file", chat(picture("file:///etc/passwd")), 400, "body-invalid"],
  ["a picture that is a script", chat(picture("data:text/html;base64,PGI+")), 400, "body-invalid"],
  ["a picture that draws itself", chat(picture("data:image/svg+xml;base64,PHN2Zz4=")), 400, "body-invalid"],
  ["a picture that is not base64", chat(picture("data:image/png;base64,<svg>")), 400, "body-invalid"],
  ["a picture without end", chat(picture(`https://shop.example/${"x".repeat(2048)}`)), 400, "body-invalid"],
  ["a picture that is too large", chat(picture(`data:image/png;base64,${"A".repeat(4000)}`)), 413, "input-too-long"],
  [
    "33 pictures",
    chat(user(Array(33).fill({ type: "image_url", image_url: { url: "https://shop.example/a.png" } }))),
    413,
    "input-too-long",
  ],
  [
    "a picture of the assistant's",
    chat({
      messages: [{ role: "assistant", content: [{ type: "image_url", image_url: { url: "https://a.example/" } }] }],
    }),
    400,
    "body-invalid",
  ],
  ["speech of nothing", speak({ input: " " }), 400, "body-invalid"],
  ["speech of a list", speak({ input: ["x"] }), 400, "body-invalid"],
  ["speech without end", speak({ input: "x".repeat(1001) }), 413, "input-too-long"],
  ["a voice that is a command", speak({ voice: "a\nb; rm" }), 400, "body-invalid"],
  ["a voice that is an object", speak({ voice: { id: "x" } }), 400, "body-invalid"],
  ["a format that is none", speak({ response_format: "exe" }), 400, "body-invalid"],
  ["a speed beyond", speak({ speed: 100 }), 400, "body-invalid"],
  ["an embedding of nothing", embed([]), 400, "body-invalid"],
  ["an embedding of no text", embed(undefined), 400, "body-invalid"],
  ["an embedding of tokens", embed([1, 2, 3]), 400, "body-invalid"],
  ["257 embeddings", embed(Array(257).fill("x")), 413, "input-too-long"],
  ["embeddings without end", embed(Array(11).fill("x".repeat(100))), 413, "input-too-long"],
  ["a form that is none", form("hello"), 400, "body-invalid"],
  [
    "a form without recording",
    form('--x\r\nContent-Disposition: form-data; name="model"\r\n\r\nears\r\n--x--\r\n'),
    400,
    "body-invalid",
  ],
  ["a recording that is text", recording({ file: "sound" }), 400, "body-invalid"],
  ["a recording of nothing", recording({ file: new Blob([]) }), 400, "body-invalid"],
  ["a recording of no known format", recording({ file: new Blob(["x"]) }, "x.exe"), 400, "body-invalid"],
  ["a recording that is too large", recording({ file: new Blob(["x".repeat(5001)]) }, "x.wav"), 413, "body-too-large"],
  ["a recording that is far too large", recording({ file: new Blob(["x".repeat(300_000)]) }), 413, "body-too-large"],
  ["a recording for another model", recording({ model: "talker" }), 400, "model-not-allowed"],
  ["a language that is none", recording({ language: "en; drop" }), 400, "body-invalid"],
  ["subtitles", recording({ response_format: "srt" }), 400, "body-invalid"],
];

describe("what createModelHandler refuses", () => {
  for (const [name, request, status, code] of rows) {
    it(`${name}: ${status} ${code}`, async () => {
      const handler = modelHandler(upstream, { maxImageBytes: 2000, maxAudioBytes: 5000 });
      const response = await handler(request);
      assert.equal((await failureOf(response)).code, code);
      assert.equal(response.status, status);
      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.equal(upstream.asked.length, 0);
    });
  }

  it("a body that breaks off, or that its sender never ends", async () => {
    const streamed = (source: UnderlyingDefaultSource<Uint8Array>) =>
      new Request(`${SITE}/chat/completions`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Origin: SITE },
        body: new ReadableStream(source),
        duplex: "half",
      } as RequestInit);
    const broken = streamed({ start: (body) => body.error(new Error("reset")) });
    assert.equal((await failureOf(await modelHandler(upstream)(broken))).code, "body-invalid");
    let isCancelled = false;
    const endless = streamed({
      pull: (body) => body.enqueue(new Uint8Array(65_536).fill(0x20)),
      cancel: () => void (isCancelled = true),
    });
    assert.equal((await failureOf(await modelHandler(upstream)(endless))).code, "body-too-large");
    assert.ok(isCancelled);
  });

  it("pictures where the site allows none", async () => {
    const handler = modelHandler(upstream, { maxImageBytes: 0 });
    assert.equal((await handler(chat(picture("https://shop.example/a.png")))).status, 413);
  });

  it("kinds that the site has not switched on", async () => {
    const handler = modelHandler(upstream, { models: { chat: ["talker"] } });
    assert.equal((await handler(speak({}))).status, 404);
    assert.equal((await handler(recording())).status, 404);
    assert.equal((await handler(embed("x"))).status, 404);
    assert.equal(upstream.asked.length, 0);
  });

  it("whom authorize and the rate limit turn away, before a byte of the body is read", async () => {
    const request = chat();
    assert.equal((await modelHandler(upstream, { authorize: () => false })(request)).status, 401);
    assert.equal(request.bodyUsed, false);
    const limited = modelHandler(upstream, { rateLimit: { limit: 1, windowSeconds: 60, key: () => "visitor" } });
    assert.equal((await limited(chat())).status, 200);
    const second = await limited(speak({}));
    assert.equal(second.status, 429);
    assert.equal(second.headers.get("retry-after"), "60");
  });

  it("a climbing path leads to the same fixed addresses", async () => {
    const handler = modelHandler(upstream);
    for (const path of ["/../../chat/completions", "/%2e%2e/%2e%2e/chat/completions", "/..%5c/chat/completions"]) {
      await handler(post(path, { messages: [{ role: "user", content: "Hi" }] }));
      assert.equal(upstream.asked.at(-1)?.path, "/v1/chat/completions");
    }
  });
});
