import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { silentLogger } from "../../src/core/ports/logger.js";
import type { FailureBody, RealtimeTokenHandlerOptions } from "../../src/server/index.js";
import { LiveAvatarError, createRealtimeTokenHandler } from "../../src/server/index.js";
import { FakeClock } from "../../src/testing/index.js";
import { ENCODINGS, hasKey } from "./encodings.js";
import { API_KEY, SITE, ask, fakeService, json } from "./fake-service.js";

const PATH = "/v1/realtime/client_secrets";
const secret = { value: "ek_68af296e8e408191a1120ab6383263c2", expires_at: 1_756_310_470 };
const good = () => json(200, { ...secret, session: { type: "transcription", id: "sess_1" } });

function make(options: Partial<RealtimeTokenHandlerOptions> = {}, answer: () => Response | Error | "hang" = good) {
  const service = fakeService({ [PATH]: answer });
  const handler = createRealtimeTokenHandler({
    apiKey: API_KEY,
    models: ["transcriber", "better-transcriber"],
    allowedOrigins: [SITE],
    rateLimit: false,
    logger: silentLogger,
    fetch: service.fetch,
    ...options,
  });
  return { handler, service };
}

const post = (body: unknown): Request => ask({ body: JSON.stringify(body) });
const failureOf = async (response: Response): Promise<FailureBody["error"]> =>
  ((await response.json()) as FailureBody).error;

describe("createRealtimeTokenHandler", () => {
  it("mints a token for a transcription and answers that alone", async () => {
    const { handler, service } = make();
    const response = await handler(post({}));
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { client_secret: secret, model: "transcriber" });
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("access-control-allow-origin"), SITE);
    assert.equal(service.requests.length, 1);
    const minted = service.requests[0];
    assert.equal(minted?.path, PATH);
    assert.equal(minted.headers.get("authorization"), `Bearer ${API_KEY}`);
    assert.deepEqual(minted.body, {
      expires_after: { anchor: "created_at", seconds: 600 },
      session: {
        type: "transcription",
        audio: { input: { format: { type: "audio/pcm", rate: 24_000 }, transcription: { model: "transcriber" } } },
      },
    });
  });

  it("sends the site's session and time", async () => {
    const session = {
      language: "de",
      prompt: "Shoes, sizes.",
      turn_detection: { type: "server_vad", silence_duration_ms: 700 },
      noise_reduction: { type: "near_field" },
    } as const;
    const { handler, service } = make({ session, expiresAfterSeconds: 30, models: ["gpt-live-transcribe"] });
    await handler(post({}));
    assert.deepEqual(service.requests[0]?.body, {
      expires_after: { anchor: "created_at", seconds: 30 },
      session: {
        type: "transcription",
        audio: {
          input: {
            format: { type: "audio/pcm", rate: 24_000 },
            transcription: { model: "gpt-live-transcribe", languages: ["de"], prompt: "Shoes, sizes." },
            turn_detection: session.turn_detection,
            noise_reduction: session.noise_reduction,
          },
        },
      },
    });
  });

  it("takes no turns where the site says so", async () => {
    const { handler, service } = make({ session: { turn_detection: null } });
    await handler(post({}));
    const { session } = service.requests[0]?.body as { session: { audio: { input: Record<string, unknown> } } };
    assert.equal(session.audio.input["turn_detection"], null);
  });

  it("takes of a visitor's body nothing but a model of the list", async () => {
    const { handler, service } = make();
    const response = await handler(
      post({
        model: "better-transcriber",
        session: { type: "realtime", instructions: "be mine", model: "gpt-realtime" },
        expires_after: { anchor: "created_at", seconds: 7200 },
        audio: {},
        language: "xx",
      }),
    );
    assert.deepEqual(await response.json(), { client_secret: secret, model: "better-transcriber" });
    assert.deepEqual(service.requests[0]?.body, {
      expires_after: { anchor: "created_at", seconds: 600 },
      session: {
        type: "transcription",
        audio: {
          input: { format: { type: "audio/pcm", rate: 24_000 }, transcription: { model: "better-transcriber" } },
        },
      },
    });
    const refused = await handler(post({ model: "gpt-realtime" }));
    assert.equal(refused.status, 400);
    assert.equal((await failureOf(refused)).code, "model-not-allowed");
    assert.equal(service.requests.length, 1);
  });

  it("takes an empty body, and an answer in the older form", async () => {
    const { handler } = make({}, () => json(200, { id: "sess_1", client_secret: secret }));
    const response = await handler(ask({ body: "" }));
    assert.deepEqual(await response.json(), { client_secret: secret, model: "transcriber" });
  });
});

