import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { silentLogger } from "../../src/core/ports/logger.js";
import { createMemoryRateLimitStore, createTokenHandler } from "../../src/server/index.js";
import type { FailureBody, RateLimitStore, TokenHandlerOptions } from "../../src/server/index.js";
import { FakeClock } from "../../src/testing/index.js";
import { API_KEY, SITE, ask, fakeService } from "./fake-service.js";
import { chat, modelHandler } from "./model-upstream.js";

describe("createMemoryRateLimitStore", () => {
  it("counts within a window that its first request opens", async () => {
    const clock = new FakeClock();
    const store = createMemoryRateLimitStore({ clock });
    assert.deepEqual(await store.hit("a", 10), { count: 1, secondsLeft: 10 });
    await clock.advance(9_500);
    assert.deepEqual(await store.hit("a", 10), { count: 2, secondsLeft: 1 });
    assert.deepEqual(await store.hit("b", 10), { count: 1, secondsLeft: 10 });
    await clock.advance(500);
    assert.deepEqual(await store.hit("a", 10), { count: 1, secondsLeft: 10 });
  });

  it("forgets the oldest window when it is full, closed ones first", async () => {
    const clock = new FakeClock();
    const store = createMemoryRateLimitStore({ clock, maxKeys: 2 });
    await store.hit("short", 1);
    await store.hit("long", 100);
    await clock.advance(1000);
    await store.hit("third", 100);
    assert.equal((await store.hit("long", 100)).count, 2, "the closed window made room");
    await store.hit("fourth", 100);
    assert.equal((await store.hit("third", 100)).count, 2);
    assert.equal((await store.hit("long", 100)).count, 1, "the oldest was forgotten");
  });

  it("keeps no more than it may, whatever comes", async () => {
    const store = createMemoryRateLimitStore({ clock: new FakeClock(), maxKeys: 100 });
    for (let n = 0; n < 1000; n += 1) await store.hit(`key-${n}`, 60);
    assert.equal((await store.hit("key-999", 60)).count, 2);
    assert.equal((await store.hit("key-899", 60)).count, 1);
  });
});

