/** The REST half on a socket, without a room. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { EmulatorError, type Emulator, startEmulator } from "../../src/emulator/index.js";
import type { Envelope, SessionTokenData } from "../../src/backend/rest-protocol.js";
import { AVATAR_ID, mint, post } from "../support/emulator-client.js";

const NO_ROOM = { url: "ws://127.0.0.1:9", apiKey: "k", apiSecret: "a-secret-of-at-least-32-characters" };

let emulator: Emulator;

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const call = (path: string, body?: unknown, headers?: Readonly<Record<string, string>>) =>
  post(`${emulator.url}/v1/sessions${path}`, body, headers);
const read = (path: string) => fetch(`${emulator.url}/v1/sessions${path}`, { headers: { "X-API-KEY": "any" } });
const data = async (response: Response) => ((await response.json()) as Envelope<Record<string, unknown>>).data ?? {};
const withScenario = (scenario: string) => ({ dynamic_variables: { scenario } });

before(async () => {
  emulator = await startEmulator({ port: 0, livekit: NO_ROOM });
});
after(() => emulator.close());

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
      livekit_url: NO_ROOM.url,
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

it("says which scenarios there are when one is unknown", async () => {
  await assert.rejects(
    startEmulator({ port: 0, livekit: NO_ROOM, scenario: "sunny" }),
    (error) => error instanceof EmulatorError && /no scenario "sunny".*avatar-late/.test(error.message),
  );
});