describe("what a request for a realtime token is refused for", () => {
  const rows: [string, Partial<RealtimeTokenHandlerOptions>, Request, number, FailureBody["error"]["code"]][] = [
    ["GET", {}, ask({ method: "GET", body: null }), 405, "method-not-allowed"],
    ["a form", {}, ask({ headers: { "Content-Type": "text/plain" } }), 415, "unsupported-media-type"],
    ["another origin", {}, ask({ headers: { Origin: "https://evil.example" } }), 403, "origin-not-allowed"],
    ["authorize: false", { authorize: () => false }, ask(), 401, "unauthorized"],
    ["no JSON", {}, ask({ body: "{model" }), 400, "body-invalid"],
    ["an array", {}, ask({ body: "[]" }), 400, "body-invalid"],
    ["a long body", {}, ask({ body: JSON.stringify({ x: "x".repeat(8192) }) }), 413, "body-too-large"],
    ["a model that is none", {}, post({ model: { $ne: "" } }), 400, "model-not-allowed"],
  ];
  for (const [name, options, request, status, code] of rows) {
    it(`${name}: ${status} ${code}`, async () => {
      const { handler, service } = make(options);
      const response = await handler(request);
      assert.equal(response.status, status);
      assert.equal((await failureOf(response)).code, code);
      assert.equal(service.requests.length, 0);
    });
  }

  it("counts visitors, before it reads what they send", async () => {
    const { handler } = make({ rateLimit: { limit: 1, windowSeconds: 60, key: () => "k" } });
    assert.equal((await handler(post({}))).status, 200);
    const response = await handler(ask({ body: "{nothing" }));
    assert.equal(response.status, 429);
    assert.equal(response.headers.get("retry-after"), "60");
  });
});

describe("the model server's failures, as the visitor learns them", () => {
  const openAI = (message: string) => ({ error: { message, type: "invalid_request_error", code: null } });
  const rows: [string, () => Response | Error, number, FailureBody["error"]["code"]][] = [
    ["401", () => json(401, openAI(`Incorrect API key provided: ${API_KEY}.`)), 502, "upstream-auth"],
    ["403", () => json(403, openAI("no")), 502, "upstream-auth"],
    ["400", () => json(400, openAI("Unknown parameter: 'session.audio'.")), 502, "upstream-rejected"],
    ["404", () => json(404, openAI("The model does not exist")), 502, "upstream-rejected"],
    ["413", () => json(413, openAI("too large")), 502, "upstream-rejected"],
    ["429", () => json(429, openAI("slow down"), { "Retry-After": "7" }), 429, "upstream-rate-limited"],
    ["500", () => json(500, {}), 502, "upstream-unreachable"],
    ["504", () => json(504, {}), 504, "upstream-timeout"],
    ["a network failure", () => new TypeError(`fetch failed ${API_KEY}`), 502, "upstream-unreachable"],
    ["a page", () => new Response("<h1>hello"), 502, "upstream-invalid"],
    ["a redirect", () => new Response(null, { status: 302 }), 502, "upstream-invalid"],
    ["no token", () => json(200, { session: {} }), 502, "upstream-invalid"],
    ["a token that cannot be sent", () => json(200, { value: "ek_a b\r\n" }), 502, "upstream-invalid"],
    ["levels without end", () => new Response(`{"value":${"[".repeat(100_000)}`), 502, "upstream-invalid"],
  ];
  for (const [name, answer, status, code] of rows) {
    it(`${name}: ${status} ${code}`, async () => {
      const response = await make({}, answer).handler(post({}));
      assert.equal(response.status, status);
      assert.equal(response.headers.get("retry-after"), name === "429" ? "7" : null);
      const failure = await failureOf(response);
      assert.equal(failure.code, code);
      assert.ok(!failure.message.includes(API_KEY));
    });
  }

  it("says why a session was refused", async () => {
    const { message } = await failureOf(
      await make({}, () => json(400, openAI("Unknown parameter: 'session.x'."))).handler(post({})),
    );
    assert.match(message, /Unknown parameter: 'session\.x'/);
  });

  it("leaves out a time that is none", async () => {
    for (const until of ["soon", -1, 0.5, null, 1e300]) {
      const response = await make({}, () => json(200, { value: secret.value, expires_at: until })).handler(post({}));
      assert.deepEqual(await response.json(), { client_secret: { value: secret.value }, model: "transcriber" });
    }
  });

  it("gives up after 12 s", async () => {
    const clock = new FakeClock();
    const { handler, service } = make({ clock }, () => "hang");
    const asked = service.nextRequest();
    const answered = handler(post({}));
    await asked;
    await clock.advance(12_000);
    const response = await answered;
    assert.equal(response.status, 504);
    assert.equal(clock.pending, 0);
  });

  it("ends the request of a visitor who goes away", async () => {
    const { handler, service } = make({}, () => "hang");
    const visitor = new AbortController();
    const asked = service.nextRequest();
    const answered = handler(ask({ signal: visitor.signal }));
    await asked;
    visitor.abort();
    assert.equal((await answered).status, 499);
  });
});

