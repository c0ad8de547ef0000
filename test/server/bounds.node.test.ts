/** What visitors send and servers answer is bounded in size, depth, number of parts and time. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readBody } from "../../src/core/read-body.js";
import { createModelHandler, createTokenHandler, LiveAvatarError } from "../../src/server/index.js";
import { silentLogger } from "../../src/core/ports/logger.js";
import { FakeClock } from "../../src/testing/index.js";
import { API_KEY, SITE as TOKEN_SITE, ask, envelope, fakeService, json } from "./fake-service.js";
import { KEY, SITE, chat, failureOf, modelHandler, post, recording } from "./model-upstream.js";

const nested = (depth: number, open = "[", close = "]") => open.repeat(depth) + close.repeat(depth);

describe("a visitor's body", () => {
  const handler = modelHandler({ baseURL: "http://127.0.0.1:9" }, { fetch: async () => json(200, { ok: true }) });
  const bodies: [string, string, number][] = [
    [
      "as deep as a picture's is taken",
      `{"messages":[{"role":"user","content":[{"type":"text","text":"[[[["}]}],"x":${nested(30)}}`,
      200,
    ],
    ["deeper than any is not", `{"messages":[{"role":"user","content":"Hi"}],"x":${nested(40)}}`, 400],
    ["of nothing but levels is not", nested(100_000), 400],
    ["of objects in objects is not", `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`, 400],
    ["of too many parts is not", `{"messages":[{"role":"user","content":"Hi"}],"x":[${"1,".repeat(100_000)}1]}`, 400],
    ["of too many members is not", `{${Array.from({ length: 25_000 }, (_, n) => `"${n}":1`).join(",")}}`, 400],
    ["of many commas in a text is taken", `{"messages":[{"role":"user","content":"${",[{".repeat(300)}"}]}`, 200],
  ];
  for (const [name, body, status] of bodies) {
    it(name, async () => {
      const response = await handler(post("/chat/completions", body));
      assert.equal(response.status, status, await response.text());
    });
  }

  it("of many fields is no form", async () => {
    const fields = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`x${n}`, "1"]));
    const response = await handler(recording(fields));
    assert.deepEqual(
      [response.status, (await failureOf(response)).message],
      [400, "The form is limited to 32 fields."],
    );
    assert.equal((await handler(recording({ a: "1", b: "2" }))).status, 200);
    const unbounded = new Request(`${SITE}/audio/transcriptions`, {
      ...{ method: "POST", body: "--x--", headers: { Origin: SITE, "Content-Type": "multipart/form-data" } },
    });
    assert.equal((await failureOf(await handler(unbounded))).message, "The form has no boundary.");
  });

  it("in pieces of one byte takes no more memory than its own", async () => {
    let asked = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        asked += 1;
        if (asked > 50_000) controller.close();
        else controller.enqueue(new Uint8Array(1));
      },
    });
    const bytes = await readBody({ body, headers: new Headers() }, { maxBytes: 60_000 });
    assert.deepEqual([bytes.length, bytes.buffer.byteLength], [50_000, 50_000]);
  });
});

describe("an answer of the service", () => {
  for (const [name, body] of [
    ["of many levels", `{"code":1000,"data":${nested(100_000)}}`],
    ["of many parts", `{"code":1000,"data":{"session_token":"t","x":[${"1,".repeat(100_000)}1]}}`],
    ["without end", `{"code":1000,"data":{"session_token":"${"t".repeat(2_000_000)}"}}`],
  ] as const) {
    it(`${name} is none`, async () => {
      const { fetch } = fakeService({ "/v1/sessions/token": () => new Response(body) });
      const handler = createTokenHandler({
        ...{ apiKey: API_KEY, session: { avatar_id: "a" }, allowedOrigins: [TOKEN_SITE], rateLimit: false },
        ...{ logger: silentLogger, fetch },
      });
      assert.equal((await failureOf(await handler(ask()))).code, "upstream-invalid");
    });
  }
});

describe("an answer of the model server", () => {
  /** Pieces for as long as they are asked for; says how many were. */
  function endless(piece: string, type: string) {
    const state = { pieces: 0, isCancelled: false };
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          state.pieces += 1;
          controller.enqueue(new TextEncoder().encode(piece));
        },
        cancel: () => void (state.isCancelled = true),
      },
      { highWaterMark: 0 },
    );
    return { state, answer: new Response(body, { headers: { "Content-Type": type } }) };
  }
  const MEGABYTE = "x".repeat(1_000_000);
  const rows: [string, string, string, Request, number][] = [
    ["sound without end", MEGABYTE, "audio/mpeg", post("/audio/speech", { input: "Hi." }), 65],
    ["a line without end", MEGABYTE, "text/event-stream", chat({ stream: true }), 5],
    ["levels without end", "[".repeat(1000), "application/json", chat(), 1],
    ["levels of vectors without end", "[".repeat(1000), "application/json", post("/embeddings", { input: "x" }), 1],
    ["lines of levels without end", "[\n", "application/json", chat(), 65],
    ["vectors without end", "1,".repeat(500_000), "application/json", post("/embeddings", { input: "x" }), 5],
    ["a delta of many levels", `data: ${nested(100)}\n\n`, "text/event-stream", chat({ stream: true }), 1],
    ["a delta of many parts", `data: [${"1,".repeat(300_000)}1]\n\n`, "text/event-stream", chat({ stream: true }), 1],
    [
      "deltas without end",
      `data: {"x":"${"x".repeat(100_000)}"}\n\n`,
      "text/event-stream",
      chat({ stream: true }),
      641,
    ],
  ];
  for (const [name, piece, type, request, most] of rows) {
    it(`is broken off: ${name}`, async () => {
      const { state, answer } = endless(piece, type);
      const lines: string[] = [];
      const note = (...parts: unknown[]) => void lines.push(parts.join(" "));
      const logger = { debug: note, warn: note, error: note };
      const response = await modelHandler(
        { baseURL: "http://127.0.0.1:9" },
        { fetch: async () => answer, logger },
      )(request);
      await assert.rejects(async () => {
        const reader = response.body!.getReader();
        while (!(await reader.read()).done);
      });
      assert.ok(state.pieces <= most, String(state.pieces));
      assert.ok(state.isCancelled);
      assert.match(lines.join("\n"), /broke off.*RangeError/);
    });
  }

  it("is broken off after a quarter of an hour, however steadily it comes", async () => {
    const clock = new FakeClock();
    const { state, answer } = endless(": ping\n\n", "text/event-stream");
    const handler = modelHandler({ baseURL: "http://127.0.0.1:9" }, { fetch: async () => answer, clock });
    const reader = (await handler(chat({ stream: true }))).body!.getReader();
    await reader.read();
    await clock.advance(899_000);
    await reader.read();
    await clock.advance(2_000);
    await assert.rejects(reader.read());
    assert.deepEqual([state.isCancelled, clock.pending], [true, 0]);
  });

  it("has none of the server's headers, and of its type only what a browser reads", async () => {
    const types: [string, string | undefined][] = [
      ["text/event-stream; charset=utf-8; x=y", "text/event-stream; charset=utf-8"],
      [`application/json; token=${KEY}`, "application/json"],
      [`application/json; charset=${KEY}`, undefined],
    ];
    for (const [type, expected] of types) {
      const headers = {
        "Content-Type": type,
        "X-Api-Key": KEY,
        "Set-Cookie": "a=b",
        Server: "x",
        Link: "<x>",
        ETag: "1",
      };
      const answer = new Response("{}", { headers });
      const response = await modelHandler(
        { baseURL: "http://127.0.0.1:9" },
        { fetch: async () => answer },
      )(chat({ stream: type.startsWith("text") }));
      assert.equal(response.headers.get("content-type"), expected ?? "application/json");
      assert.equal(response.status, expected === undefined ? 502 : 200);
      for (const name of ["x-api-key", "set-cookie", "server", "link", "etag"])
        assert.equal(response.headers.get(name), null);
    }
  });

  it("asks for no more patience than a day", async () => {
    const answer = json(429, {}, { "Retry-After": "999999999" });
    const response = await modelHandler({ baseURL: "http://127.0.0.1:9" }, { fetch: async () => answer })(chat());
    assert.equal(response.headers.get("retry-after"), "86400");
  });
});

