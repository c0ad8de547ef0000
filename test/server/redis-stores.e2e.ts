/** The rate limit's store in Redis, on a server of this test's own. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { createClient } from "redis";
import { createRedisRateLimitStore } from "../../src/server/redis/index.js";
import type { RateLimitStore } from "../../src/server/rate-limit.js";
import { until } from "../contracts/framework.js";
import { startRedis } from "../support/databases.js";
import { block } from "../support/documents.js";
import { run } from "../support/snippets.js";
import { makeThreads } from "./thread-requests.js";

let server: Awaited<ReturnType<typeof startRedis>>;
let client: ReturnType<typeof createClient>;
let store: RateLimitStore;

before(async () => {
  server = await startRedis();
  client = createClient({ url: server.url });
  await client.connect();
  store = createRedisRateLimitStore({ send: (command) => client.sendCommand(command) });
});
after(async () => {
  client.destroy();
  await server.stop();
});

describe("in Redis", () => {
  it("requests are counted in windows that the first one opens", async () => {
    assert.deepEqual(await store.hit("a", 60), { count: 1, secondsLeft: 60 });
    assert.deepEqual(await store.hit("b", 7), { count: 1, secondsLeft: 7 });
    const second = await store.hit("a", 60);
    assert.equal(second.count, 2);
    assert.ok(second.secondsLeft <= 60 && second.secondsLeft > 0);
  });

  it("a window closes, and leaves nothing", async () => {
    await store.hit("short", 1);
    let isOpen = true;
    await until(() => {
      void client.exists("live-avatar:limit:short").then((count) => (isOpen = count > 0));
      return !isOpen;
    });
    assert.equal((await store.hit("short", 1)).count, 1);
  });

  it("a key without end gets one", async () => {
    await client.set("live-avatar:limit:old", "41");
    assert.deepEqual(await store.hit("old", 30), { count: 42, secondsLeft: 30 });
    assert.ok((await client.pTTL("live-avatar:limit:old")) > 0);
  });

  it("keys are as they are given, whatever is in them", async () => {
    for (const key of ["a b", 'x" 1 EVAL', "\r\nFLUSHALL\r\n", "ß\u0000"]) {
      assert.equal((await store.hit(key, 60)).count, 1, key);
      assert.equal((await store.hit(key, 60)).count, 2, key);
    }
  });

  it("two processes share one limit, to the last request", async () => {
    const [limit, requests] = [70, 60];
    const children = [0, 1].map(() => {
      const script = join(import.meta.dirname, "limit-process.ts");
      const child = spawn(process.execPath, ["--import", "tsx", script, server.url, String(limit), String(requests)], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
    });
    await Promise.all(children.map(({ lines }) => lines.next()));
    for (const { child } of children) child.stdin.write("go\n");
    const answers = await Promise.all(children.map(async ({ lines }) => (await lines.next()).value as string));
    const statuses = answers.map((answer) => JSON.parse(answer) as number[]);
    const letIn = statuses.map((list) => list.filter((status) => status === 200).length);
    assert.equal(letIn[0]! + letIn[1]!, limit, String(letIn));
    assert.equal(statuses.flat().filter((status) => status === 429).length, 2 * requests - limit);
  });

  it("nobody is let in whom it could not count", async () => {
    for (const send of [
      () => Promise.reject(new Error("gone")),
      () => Promise.resolve("OK"),
      () => Promise.resolve([]),
      () => Promise.resolve(["x", "y"]),
    ]) {
      const rateLimit = { limit: 9, windowSeconds: 60, key: () => "one", store: createRedisRateLimitStore({ send }) };
      assert.equal((await makeThreads({ rateLimit }).ask("ada", "GET")).status, 503);
    }
  });

  it("is set up as the document says, and lets nobody in when the server has died", async () => {
    const source = `${block("docs/server.md", "createRedisRateLimitStore")}\nexport { client, store };`;
    const silent = { error() {} };
    const doomed = await startRedis();
    const made = await run(source, { process: { env: { REDIS_URL: doomed.url } }, console: silent });
    const rateLimit = { limit: 1, windowSeconds: 60, key: () => "one", store: made["store"] as RateLimitStore };
    const { ask } = makeThreads({ rateLimit });
    const documented = made["client"] as typeof client;
    await until(() => documented.isReady);
    assert.deepEqual([(await ask("ada", "GET")).status, (await ask("ada", "GET")).status], [200, 429]);
    process.kill(doomed.pid, "SIGKILL");
    await until(() => !documented.isReady);
    assert.equal((await ask("ada", "GET")).status, 503);
    documented.destroy();
    await doomed.stop();
  });
});
