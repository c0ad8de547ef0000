import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FailureBody, TokenHandlerOptions } from "../../src/server/index.js";
import { createTokenHandler } from "../../src/server/index.js";
import { silentLogger } from "../../src/core/ports/logger.js";
import { API_KEY, SITE, ask, envelope, fakeService, json, started } from "./fake-service.js";

const session = { avatar_id: "avatar-1", avatar_persona: { context_id: "context-1" } };

function make(options: Partial<TokenHandlerOptions> = {}, answers: Parameters<typeof fakeService>[0] = {}) {
  const service = fakeService(answers);
  const handler = createTokenHandler({
    apiKey: API_KEY,
    session,
    allowedOrigins: [SITE],
    rateLimit: false,
    logger: silentLogger,
    fetch: service.fetch,
    ...options,
  });
  return { handler, service };
}

async function failureOf(response: Response): Promise<FailureBody["error"]> {
  return ((await response.json()) as FailureBody).error;
}

describe("createTokenHandler", () => {
  it("mints a FULL session with its duration and answers the token alone", async () => {
    const { handler, service } = make();
    const response = await handler(ask());
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { session_token: "jwt.of.session" });
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("vary"), "Origin");
    assert.equal(response.headers.get("access-control-allow-origin"), SITE);
    assert.equal(response.headers.get("access-control-expose-headers"), "Retry-After");
    assert.equal(service.requests.length, 1);
    const mint = service.requests[0];
    assert.equal(mint?.path, "/v1/sessions/token");
    assert.equal(mint.headers.get("x-api-key"), API_KEY);
    assert.deepEqual(mint.body, { ...session, mode: "FULL", max_session_duration: 600 });
  });

  it("lets a session lower its duration, never raise it", async () => {
    for (const [asked, sent] of [
      [60, 60],
      [900, 120],
    ]) {
      const { handler, service } = make({
        maxSessionDuration: 120,
        session: { ...session, max_session_duration: asked! },
      });
      await handler(ask());
      assert.equal(service.requests[0]?.body?.max_session_duration, sent);
    }
  });

  it("starts the session too and hands over all that stopping needs", async () => {
    const { handler, service } = make({ start: true });
    const response = await handler(ask());
    assert.deepEqual(await response.json(), { ...started, session_token: "jwt.of.session" });
    assert.deepEqual(
      service.requests.map(({ path }) => path),
      ["/v1/sessions/token", "/v1/sessions/start"],
    );
    assert.equal(service.requests[1]?.headers.get("authorization"), "Bearer jwt.of.session");
    assert.equal(service.requests[1].headers.get("x-api-key"), null);
  });

  it("asks a session function with the request and the hints that make sense", async () => {
    let seen: unknown;
    const { handler, service } = make({
      session: (request, hints) => {
        seen = { url: request.url, hints };
        return { ...session, interactivity_type: "PUSH_TO_TALK" };
      },
    });
    const body = {
      language: "pt-BR",
      interaction: "push-to-talk",
      thread_id: "t-1",
      user_id: "<script>",
      avatar_id: "stolen",
      max_session_duration: 1e9,
    };
    await handler(ask({ body: JSON.stringify(body) }));
    assert.deepEqual(seen, {
      url: `${SITE}/api/live-avatar/token`,
      hints: { language: "pt-BR", interaction: "push-to-talk", thread_id: "t-1" },
    });
    assert.equal(service.requests[0]?.body?.interactivity_type, "PUSH_TO_TALK");
  });

  it("never lets the body change a fixed session", async () => {
    const { handler, service } = make();
    await handler(ask({ body: JSON.stringify({ mode: "LITE", avatar_id: "x", is_sandbox: true, session: {} }) }));
    assert.deepEqual(service.requests[0]?.body, { ...session, mode: "FULL", max_session_duration: 600 });
  });

  it("adds a token for the relay, which the site makes of request, session and hints", async () => {
    for (const start of [false, true]) {
      const seen: unknown[] = [];
      const { handler, service } = make({
        start,
        relayToken: async (request, { sessionId, hints }) => {
          seen.push([new URL(request.url).pathname, sessionId, hints, service.requests.length]);
          return "signed.for-s-1";
        },
      });
      const answer: unknown = await (await handler(ask())).json();
      const wanted = { session_token: "jwt.of.session", relay_token: "signed.for-s-1" };
      assert.deepEqual(answer, start ? { ...started, ...wanted } : wanted);
      // Before the start, so that nothing has to be stopped when it fails.
      assert.deepEqual(seen, [["/api/live-avatar/token", "s-1", { language: "en" }, 1]]);
    }
  });

  it("adds none where the site makes none, and the service need not say an id", async () => {
    let seen: unknown = "nothing";
    const { handler } = make(
      { relayToken: (_, { sessionId }) => void (seen = sessionId) },
      { "/v1/sessions/token": () => json(200, envelope({ session_token: "jwt.of.session" })) },
    );
    assert.deepEqual(await (await handler(ask())).json(), { session_token: "jwt.of.session" });
    assert.equal(seen, undefined);
  });

  it("answers no token for the relay that no header could carry, and none with the key in it", async () => {
    for (const [token, status] of [
      ["two words", 500],
      ["", 500],
      ["x".repeat(4097), 500],
      [7, 500],
      [null, 500],
      [`for-${API_KEY}`, 502],
    ] as const) {
      const { handler, service } = make({ start: true, relayToken: () => token as string });
      const response = await handler(ask());
      assert.equal(response.status, status, String(token));
      assert.ok(!(await response.text()).includes(API_KEY));
      if (status === 500) assert.equal(service.requests.length, 1);
    }
    const { handler, service } = make({
      start: true,
      relayToken: () => {
        throw new Error("no database");
      },
    });
    assert.equal((await handler(ask())).status, 500);
    assert.equal(service.requests.length, 1);
    assert.throws(() => make({ relayToken: "signed" as never }), /relayToken/);
  });

  it("takes an empty body", async () => {
    assert.equal((await make().handler(ask({ body: "" }))).status, 200);
    assert.equal((await make().handler(ask({ body: null }))).status, 200);
  });
});