describe("hooks that never answer", () => {
  const never = () => new Promise<never>(() => undefined);
  for (const [name, options] of [
    ["authorize", { authorize: never }],
    ["rateLimit.key", { rateLimit: { limit: 1, windowSeconds: 1, key: never } }],
    ["systemPrompt", { systemPrompt: never }],
  ] as const) {
    it(`${name}: 500 after 10 s, and the log has its name`, async () => {
      const clock = new FakeClock();
      const lines: string[] = [];
      const note = (...parts: unknown[]) => void lines.push(parts.join(" "));
      const logger = { debug: note, warn: note, error: note };
      const answered = modelHandler({ baseURL: "http://127.0.0.1:9" }, { clock, logger, ...options })(chat());
      await clock.advance(10_000);
      assert.equal((await failureOf(await answered)).code, "internal");
      assert.match(lines.join("\n"), new RegExp(`${name} did not answer in 10 s`));
      assert.equal(clock.pending, 0);
    });
  }
});

describe("pictures at addresses", () => {
  const shown = (url: string) =>
    chat({ messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }] });
  const handler = (imageHosts?: string[]) =>
    createModelHandler({
      ...{
        apiKey: KEY,
        baseURL: "http://127.0.0.1:9",
        models: { chat: ["talker"] },
        maxInputChars: 100,
        maxOutputTokens: 1,
      },
      ...{ allowedOrigins: [SITE], rateLimit: false, logger: silentLogger, fetch: async () => json(200, {}) },
      ...(imageHosts && { imageHosts }),
    });
  it("are taken from listed hosts alone", async () => {
    assert.equal((await handler()(shown("https://cdn.example.com/a.png"))).status, 400);
    const listed = handler(["cdn.example.com", "BÜCHER.example"]);
    for (const [url, status] of [
      ["https://cdn.example.com/a.png?b", 200],
      ["https://CDN.example.com/a.png", 200],
      ["https://bücher.example/a.png", 200],
      ["https://cdn.example.com:8443/a.png", 400],
      ["https://cdn.example.com./a.png", 400],
      ["https://x.cdn.example.com/a.png", 400],
      ["https://cdn.example.com.evil.example/a.png", 400],
      ["https://evil.example/cdn.example.com", 400],
      ["https://evil.example\\@cdn.example.com/", 400],
      ["https://cdn.example.com@evil.example/", 400],
      ["http://cdn.example.com/a.png", 400],
      ["ftp://cdn.example.com/a.png", 400],
      ["//cdn.example.com/a.png", 400],
    ] as const) {
      assert.equal((await listed(shown(url))).status, status, url);
    }
  });

  it("are of no host that only the site's own network knows", () => {
    for (const host of [
      ...["localhost", "redis", "wiki.internal", "nas.local", "metadata.google.internal", "x.corp", "a.localhost"],
      ...["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "１２７.0.0.1", "[::1]", "[::ffff:10.0.0.1]"],
      ...["169.254.169.254", "100.100.100.200", "8.8.8.8", "10.0.0.1.nip.io", "localtest.me", "localhost."],
      ...[
        "",
        "https://cdn.example.com",
        "cdn.example.com/x",
        "a@cdn.example.com",
        "cdn.example.com:8443",
        "*.example.com",
      ],
    ]) {
      assert.throws(
        () => handler([host]),
        (error) => LiveAvatarError.is(error) && error.message.startsWith("imageHosts"),
        host,
      );
    }
  });
});