describe("the rate limit of a handler", () => {
  const make = (rateLimit: TokenHandlerOptions["rateLimit"], clock = new FakeClock()) => {
    const service = fakeService();
    const handler = createTokenHandler({
      apiKey: API_KEY,
      session: { avatar_id: "a" },
      allowedOrigins: [SITE],
      rateLimit,
      clock,
      logger: silentLogger,
      fetch: service.fetch,
    });
    return { handler, clock, service };
  };
  const visitor = (address: string) => ask({ headers: { "X-Address": address } });
  const key = (request: Request) => request.headers.get("x-address") ?? "";

  it("lets a visitor ask so often and says when again", async () => {
    const { handler, clock, service } = make({ limit: 2, windowSeconds: 30, key });
    assert.equal((await handler(visitor("a"))).status, 200);
    assert.equal((await handler(visitor("a"))).status, 200);
    await clock.advance(10_000);
    const response = await handler(visitor("a"));
    assert.equal(response.status, 429);
    assert.equal(response.headers.get("retry-after"), "20");
    const { error } = (await response.json()) as FailureBody;
    assert.equal(error.code, "rate-limited");
    assert.equal(error.retry_after, 20);
    assert.equal((await handler(visitor("b"))).status, 200, "another visitor is not meant");
    await clock.advance(20_000);
    assert.equal((await handler(visitor("a"))).status, 200);
    assert.equal(service.requests.length, 4);
  });

  it("does not count whom authorize turned away", async () => {
    const keys: string[] = [];
    const store: RateLimitStore = {
      hit: (name) => {
        keys.push(name);
        return { count: 1, secondsLeft: 1 };
      },
    };
    const { handler } = make({ limit: 1, windowSeconds: 1, key, store });
    await handler(ask({ headers: { Origin: "https://evil.example", "X-Address": "evil" } }));
    await handler(visitor("good"));
    assert.deepEqual(
      keys.map((name) => name.replace(/^[0-9a-f]{12}:/, "")),
      ["=good"],
    );
  });

  it("keeps long keys apart without keeping them", async () => {
    const keys: string[] = [];
    const store: RateLimitStore = {
      hit: (name) => {
        keys.push(name);
        return { count: 1, secondsLeft: 1 };
      },
    };
    const { handler } = make({ limit: 1, windowSeconds: 1, key, store });
    await handler(visitor(`${"x".repeat(500)}1`));
    await handler(visitor(`${"x".repeat(500)}2`));
    assert.notEqual(keys[0], keys[1]);
    for (const name of keys) assert.match(name, /^[0-9a-f]{12}:[0-9a-f]{64}$/);
    await handler(visitor(keys[0]!.slice(13)));
    assert.notEqual(keys[2], keys[0], "a digest is no key that a visitor can choose");
  });

  const odd: [string, unknown][] = [
    ["nothing", undefined],
    ["null", null],
    ["a number", 1],
    ["a text", "1"],
    ["an empty object", {}],
    ["a count that is none", { count: NaN, secondsLeft: 1 }],
    ["a count that is a text", { count: "1", secondsLeft: 1 }],
    ["a negative count", { count: -5, secondsLeft: 1 }],
    ["no request at all", { count: 0, secondsLeft: 1 }],
    ["half a request", { count: 0.5, secondsLeft: 1 }],
    ["minus infinity", { count: -Infinity, secondsLeft: 1 }],
    ["a big number", { count: 1n, secondsLeft: 1 }],
    ["a list", [1, 1]],
    ["a count that is an object", { count: { valueOf: () => 0 }, secondsLeft: 1 }],
  ];
  for (const [name, answer] of odd) {
    it(`lets nobody in when the store answers ${name}`, async () => {
      const store = { hit: () => answer } as unknown as RateLimitStore;
      const { handler, service } = make({ limit: 5, windowSeconds: 60, key, store });
      const response = await handler(visitor("a"));
      assert.equal(response.status, 503);
      assert.equal(((await response.json()) as FailureBody).error.code, "rate-limit-failed");
      assert.equal(service.requests.length, 0);
    });
  }

  it("lets nobody in when the store never answers, rejects or throws, and says so in the log", async () => {
    const lines: string[] = [];
    const note = (...parts: unknown[]) => void lines.push(parts.map(String).join(" "));
    const hits: RateLimitStore["hit"][] = [
      () => new Promise(() => undefined),
      () => Promise.reject(new Error(`redis://:${API_KEY}@store`)),
      () => {
        throw new Error("store down");
      },
    ];
    for (const hit of hits) {
      const clock = new FakeClock();
      const { fetch, requests } = fakeService();
      const handler = createTokenHandler({
        ...{ apiKey: API_KEY, session: { avatar_id: "a" }, allowedOrigins: [SITE], clock, fetch },
        rateLimit: { limit: 1, windowSeconds: 1, key, store: { hit } },
        logger: { debug: note, warn: note, error: note },
      });
      const answered = handler(visitor("a"));
      const state = { isAnswered: false };
      void answered.then(() => (state.isAnswered = true));
      // The digest of the prefix is made on another thread.
      while (!state.isAnswered) {
        await setImmediate();
        await clock.advance(1000);
      }
      assert.equal((await answered).status, 503);
      assert.deepEqual([requests.length, clock.pending], [0, 0]);
    }
    assert.equal(lines.length, 3);
    assert.match(lines.join("\n"), /did not answer in 5 s[^]*redis:\/\/:\[key\]@store[^]*store down/);
  });

  it("waits no longer for a wrong time than for the window, and lets nobody in for one", async () => {
    for (const [secondsLeft, expected] of [
      [NaN, "1"],
      ["soon", "1"],
      [-5, "1"],
      [1e12, "60"],
      [undefined, "1"],
    ]) {
      const store = { hit: () => ({ count: 6, secondsLeft }) } as unknown as RateLimitStore;
      const response = await make({ limit: 5, windowSeconds: 60, key, store }).handler(visitor("a"));
      assert.deepEqual([response.status, response.headers.get("retry-after")], [429, expected]);
    }
  });

  it("counts each handler on one store for itself, and the same handler made again with itself", async () => {
    const store = createMemoryRateLimitStore({ clock: new FakeClock() });
    const limit = (name?: string) => ({
      limit: 1,
      windowSeconds: 60,
      key: () => "visitor",
      store,
      ...(name && { name }),
    });
    const token = (session: object, rateLimit = limit()) =>
      createTokenHandler({
        ...{ apiKey: API_KEY, allowedOrigins: [SITE], logger: silentLogger, fetch: fakeService().fetch },
        ...{ session: { avatar_id: "a", ...session }, rateLimit },
      });
    const { fetch } = { fetch: async () => Response.json({}) };
    const model = modelHandler({ baseURL: "http://127.0.0.1:9" }, { rateLimit: limit(), fetch });
    assert.equal((await token({})(ask())).status, 200);
    assert.equal((await model(chat())).status, 200);
    assert.equal((await token({ is_sandbox: true })(ask())).status, 200);
    assert.equal((await token({}, { ...limit(), windowSeconds: 30 })(ask())).status, 200);
    assert.equal((await token({}, limit("second"))(ask())).status, 200);
    // A handler is made for each request where the environment comes with it, as on workers.
    assert.equal((await token({})(ask())).status, 429);
    assert.equal((await token({ is_sandbox: true }, limit("second"))(ask())).status, 429);
    assert.throws(() => token({}, limit("a:b")), /rateLimit\.name/);
  });

  it("gives up on a service that does not answer, before the page does", async () => {
    const clock = new FakeClock();
    const service = fakeService({ "/v1/sessions/token": () => "hang" });
    const handler = createTokenHandler({
      apiKey: API_KEY,
      session: { avatar_id: "a" },
      allowedOrigins: [SITE],
      rateLimit: false,
      clock,
      logger: silentLogger,
      fetch: service.fetch,
    });
    const answered = handler(ask());
    await service.nextRequest();
    await clock.advance(12_000);
    const response = await answered;
    assert.equal(response.status, 504);
    assert.equal(((await response.json()) as FailureBody).error.code, "upstream-timeout");
  });
});