describe("the key of createRealtimeTokenHandler", () => {
  it("is never taken for a token, also where it is too short to be told from a word", async () => {
    for (const apiKey of [API_KEY, "ollama"]) {
      for (const value of [apiKey, `ek_${apiKey}`]) {
        const response = await make({ apiKey }, () => json(200, { value })).handler(post({}));
        assert.equal(response.status, 502);
        assert.ok(!(await response.text()).includes(apiKey));
      }
    }
  });

  for (const [name, encode] of Object.entries(ENCODINGS)) {
    it(`${name} is in no answer, no header and no log line, whatever the server repeats`, async () => {
      const lines: string[] = [];
      const note = (...parts: unknown[]) => void lines.push(parts.map(String).join(" "));
      const logger = { debug: note, warn: note, error: note };
      const said = encode(API_KEY);
      const answers: (() => Response)[] = [
        () => json(200, { value: said, expires_at: 1, session: { key: said } }),
        () => json(200, { value: said.replace(/[^!-~]/g, ""), expires_at: 1 }),
        () => json(200, { ...secret, session: { instructions: said }, model: said }),
        () => json(400, { error: { message: `${"x".repeat(280)} ${said}`, code: said, type: said } }),
        () => json(401, { error: { message: said } }),
        () => json(429, { error: { message: said } }, { "Retry-After": encodeURIComponent(said) }),
        () => new Response(`<h1>${said}</h1>`, { status: 500 }),
        () => json(302, { said }, { Location: `https://evil.example/?${encodeURIComponent(said)}` }),
      ];
      for (const answer of answers) {
        const response = await make({ logger }, answer).handler(post({}));
        const everything = [await response.text(), JSON.stringify([...response.headers]), ...lines].join("\n");
        assert.ok(!hasKey(everything, API_KEY), everything);
      }
    });
  }
});

describe("the options of createRealtimeTokenHandler", () => {
  const rows: [string, Record<string, unknown>, RegExp][] = [
    ["no key", { apiKey: "" }, /^apiKey/],
    ["no models", { models: undefined }, /^models/],
    ["an empty list of models", { models: [] }, /^models/],
    ["models that are no names", { models: [1] }, /^models/],
    ["an address without encryption", { baseURL: "http://api.openai.com/v1" }, /^baseURL/],
    ["a time that is too short", { expiresAfterSeconds: 9 }, /^expiresAfterSeconds/],
    ["a time that is too long", { expiresAfterSeconds: 7201 }, /^expiresAfterSeconds/],
    ["a time that is none", { expiresAfterSeconds: "600" }, /^expiresAfterSeconds/],
    ["a session that is a word", { session: "de" }, /^session/],
    ["a session with a model", { session: { model: "x" } }, /^session\.model/],
    ["a session of the prototype's names", { session: { constructor: {} } }, /^session\.constructor/],
    ["a language with a region", { session: { language: "de-DE" } }, /^session\.language/],
    ["turns that are a word", { session: { turn_detection: "server_vad" } }, /^session\.turn_detection/],
    ["no origins", { allowedOrigins: undefined }, /^allowedOrigins/],
    ["no rate limit", { rateLimit: undefined }, /^rateLimit/],
  ];
  for (const [name, wrong, message] of rows) {
    it(`refuses ${name} at once`, () => {
      assert.throws(
        () => make(wrong),
        (error) => LiveAvatarError.is(error) && error.code === "config-invalid" && message.test(error.message),
      );
    });
  }
});
