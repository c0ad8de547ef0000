/** The REST half on a socket, without a room. */
import assert from "node:assert/strict";
import { get } from "node:http";
import { after, before, describe, it } from "node:test";
import { EmulatorError, type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator/index.js";
import type { Envelope, SessionTokenData } from "../../src/backend/rest-protocol.js";
import { AVATAR_ID, mint, post } from "../support/emulator-client.js";
import { type FakeLiveKit, startFakeLiveKit } from "../support/fake-livekit.js";

let livekit: FakeLiveKit;
let emulator: Emulator;

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const call = (path: string, body?: unknown, headers?: Readonly<Record<string, string>>) =>
  post(`${emulator.url}/v1/sessions${path}`, body, headers);
const read = (path: string) => fetch(`${emulator.url}/v1/sessions${path}`, { headers: { "X-API-KEY": "any" } });
const data = async (response: Response) => ((await response.json()) as Envelope<Record<string, unknown>>).data ?? {};
const bodyWith = (more: object) => ({ mode: "FULL", avatar_id: AVATAR_ID, avatar_persona: {}, ...more });
const withScenario = (scenario: string) => ({ dynamic_variables: { scenario } });

before(async () => {
  livekit = await startFakeLiveKit();
  emulator = await startEmulator({ port: 0, livekit, allowedOrigins: ["https://page.example"] });
});
after(async () => {
  await emulator.close();
  await livekit.close();
});

describe("POST /v1/sessions/token", () => {
  it("mints a token whose payload a client can read", async () => {
    const response = await call("/token", {
      mode: "FULL",
      avatar_id: AVATAR_ID,
      avatar_persona: {},
      interactivity_type: "PUSH_TO_TALK",
      is_sandbox: true,
    });
    assert.equal(response.status, 200);
    const envelope = (await response.json()) as Envelope<SessionTokenData>;
    assert.equal(envelope.code, 1000);
    const [, payload = ""] = envelope.data?.session_token.split(".") ?? [];
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    assert.deepEqual(claims.start_session_data, {
      mode: "FULL",
      avatar_id: AVATAR_ID,
      interactivity_type: "PUSH_TO_TALK",
      is_sandbox: true,
    });
  });

  it("asks for a key", async () => {
    assert.equal((await call("/token", {}, {})).status, 401);
  });

  for (const [what, body, message] of [
    ["no body", undefined, /valid dictionary/],
    ["no mode", { avatar_id: AVATAR_ID }, /discriminator 'mode'/],
    ["another mode", { mode: "LITE", avatar_id: AVATAR_ID }, /FULL mode only/],
    ["no avatar", { mode: "FULL", avatar_id: "ada", avatar_persona: {} }, /valid UUID/],
    ["no persona", { mode: "FULL", avatar_id: AVATAR_ID }, /exactly one of/],
    [
      "words to begin with that are a number",
      bodyWith({ dynamic_variables: { opening_text: 7 } }),
      /dynamic_variables/,
    ],
    ["variables that are a list", bodyWith({ dynamic_variables: ["x"] }), /dynamic_variables/],
    ["a variable without end", bodyWith({ dynamic_variables: { x: "x".repeat(1001) } }), /dynamic_variables/],
    ["a picture of no size", bodyWith({ video_settings: { quality: "huge" } }), /video_settings.quality/],
    ["settings that are a word", bodyWith({ video_settings: "high" }), /video_settings/],
    ["a persona that is a list", bodyWith({ avatar_persona: [] }), /avatar_persona/],
    ["a language that is a number", bodyWith({ avatar_persona: { language: 7 } }), /language/],
    ["an interaction of another kind", bodyWith({ interactivity_type: "TELEPATHY" }), /interactivity_type/],
    ["a sandbox that is a word", bodyWith({ is_sandbox: "yes" }), /is_sandbox/],
    ["a list", [], /valid dictionary/],
    [
      "more time than the plan has",
      bodyWith({ ...withScenario("plan-cap"), max_session_duration: 121 }),
      /or equal to 120/,
    ],
    ["no time", { mode: "FULL", avatar_id: AVATAR_ID, avatar_persona: {}, max_session_duration: 0 }, /greater than 0/],
    [
      "no such scenario",
      { mode: "FULL", avatar_id: AVATAR_ID, avatar_persona: {}, ...withScenario("x") },
      /no scenario "x"/,
    ],
  ] as const) {
    it(`refuses ${what} with 422 and the sentence`, async () => {
      const response = await call("/token", body);
      assert.equal(response.status, 422);
      const envelope = (await response.json()) as Envelope<unknown>;
      assert.equal(envelope.code, 4000);
      assert.match(envelope.message ?? "", message);
    });
  }

  for (const status of [401, 403, 422, 429, 500]) {
    it(`answers ${String(status)} when told to`, async () => {
      const config = {
        mode: "FULL",
        avatar_id: AVATAR_ID,
        avatar_persona: {},
        ...withScenario(`token-${String(status)}`),
      };
      const response = await call("/token", config);
      assert.equal(response.status, status);
      assert.equal(response.headers.has("Retry-After"), status === 429);
      assert.equal(response.headers.has("X-RateLimit-Reset"), status === 429);
    });
  }

  it("answers HTML, or hangs until the caller gives up", async () => {
    const config = { mode: "FULL", avatar_id: AVATAR_ID, avatar_persona: {} };
    const page = await call("/token", { ...config, ...withScenario("token-html") });
    assert.match(page.headers.get("Content-Type") ?? "", /html/);
    const hanging = fetch(`${emulator.url}/v1/sessions/token`, {
      method: "POST",
      headers: { "X-API-KEY": "any" },
      body: JSON.stringify({ ...config, ...withScenario("token-hangs") }),
      signal: AbortSignal.timeout(300),
    });
    await assert.rejects(hanging, { name: "TimeoutError" });
  });
});

describe("start, stop and keep-alive", () => {
  it("start asks for the session token and answers 201 once", async () => {
    const refused = await call("/start", undefined, { "X-API-KEY": "any" });
    assert.equal(refused.status, 403);
    assert.deepEqual(await refused.json(), { code: 4003, data: null, message: "Not authenticated" });

    const { session_id: id, session_token: token } = await mint(emulator.url, {
      max_session_duration: 90,
      is_sandbox: true,
      ...withScenario("both-missing"),
    });
    const started = await call("/start", undefined, bearer(token));
    assert.equal(started.status, 201);
    const { livekit_client_token: roomToken, ...rest } = await data(started);
    assert.equal(typeof roomToken, "string");
    assert.deepEqual(rest, {
      session_id: id,
      livekit_url: livekit.url,
      livekit_agent_token: null,
      max_session_duration: 60,
      ws_url: null,
    });
    assert.equal((await call("/start", undefined, bearer(token))).status, 400);
    assert.equal((await call("/keep-alive", undefined, bearer(token))).status, 200);
    assert.equal((await call("/keep-alive", { session_id: id })).status, 200);
    assert.equal((await call("/keep-alive", {})).status, 403);
    assert.equal((await call("/stop", undefined, bearer(token))).status, 200);
    assert.equal((await call("/stop", undefined, bearer("nobody's"))).status, 403);
    assert.equal(emulator.sessions.find((session) => session.id === id)?.endReason, "USER_CLOSED");
  });

  it("refuses what it cannot carry beside those that run, with 429, until one of them ends", async () => {
    const small = await startEmulator({ port: 0, livekit, capacity: 0.5 });
    const at = (path: string, token: string) => post(`${small.url}/v1/sessions${path}`, undefined, bearer(token));
    const low = { video_settings: { quality: "low" }, ...withScenario("both-missing") } as const;
    const tokens: string[] = [];
    for (let count = 0; count < 3; count += 1) tokens.push((await mint(small.url, low)).session_token);
    const [one = "", two = "", three = ""] = tokens;
    assert.equal((await at("/start", one)).status, 201);
    assert.equal((await at("/start", two)).status, 201);
    const refused = await at("/start", three);
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get("Retry-After"), "2");
    assert.match(((await refused.json()) as Envelope<unknown>).message ?? "", /--capacity/);
    await at("/stop", one);
    assert.equal((await at("/start", three)).status, 201, "the token is not used up by the refusal");
    await small.close();
  });

  it("carries one conversation of any size, whatever its capacity", async () => {
    const small = await startEmulator({ port: 0, livekit, capacity: 0.5 });
    const { session_token: token } = await mint(small.url, withScenario("both-missing"));
    assert.equal((await post(`${small.url}/v1/sessions/start`, undefined, bearer(token))).status, 201);
    await small.close();
  });

  it("fails as it is told to", async () => {
    for (const [scenario, status] of [
      ["start-403", 403],
      ["start-429", 429],
      ["start-500", 500],
    ] as const) {
      const { session_token: token } = await mint(emulator.url, withScenario(scenario));
      assert.equal((await call("/start", undefined, bearer(token))).status, status);
    }
    const { session_token: token } = await mint(emulator.url, withScenario("stop-500"));
    assert.equal((await call("/stop", undefined, bearer(token))).status, 500);
  });

  it("the benchmark's latencies are kept", async () => {
    let isOver = false;
    setTimeout(() => (isOver = true), 149);
    await mint(emulator.url, withScenario("bench"));
    assert.ok(isOver, "a timer that was set before has run out");
  });
});