describe("a wrong option", () => {
  it("is named and not repeated: it may be the key in the wrong place", () => {
    const options = {
      apiKey: KEY,
      baseURL: "https://api.example/v1",
      models: { chat: ["x"] },
      maxInputChars: 1,
      maxOutputTokens: 1,
    };
    const good = { ...options, allowedOrigins: [SITE], rateLimit: false as const };
    for (const wrong of [
      { baseURL: KEY },
      { maxInputChars: KEY },
      { imageHosts: [KEY] },
      { voices: KEY },
      { outputLimitField: KEY },
      { models: KEY },
      { rateLimit: { limit: KEY, windowSeconds: 1, key: () => "x" } },
      { allowedOrigins: [KEY] },
    ]) {
      assert.throws(
        () => createModelHandler({ ...good, ...(wrong as object) }),
        (error) => LiveAvatarError.is(error) && error.code === "config-invalid" && !error.message.includes(KEY),
        JSON.stringify(wrong),
      );
    }
  });
});

describe("a session that is longer than the plan allows", () => {
  for (const message of [
    "Request validation errors. body.max_session_duration: Input should be less than or equal to 120, the limit of this plan",
    "Session duration exceeds the maximum of your plan",
    "The requested duration is above your plan's limit",
  ]) {
    it(`${message}: the answer names the option`, async () => {
      const { fetch } = fakeService({ "/v1/sessions/token": () => json(422, envelope([{ message }], 4000, "errors")) });
      const handler = createTokenHandler({
        ...{ apiKey: API_KEY, session: { avatar_id: "a" }, allowedOrigins: [TOKEN_SITE], rateLimit: false },
        ...{ logger: silentLogger, fetch },
      });
      const failure = await failureOf(await handler(ask()));
      assert.equal(failure.code, "upstream-rejected");
      assert.match(failure.message, /the option maxSessionDuration is 600 s/);
    });
  }
});
