import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { silentLogger } from "../../src/core/ports/logger.js";
import { createMemoryRateLimitStore, createTokenHandler } from "../../src/server/index.js";
import type { FailureBody, RateLimitStore, TokenHandlerOptions } from "../../src/server/index.js";
import { FakeClock } from "../../src/testing/index.js";
import { API_KEY, SITE, ask, fakeService } from "./fake-service.js";

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
    assert.deepEqual(keys, ["good"]);
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
    for (const name of keys) assert.match(name, /^[0-9a-f]{64}$/);
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