describe("reading", () => {
  it("lists by type and tells of one", async () => {
    const { session_id: id } = await mint(emulator.url);
    assert.equal((await read("")).status, 422);
    const { results } = (await data(await read("?type=active"))) as { results: { id: string }[] };
    assert.ok(results.some((session) => session.id === id));
    const historic = (await data(await read("?type=historic"))) as { results: { end_reason: string }[] };
    assert.ok(historic.results.every(({ end_reason: reason }) => typeof reason === "string"));
    assert.equal((await data(await read(`/${id}`))).mode, "FULL");
    assert.deepEqual(await data(await read(`/${id}/transcript`)), { session_active: false, transcript_data: [] });
  });

  it("asks for a key, for lists, sessions and transcripts alike", async () => {
    const { session_id: id } = await mint(emulator.url);
    for (const path of ["?type=active", `/${id}`, `/${id}/transcript`]) {
      for (const headers of [{}, { "X-API-KEY": "" }, { Authorization: "Bearer x" }]) {
        assert.equal((await fetch(`${emulator.url}/v1/sessions${path}`, { headers })).status, 401, path);
      }
    }
  });

  it("404 and 405 where there is nothing", async () => {
    assert.equal((await read(`/${crypto.randomUUID()}`)).status, 404);
    assert.equal((await fetch(`${emulator.url}/v9`)).status, 404);
    const deleting = await fetch(`${emulator.url}/v1/sessions/${crypto.randomUUID()}`, { method: "DELETE" });
    assert.equal(deleting.status, 405);
  });
});

