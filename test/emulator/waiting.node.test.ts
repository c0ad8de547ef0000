/** Starts that wait for their turn, asked for over HTTP: each is answered, and none is lost. */
import assert from "node:assert/strict";
import { after, beforeEach, it } from "node:test";
import type { Envelope, SessionTokenData } from "../../src/backend/rest-protocol.js";
import { deferred } from "../../src/core/wait.js";
import type { SessionContext } from "../../src/emulator/emulated-session.js";
import { createOriginGuard } from "../../src/emulator/origins.js";
import { createRestHandler } from "../../src/emulator/rest.js";
import { SessionRegistry } from "../../src/emulator/session-registry.js";
import { StartQueue } from "../../src/emulator/start-queue.js";
import { FakeClock } from "../../src/testing/fake-clock.js";
import { AVATAR_ID } from "../support/emulator-client.js";

let clock: FakeClock;
let registry: SessionRegistry;
const never = deferred();
let handle: (request: Request) => Promise<Response>;

/** Bots that never get into their room, so that each start lasts as long as it may. */
const context: SessionContext = {
  bots: { lagMs: 0, join: () => ({ joined: never.promise, leave: () => Promise.resolve(true) }) },
  admin: {
    token: () => Promise.resolve("a token"),
    sendData: () => Promise.resolve(),
    closeRoom: () => Promise.resolve(),
  },
};

const ask = (path: string, headers: Readonly<Record<string, string>>, body?: object, signal?: AbortSignal) =>
  handle(
    new Request(`http://127.0.0.1/v1/sessions${path}`, {
      ...{ method: "POST", headers, signal: signal ?? null },
      ...(body && { body: JSON.stringify(body) }),
    }),
  );
const start = (token: string, signal?: AbortSignal) =>
  ask("/start", { Authorization: `Bearer ${token}` }, undefined, signal);

async function token(): Promise<string> {
  const config = { mode: "FULL", avatar_id: AVATAR_ID, avatar_persona: {}, video_settings: { quality: "low" } };
  const response = await ask("/token", { "X-API-KEY": "any" }, config);
  return ((await response.json()) as Envelope<SessionTokenData>).data?.session_token ?? "";
}

const tokens = (count: number) => Promise.all(Array.from({ length: count }, token));

beforeEach(() => {
  clock = new FakeClock();
  registry = new SessionRegistry(context, undefined, 2.5, new StartQueue(() => context.bots.lagMs, clock));
  all.push(registry);
  handle = createRestHandler({ registry, livekitUrl: "ws://127.0.0.1:1", guard: createOriginGuard([]) });
});

const all: SessionRegistry[] = [];
after(async () => {
  await Promise.all(all.map((one) => one.close()));
});

it("holds a start until its turn, or sends it away with the time to come again, and then keeps its place", async () => {
  const asked = (await tokens(10)).map((one) => start(one));
  const [last = ""] = registry.sessions.slice(-1).map(({ id }) => id);
  await clock.advance(10_000);
  const answers = await Promise.all(asked);
  const statuses = answers.map(({ status }) => status);
  assert.deepEqual(statuses, [201, 201, 201, 201, 201, 201, 429, 429, 429, 429]);
  const away = answers.at(-1);
  assert.match(away?.headers.get("Retry-After") ?? "", /^[1-9]\d*$/);
  assert.match(((await away?.json()) as Envelope<unknown>).message ?? "", /keeps its place/);
  assert.equal(registry.byId(last)?.state, "minted", "its token can be used again");
});

it("counts those who wait among those it holds", async () => {
  const [extra = "", ...held] = await tokens(11);
  const asked = held.map((one) => start(one));
  const refused = await start(extra);
  assert.equal(refused.status, 429);
  assert.match(((await refused.json()) as Envelope<unknown>).message ?? "", /--capacity/);
  await clock.advance(10_000);
  await Promise.all(asked);
});

it("starts nobody twice, and nobody who was stopped or went away while waiting", async () => {
  const [one = "", two = "", three = "", stopped = "", gone = ""] = await tokens(5);
  const asked = [one, two, three].map((each) => start(each));
  await clock.advance(0);
  const held = start(stopped);
  assert.equal((await start(stopped)).status, 400);
  const leaving = new AbortController();
  const left = start(gone, leaving.signal);
  leaving.abort();
  assert.equal((await left).status, 429);
  await ask("/stop", { Authorization: `Bearer ${stopped}` });
  await clock.advance(5_000);
  assert.equal((await held).status, 400);
  await Promise.all(asked);
  assert.equal(registry.sessions.filter(({ state }) => state === "running").length, 3);
});
