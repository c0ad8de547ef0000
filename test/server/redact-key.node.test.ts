/** The key is in no answer, error or log line, whatever it is written as and wherever it is cut. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createKeyRedactor, quote } from "../../src/server/redact-key.js";
import { ByteRedactor } from "../../src/server/redact-bytes.js";
import { createTokenHandler } from "../../src/server/index.js";
import { ENCODINGS, hasKey } from "./encodings.js";
import { API_KEY, SITE as TOKEN_SITE, ask, envelope, fakeService, json, started } from "./fake-service.js";
import { KEY, chat, modelHandler, post } from "./model-upstream.js";

const lines: string[] = [];
const note = (...parts: unknown[]) => void lines.push(parts.map(String).join(" "));
const logger = { debug: note, warn: note, error: note };
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A body in pieces of so many bytes. */
const inPieces = (text: string, size: number): ReadableStream<Uint8Array> => {
  const bytes = bytesOf(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.slice(at, (at += size)));
    },
  });
};

/** What a visitor gets, and what the log has, when the model server answers this. */
async function everythingSaid(answer: Response, request = chat()): Promise<string> {
  lines.length = 0;
  const response = await modelHandler(
    { baseURL: "http://127.0.0.1:9" },
    { logger, fetch: async () => answer },
  )(request);
  const text = await response.text().catch((error: unknown) => `broke off: ${String(error)}`);
  return [text, JSON.stringify([...response.headers]), ...lines].join("\n");
}

const stream = (text: string, size = 1e6) =>
  new Response(inPieces(text, size), { headers: { "Content-Type": "text/event-stream" } });
const delta = (content: unknown, more: object = {}) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content, ...more } }] })}\n\n`;
const contentOf = (text: string): string =>
  [...text.matchAll(/^data: (\{.*)$/gm)]
    .map(
      ([, event = ""]) => (JSON.parse(event) as { choices: [{ delta: { content: string } }] }).choices[0].delta.content,
    )
    .join("");

for (const [name, encode] of Object.entries(ENCODINGS)) {
  const secret = encode(KEY);
  describe(`a key ${name}`, () => {
    it("is known to the test's own reader", () => {
      assert.ok(hasKey(`You sent ${secret}.`, KEY));
    });

    it("is in no sentence, at whatever length it is cut", () => {
      const redactor = createKeyRedactor(KEY, { mayBePlaceholder: true });
      const said = `You sent ${secret}. And ${"x".repeat(secret.length)}`;
      for (let longest = 1; longest < said.length; longest += 1) {
        assert.ok(!hasKey(quote(said, { redactor, longest }), KEY), String(longest));
      }
      assert.match(redactor.text(`You sent ${secret}.`), /You sent .*\[key\]/s);
    });

    it("is in no text that was cut before it came", () => {
      const redactor = createKeyRedactor(KEY, { mayBePlaceholder: true });
      for (let length = 0; length < secret.length; length += 1) {
        assert.ok(!hasKey(redactor.text(`You sent ${secret.slice(0, length)}`), KEY), String(length));
      }
    });

    it("is in no bytes that are passed on, in whatever pieces they come", () => {
      for (const size of [1, 2, 3, 5, 8, 13, 64]) {
        const { finder } = createKeyRedactor(KEY, { mayBePlaceholder: true });
        const redactor = new ByteRedactor(finder!);
        const bytes = Buffer.from(`said ${secret} and ${secret}`, "utf8");
        const out: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size) out.push(redactor.push(bytes.subarray(at, at + size)));
        const all = Buffer.concat([...out, redactor.flush()]);
        assert.equal(all.length, bytes.length);
        assert.ok(!hasKey(all.toString(), KEY), `${size}: ${all.toString()}`);
      }
    });

    it("is in no answer, no header and no log line of a model server's", async () => {
      const error = { error: { message: `Incorrect API key provided: ${secret}`, secret } };
      const answers: [string, () => Response, Request?][] = [
        ...[400, 401, 403, 404, 422, 429, 500].map((status): [string, () => Response] => [
          `${status}`,
          () => json(status, error),
        ]),
        ["a page", () => new Response(`<p>${"x".repeat(290)}${secret}`, { status: 502 })],
        ["a reason without end", () => new Response(`${"x".repeat(16_370)}${secret}`, { status: 400 })],
        [
          "a redirect",
          () =>
            new Response(secret, {
              status: 302,
              headers: { Location: `https://evil.example/${encodeURIComponent(secret)}` },
            }),
        ],
        ["a whole answer", () => json(200, { choices: [{ message: { content: `I have ${secret}` } }] })],
        ["a name of a member", () => json(200, { choices: [], [secret]: 1 })],
        [
          "parts of a list",
          () =>
            json(200, {
              choices: [{ message: { content: [{ text: secret.slice(0, 9) }, { text: secret.slice(9) }] } }],
            }),
        ],
        ["a line of a stream", () => stream(delta(`I have ${secret}`)), chat({ stream: true })],
        [
          "an error in a stream",
          () => stream(`event: error\ndata: ${JSON.stringify(error)}\n\n`),
          chat({ stream: true }),
        ],
        ["a comment in a stream", () => stream(`: ${secret}\n\n${delta("Hi")}`), chat({ stream: true })],
        [
          "words",
          () => new Response(secret, { headers: { "Content-Type": "audio/mpeg" } }),
          post("/audio/speech", { input: "Hi." }),
        ],
      ];
      for (const [what, answer, request] of answers) {
        const said = await everythingSaid(answer(), request);
        // An escape means nothing in sound.
        if (what === "words" && /percent|escape|octal|HTML/.test(name)) continue;
        assert.ok(!hasKey(said, KEY), `${what}: ${said}`);
      }
    });

    it("is in no text that comes in deltas, wherever it is cut, and the rest of it is all there", async () => {
      for (const size of [1, 2, 3, 4, 7, 11, 23]) {
        const pieces = (`I have ${secret} here`.match(new RegExp(`[^]{1,${size}}`, "g")) ?? []).map((piece) =>
          delta(piece),
        );
        for (const bytes of [1e6, 50]) {
          const said = await everythingSaid(
            stream(`${pieces.join("")}data: [DONE]\n\n`, bytes),
            chat({ stream: true }),
          );
          const content = contentOf(said);
          assert.ok(!hasKey(content, KEY), `${size}: ${content}`);
          assert.match(content, /^I have [^]* here$/);
          assert.match(said, /data: \[DONE\]\n\n/);
        }
      }
    });
  });
}