describe("browsers of other origins", () => {
  it("may call with credentials", async () => {
    const origin = "https://page.example";
    const preflight = await fetch(`${emulator.url}/v1/sessions/start`, {
      method: "OPTIONS",
      headers: { Origin: origin },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get("Access-Control-Allow-Origin"), origin);
    assert.equal(preflight.headers.get("Access-Control-Allow-Credentials"), "true");
    assert.match(preflight.headers.get("Access-Control-Allow-Headers") ?? "", /authorization, content-type/);
    const refused = await call("/start", undefined, { Origin: origin });
    assert.equal(refused.headers.get("Access-Control-Allow-Origin"), origin);
    assert.match(refused.headers.get("Access-Control-Expose-Headers") ?? "", /Retry-After/);
  });
});

describe("origins", () => {
  const origins: [string, number][] = [
    ["https://page.example", 422],
    ["http://localhost:4173", 422],
    ["http://127.0.0.1:8080", 422],
    ["http://[::1]:3000", 422],
    ["http://shop.localhost", 422],
    ["https://evil.example", 403],
    ["https://page.example.evil.example", 403],
    ["http://page.example", 403],
    ["https://page.example:8443", 403],
    ["null", 403],
    ["file://", 403],
    ["http://localhost.evil.example", 403],
    ["http://127.0.0.1.nip.io", 403],
  ];
  for (const [origin, status] of origins) {
    it(`${origin}: ${status === 403 ? "not answered" : "answered"}`, async () => {
      const response = await call("/token", { mode: "FULL" }, { "X-API-KEY": "any", Origin: origin });
      assert.equal(response.status, status);
      assert.equal(response.headers.get("Access-Control-Allow-Origin"), status === 403 ? null : origin);
      const preflight = await fetch(`${emulator.url}/v1/sessions/start`, {
        method: "OPTIONS",
        headers: { Origin: origin },
      });
      assert.equal(preflight.status, status === 403 ? 403 : 204);
    });
  }

  it("a foreign name for this machine is not answered, a container's is", async () => {
    const under = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const headers = { Host: host, "X-API-KEY": "any" };
        get(`${emulator.url}/v1/sessions?type=active`, { headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).on("error", reject);
      });
    assert.equal(await under("rebound.example"), 403);
    assert.equal(await under("emulator:4100"), 200);
    assert.equal(await under("localhost"), 200);
    assert.equal(await under("page.example"), 200);
  });
});

describe("what cannot work is told at the start", () => {
  const message = (options: Partial<EmulatorOptions>) =>
    startEmulator({ port: 0, livekit, ...options }).then(
      async (started) => {
        await started.close();
        return "it started";
      },
      (error: unknown) => (error instanceof EmulatorError ? error.message : `no EmulatorError: ${String(error)}`),
    );

  it("a LiveKit server that is not there, or that is another kind of server", async () => {
    assert.match(
      await message({ livekit: { ...livekit, url: "ws://127.0.0.1:9" } }),
      /no LiveKit server at .*--livekit-url/,
    );
    assert.match(await message({ livekit: { ...livekit, url: "http://127.0.0.1:9" } }), /ws:\/\/127/);
    assert.match(
      await message({ livekit: { ...livekit, url: emulator.url.replace("http", "ws") } }),
      /no LiveKit server/,
    );
  });

  it("keys that it refuses, or that were not given", async () => {
    assert.match(
      await message({ livekit: { ...livekit, apiSecret: "another-secret-of-32-characters-" } }),
      /--livekit-secret/,
    );
    assert.match(await message({ livekit: { ...livekit, apiKey: "another" } }), /refuses the key/);
    assert.match(await message({ livekit: { ...livekit, apiSecret: "" } }), /--livekit-secret/);
  });

  it("a capacity that is none", async () => {
    assert.match(await message({ capacity: NaN }), /a number above 0/);
  });

  it("an origin that is none", async () => {
    assert.match(await message({ allowedOrigins: ["page.example"] }), /written like/);
  });
});

it("says which scenarios there are when one is unknown", async () => {
  await assert.rejects(
    startEmulator({ port: 0, livekit, scenario: "sunny" }),
    (error) => error instanceof EmulatorError && /no scenario "sunny".*avatar-late/.test(error.message),
  );
});