describe("what a request is refused for", () => {
  const thrower = () => {
    throw new Error(`database down, and ${API_KEY}`);
  };
  const rows: [string, Partial<TokenHandlerOptions>, Request, number, FailureBody["error"]["code"]][] = [
    ["GET", {}, ask({ method: "GET", body: null }), 405, "method-not-allowed"],
    [
      "a form",
      {},
      ask({ headers: { "Content-Type": "application/x-www-form-urlencoded" } }),
      415,
      "unsupported-media-type",
    ],
    ["plain text", {}, ask({ headers: { "Content-Type": "text/plain" } }), 415, "unsupported-media-type"],
    [
      "a type that only begins like JSON",
      {},
      ask({ headers: { "Content-Type": "application/jsonp" } }),
      415,
      "unsupported-media-type",
    ],
    ["no type", {}, ask({ headers: { "Content-Type": "" } }), 415, "unsupported-media-type"],
    ["another origin", {}, ask({ headers: { Origin: "https://evil.example" } }), 403, "origin-not-allowed"],
    [
      "an origin that begins the same",
      {},
      ask({ headers: { Origin: `${SITE}.evil.example` } }),
      403,
      "origin-not-allowed",
    ],
    ["a sandboxed frame", {}, ask({ headers: { Origin: "null" } }), 403, "origin-not-allowed"],
    [
      "a cross-site request without origin",
      {},
      ask({ headers: { Origin: "", "Sec-Fetch-Site": "cross-site" } }),
      403,
      "origin-not-allowed",
    ],
    ["authorize: false", { authorize: () => false }, ask(), 401, "unauthorized"],
    ["authorize: nothing returned", { authorize: (() => undefined) as never }, ask(), 401, "unauthorized"],
    ["authorize: an object", { authorize: (() => ({ user: null })) as never }, ask(), 401, "unauthorized"],
    ["authorize throws", { authorize: thrower }, ask(), 500, "internal"],
    [
      "authorize reads the body",
      { authorize: async (request) => (await request.text()) !== "" },
      ask(),
      500,
      "internal",
    ],
    ["no rate limit key", { rateLimit: { limit: 1, windowSeconds: 1, key: () => "" } }, ask(), 500, "internal"],
    ["the key function throws", { rateLimit: { limit: 1, windowSeconds: 1, key: thrower } }, ask(), 500, "internal"],
    [
      "the store throws",
      { rateLimit: { limit: 1, windowSeconds: 1, key: () => "k", store: { hit: thrower } } },
      ask(),
      503,
      "rate-limit-failed",
    ],
    ["no JSON", {}, ask({ body: "{language" }), 400, "body-invalid"],
    ["an array", {}, ask({ body: "[]" }), 400, "body-invalid"],
    ["no UTF-8", {}, ask({ body: new Uint8Array([0x22, 0xff, 0x22]) }), 400, "body-invalid"],
    ["a long body", {}, ask({ body: JSON.stringify({ x: "x".repeat(8192) }) }), 413, "body-too-large"],
    ["a body announced as long", {}, ask({ headers: { "Content-Length": "8193" } }), 413, "body-too-large"],
    ["the session function throws", { session: thrower }, ask(), 500, "internal"],
    ["the session function forgets", { session: (() => undefined) as never }, ask(), 500, "internal"],
    [
      "the session function answers LITE",
      { session: () => ({ ...session, mode: "LITE" as never }) },
      ask(),
      500,
      "internal",
    ],
  ];
  for (const [name, options, request, status, code] of rows) {
    it(`${name}: ${status} ${code}`, async () => {
      const { handler, service } = make(options);
      const response = await handler(request);
      assert.equal(response.status, status);
      const allowed = response.headers.get("access-control-allow-origin");
      assert.equal(allowed, code === "origin-not-allowed" ? null : SITE);
      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.equal(response.headers.get("vary"), "Origin");
      const failure = await failureOf(response);
      assert.equal(failure.code, code);
      assert.ok(!failure.message.includes(API_KEY));
      assert.ok(!failure.message.includes("database"));
      assert.equal(service.requests.length, 0);
    });
  }

  it("says how it wants to be asked", async () => {
    const response = await make().handler(ask({ method: "DELETE" }));
    assert.equal(response.headers.get("allow"), "POST, OPTIONS");
  });

  it("lets programs without an origin through to authorize", async () => {
    const { handler } = make({ authorize: () => true });
    assert.equal((await handler(ask({ headers: { Origin: "" } }))).status, 200);
    assert.equal((await handler(ask({ headers: { Origin: "", "Sec-Fetch-Site": "same-origin" } }))).status, 200);
  });
});