describe("an event stream", () => {
  it("goes on as it is, byte for byte, where there is no key", async () => {
    const text = [
      ": ping\r\n\r\n",
      "event: message\r",
      'data:{"choices":[{"delta":{"content":"Sk-Mo… é \\u00e9 \\n"}}]}\n\n',
      'data: {"a" :  1,\ndata: "b": [ 2 ]}\n\n',
      "data: [DONE]",
    ].join("");
    for (const size of [1, 7, 1000]) {
      const said = await everythingSaid(stream(text, size), chat({ stream: true }));
      assert.ok(Buffer.from(said).toString().startsWith(text), said);
    }
  });

  it("lets a piece out as soon as it cannot be of a key", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const answer = new Response(readable, { headers: { "Content-Type": "text/event-stream" } });
    const response = await modelHandler(
      { baseURL: "http://127.0.0.1:9" },
      { fetch: async () => answer },
    )(chat({ stream: true }));
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    // The first three letters of the key are the beginning of many words.
    for (const words of ["One ", "sk-", "not a key, ", KEY.slice(0, 3)]) {
      void writer.write(bytesOf(delta(words)));
      assert.equal((await reader.read()).value, delta(words));
    }
    void writer.close();
  });

  it("tells texts apart that come by turns", async () => {
    const half = KEY.length / 2;
    const events = [
      delta(KEY.slice(0, half), { reasoning_content: "I think " }),
      delta("", { reasoning_content: KEY.slice(0, half) }),
      delta(KEY.slice(half), { reasoning_content: "" }),
      delta("", { reasoning_content: KEY.slice(half) }),
    ];
    const said = await everythingSaid(stream(events.join("")), chat({ stream: true }));
    assert.equal(contentOf(said), "*".repeat(KEY.length));
    assert.ok(!said.includes(KEY.slice(0, half)) && !said.includes(KEY.slice(half)), said);
  });

  it("waits for no key for ever: what is half of one is taken for one", async () => {
    const events = delta(KEY.slice(0, 20)) + `: ${"x".repeat(1000)}\n`.repeat(400);
    const said = await everythingSaid(stream(events), chat({ stream: true }));
    assert.ok(!hasKey(said, KEY));
  });
});

describe("a short key", () => {
  it("is a secret where it looks like one, and a word where it is one", () => {
    const redacted = (key: string) => createKeyRedactor(key, { mayBePlaceholder: true }).text(`I say ${key}.`);
    for (const key of ["ollama", "lm-studio", "not-needed", "none", "x", "1"])
      assert.equal(redacted(key), `I say ${key}.`);
    for (const key of ["sk-12345", "hunter2hunter2", "a-password-of-words"])
      assert.equal(redacted(key), "I say [key].");
    const service = createKeyRedactor("sk-word", { mayBePlaceholder: false });
    assert.equal(service.text("I say SK-WORD."), "I say [key].");
  });
});

describe("the service's key", () => {
  for (const [name, encode] of Object.entries(ENCODINGS)) {
    it(`is in no answer and no log line ${name}`, async () => {
      const secret = encode(API_KEY);
      const tokens = "/v1/sessions/token";
      const starts = "/v1/sessions/start";
      const cases: Parameters<typeof fakeService>[0][] = [
        { [tokens]: () => json(422, envelope([{ message: `${"x".repeat(280)} ${secret}` }])) },
        { [tokens]: () => json(400, envelope(null, 4000, `bad ${secret}`)) },
        {
          [tokens]: () =>
            new TypeError(`fetch failed: ${secret}`, { cause: new AggregateError([new Error(secret)], secret) }),
        },
        { [tokens]: () => json(200, envelope({ session_token: secret.replace(/[^\x21-\x7e]/g, "") })) },
        { [starts]: () => json(201, envelope({ ...started, session_id: `s-${secret}` })) },
        { [starts]: () => json(500, {}), "/v1/sessions/stop": () => new TypeError(secret) },
      ];
      lines.length = 0;
      for (const answers of cases) {
        const handler = createTokenHandler({
          ...{
            apiKey: API_KEY,
            session: { avatar_id: "a" },
            allowedOrigins: [TOKEN_SITE],
            rateLimit: false,
            start: true,
          },
          ...{ logger, fetch: fakeService(answers).fetch },
        });
        const response = await handler(ask());
        const said = [await response.text(), JSON.stringify([...response.headers]), ...lines].join("\n");
        assert.ok(!hasKey(said, API_KEY), said);
      }
    });
  }
});

describe("a log", () => {
  it("has texts alone, with what an error carries, and one that throws harms nobody", async () => {
    lines.length = 0;
    const seen: unknown[] = [];
    const throwing = () => {
      throw new Error("disk full");
    };
    const hook = () => {
      throw Object.assign(new Error(`outer ${API_KEY}`, { cause: { apiKey: API_KEY } }), { config: { key: API_KEY } });
    };
    const make = (with_: object) =>
      createTokenHandler({
        ...{ apiKey: API_KEY, session: { avatar_id: "a" }, allowedOrigins: [TOKEN_SITE], rateLimit: false as const },
        ...{ authorize: hook, logger: { debug: throwing, warn: throwing, error: throwing } },
        ...with_,
      });
    assert.equal((await make({})(ask())).status, 500);
    await make({ logger: { ...logger, error: (...parts: unknown[]) => seen.push(...parts) } })(ask());
    assert.ok(seen.every((part) => typeof part === "string"));
    assert.match(seen.join("\n"), /outer \[key\][^]*thrown: object/);
  });

  it("has no line that another server broke", async () => {
    const said = await everythingSaid(json(400, { error: { message: "bad\r\n2026 createTokenHandler: all is well" } }));
    assert.match(said, /status 400: bad 2026 createTokenHandler/);
  });
});