describe("pre-flights", () => {
  const preflight = (origin: string, asked = "content-type,x-csrf-token") =>
    new Request(`${SITE}/token`, {
      method: "OPTIONS",
      headers: { Origin: origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": asked },
    });

  it("answers a listed origin with what it asks for, unauthorized", async () => {
    const response = await make({ authorize: () => false }).handler(preflight(SITE));
    assert.equal(response.status, 204);
    assert.equal(response.headers.get("access-control-allow-origin"), SITE);
    assert.equal(response.headers.get("access-control-allow-methods"), "POST");
    assert.equal(response.headers.get("access-control-allow-headers"), "content-type,x-csrf-token");
    assert.equal(response.headers.get("vary"), "Origin");
    assert.equal(response.headers.get("cache-control"), "no-store");
  });

  it("allows another origin nothing", async () => {
    const response = await make().handler(preflight("https://evil.example"));
    assert.equal(response.headers.get("access-control-allow-origin"), null);
    assert.equal(response.headers.get("access-control-allow-headers"), null);
  });

  it("repeats no list that is none", async () => {
    const response = await make().handler(preflight(SITE, "a b; c"));
    assert.equal(response.headers.get("access-control-allow-headers"), "content-type");
  });
});

describe("the service's failures, as the visitor learns them", () => {
  const refusal = envelope(
    [{ message: "Input should be\na valid UUID" }, { message: "second" }],
    4000,
    "Request validation errors.",
  );
  const rows: [string, () => Response | Error, number, FailureBody["error"]][] = [
    [
      "401",
      () => json(401, envelope(null, 4001, "Unauthorized")),
      502,
      { code: "upstream-auth", message: "The service refused this site's API key." },
    ],
    [
      "403",
      () => json(403, envelope(null, 4003)),
      502,
      { code: "upstream-auth", message: "The service refused this site's API key." },
    ],
    [
      "422",
      () => json(422, refusal),
      502,
      { code: "upstream-rejected", message: "The service refused the session: Input should be a valid UUID" },
    ],
    [
      "400 with a message",
      () => json(400, envelope(null, 4000, `bad ${API_KEY}`)),
      502,
      { code: "upstream-rejected", message: "The service refused the session: bad [key]" },
    ],
    [
      "404 in HTML",
      () => new Response("<h1>no", { status: 404 }),
      502,
      { code: "upstream-rejected", message: "The service refused the session" },
    ],
    [
      "200 with an error's code",
      () => json(200, envelope(null, 4000, "No")),
      502,
      { code: "upstream-rejected", message: "The service refused the session: No" },
    ],
    [
      "429",
      () => json(429, {}, { "Retry-After": "7" }),
      429,
      { code: "upstream-rate-limited", message: "The service limits how often it is asked.", retry_after: 7 },
    ],
    [
      "429 without a time",
      () => json(429, {}),
      429,
      { code: "upstream-rate-limited", message: "The service limits how often it is asked.", retry_after: 1 },
    ],
    ["503", () => json(503, {}), 502, { code: "upstream-unreachable", message: "The service failed with status 503." }],
    [
      "a network failure",
      () => new TypeError(`fetch failed with ${API_KEY}`),
      502,
      { code: "upstream-unreachable", message: "The service could not be reached." },
    ],
    [
      "HTML",
      () => new Response("<h1>hello"),
      502,
      { code: "upstream-invalid", message: "The service's answer (status 200) is none of its kind." },
    ],
    [
      "a redirect",
      () => new Response(null, { status: 302, headers: { Location: "https://evil.example" } }),
      502,
      { code: "upstream-invalid", message: "The service's answer (status 302) is none of its kind." },
    ],
    [
      "no token",
      () => json(200, envelope({})),
      502,
      { code: "upstream-invalid", message: "The service answered without a session token." },
    ],
    [
      "a token that is none",
      () => json(200, envelope({ session_token: "a\r\nb: c" })),
      502,
      { code: "upstream-invalid", message: "The service answered without a session token." },
    ],
  ];
  for (const [name, answer, status, expected] of rows) {
    it(`${name}: ${status} ${expected.code}`, async () => {
      const { handler } = make({}, { "/v1/sessions/token": answer });
      const response = await handler(ask());
      assert.equal(response.status, status);
      assert.deepEqual(await failureOf(response), expected);
      const seconds = expected.retry_after;
      assert.equal(response.headers.get("retry-after"), seconds === undefined ? null : String(seconds));
    });
  }

  it("reads a Retry-After that is a date", async () => {
    const inTenSeconds = () => json(429, {}, { "Retry-After": new Date(Date.now() + 10_000).toUTCString() });
    const { handler } = make({}, { "/v1/sessions/token": inTenSeconds });
    const { retry_after: seconds } = await failureOf(await handler(ask()));
    assert.ok(seconds !== undefined && seconds >= 9 && seconds <= 10);
  });

  it("stops a session that it could not start", async () => {
    for (const start of [
      () => json(500, {}),
      () => json(201, envelope({ ...started, livekit_url: "javascript:alert(1)" })),
      () => json(403, envelope(null, 4003, "Not authenticated")),
    ]) {
      const { handler, service } = make({ start: true }, { "/v1/sessions/start": start });
      const response = await handler(ask());
      assert.equal(response.status, 502);
      const stop = service.requests.at(-1);
      assert.equal(stop?.path, "/v1/sessions/stop");
      assert.equal(stop.headers.get("authorization"), "Bearer jwt.of.session");
    }
  });

  it("answers the start's failure even if stopping fails too", async () => {
    const { handler } = make(
      { start: true },
      { "/v1/sessions/start": () => json(500, {}), "/v1/sessions/stop": () => new TypeError("fetch failed") },
    );
    assert.equal((await failureOf(await handler(ask()))).code, "upstream-unreachable");
  });

  it("stops the session of a visitor who goes away in the middle of starting", async () => {
    const { handler, service } = make({ start: true }, { "/v1/sessions/start": () => "hang" });
    const visitor = new AbortController();
    const answered = handler(ask({ signal: visitor.signal }));
    await service.nextRequest();
    await service.nextRequest();
    visitor.abort();
    const response = await answered;
    assert.equal(response.status, 499);
    assert.equal(service.requests.at(-1)?.path, "/v1/sessions/stop");
  });
});

describe("the API key", () => {
  it("is in no answer, no header and no log line, whatever goes wrong", async () => {
    const said: string[] = [];
    const note = (...parts: unknown[]) => said.push(parts.map(String).join(" "));
    const logger = { debug: note, warn: note, error: note };
    const leaky = () => {
      throw new Error("outer", { cause: new Error(`inner ${API_KEY}`) });
    };
    const failures = [
      make({ logger, authorize: leaky }),
      make({ logger, session: leaky }),
      make({ logger }, { "/v1/sessions/token": () => new TypeError(API_KEY) }),
      make({ logger }, { "/v1/sessions/token": () => json(422, envelope([{ message: API_KEY }])) }),
      make({ logger, start: true }, { "/v1/sessions/start": () => json(400, envelope(null, 1, API_KEY)) }),
      make({ logger, start: true }, {}),
    ];
    for (const { handler } of failures) {
      const response = await handler(ask());
      said.push(await response.text(), JSON.stringify([...response.headers]));
    }
    assert.ok(
      said.some((line) => line.includes("inner [key]")),
      "the log has the cause",
    );
    assert.deepEqual(
      said.filter((line) => line.includes(API_KEY)),
      [],
    );
  });
});
