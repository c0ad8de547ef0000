import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LiveAvatarError, createMemoryThreadStore, createThreadHandler } from "../../src/server/index.js";
import type { ThreadStore } from "../../src/server/index.js";
import { FakeClock } from "../../src/testing/fake-clock.js";
import { message } from "../contracts/thread-store.js";
import { SITE } from "./fake-service.js";
import { BASE, failureOf, makeThreads, times } from "./thread-requests.js";

describe("createThreadHandler", () => {
  it("keeps, lists, reads and deletes a thread, at the server's own time", async () => {
    const clock = new FakeClock(5_000);
    const { ask } = makeThreads({ clock });
    const body = { title: "Shoes", metadata: { tags: ["a"] }, resourceId: "r", createdAt: 70, updatedAt: 9e15 };
    const put = await ask("ada", "PUT", "/t-1", body);
    const thread = { id: "t-1", ...body, updatedAt: 5_000 };
    assert.equal(put.status, 200);
    assert.deepEqual(await put.json(), { thread });
    assert.deepEqual(await (await ask("ada", "GET", "/t-1")).json(), { thread });
    assert.deepEqual(await (await ask("ada", "GET")).json(), { threads: [thread], more: false });
    for (let count = 0; count < 2; count += 1) {
      const gone = await ask("ada", "DELETE", "/t-1");
      assert.deepEqual([gone.status, await gone.text()], [204, ""]);
    }
    const missing = await ask("ada", "GET", "/t-1");
    assert.deepEqual([missing.status, (await failureOf(missing)).code], [404, "not-found"]);
    assert.equal(missing.headers.get("cache-control"), "no-store");
    assert.equal(missing.headers.get("access-control-allow-origin"), SITE);
  });

  it("lets nothing be created in the future", async () => {
    const { ask } = makeThreads({ clock: new FakeClock(5_000) });
    const { thread } = (await (await ask("ada", "PUT", "/t", { createdAt: 5_001, updatedAt: 1 })).json()) as {
      thread: { createdAt: number };
    };
    assert.equal(thread.createdAt, 5_000);
  });

  it("lists page by page", async () => {
    const clock = new FakeClock(1);
    const { ask } = makeThreads({ clock });
    for (const id of ["a", "b", "c"]) {
      await clock.advance(1);
      await ask("ada", "PUT", `/${id}`, times);
    }
    const list = async (query: string) => {
      const { threads, more } = (await (await ask("ada", "GET", query)).json()) as {
        threads: { id: string }[];
        more: boolean;
      };
      return [threads.map(({ id }) => id).join(""), more];
    };
    assert.deepEqual(await list("?limit=2"), ["cb", true]);
    assert.deepEqual(await list("?limit=2&after=b"), ["a", false]);
    assert.deepEqual(await list("?limit=999999"), ["cba", false]);
    assert.deepEqual(await list("?resourceId=r"), ["", false]);
  });

  it("appends messages, all or none and each once, and reads them back", async () => {
    const { ask } = makeThreads({ clock: new FakeClock(9) });
    assert.equal((await ask("ada", "POST", "/t/messages", { messages: [message("1")] })).status, 404);
    assert.equal((await ask("ada", "GET", "/t/messages")).status, 404);
    await ask("ada", "PUT", "/t", times);
    const picture = { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0=", detail: "low" } } as const;
    const sent = [message("1"), message("2", [{ type: "text", text: "See:" }, picture])];
    for (let count = 0; count < 2; count += 1) {
      const appended = await ask("ada", "POST", "/t/messages", { messages: sent });
      assert.deepEqual([appended.status, await appended.text()], [204, ""]);
    }
    assert.equal((await ask("ada", "POST", "/t/messages", { messages: [message("3"), { id: "4" }] })).status, 400);
    const read = async (query: string): Promise<unknown> => (await ask("ada", "GET", `/t/messages${query}`)).json();
    assert.deepEqual(await read(""), { messages: sent, more: false });
    assert.deepEqual(await read("?last=1"), { messages: [sent[1]], more: true });
    assert.deepEqual(await read("?before=2"), { messages: [sent[0]], more: false });
    assert.deepEqual(await read("?around=2&countBefore=0&countAfter=0"), { messages: [sent[1]] });
    assert.deepEqual(await read("?around=1"), { messages: sent });
    assert.deepEqual(await read("?around=9"), { messages: [] });
  });

  it("bounds the neighbours of a message, and takes no question that makes no sense", async () => {
    const asked: unknown[] = [];
    const memory = createMemoryThreadStore();
    const store: ThreadStore = {
      ...memory,
      getMessagesAround(owner, id, query) {
        asked.push(query);
        return memory.getMessagesAround(owner, id, query);
      },
    };
    const { ask } = makeThreads({ store });
    await ask("ada", "PUT", "/t", times);
    for (const query of ["around=1&countBefore=9999&countAfter=0", "around=1"]) await ask("ada", "GET", `/t/messages?${query}`); // prettier-ignore
    assert.deepEqual(asked, [
      { id: "1", before: 200, after: 0, maxChars: 8_000_000 },
      { id: "1", before: 200, after: 200, maxChars: 8_000_000 },
    ]);
    const long = "x".repeat(201);
    const senseless = [`around=${long}`, "around=", "around=1&countBefore=-1", "around=1&countAfter=1.5", "around=1&last=2", "around=1&before=2"]; // prettier-ignore
    for (const query of senseless) {
      const response = await ask("ada", "GET", `/t/messages?${query}`);
      assert.deepEqual([response.status, (await failureOf(response)).code], [400, "query-invalid"], query);
    }
    assert.equal(asked.length, 2);
  });

  it("deletes an empty thread alone where that is asked, and takes no other word for it", async () => {
    const { ask } = makeThreads();
    for (const id of ["used", "empty"]) await ask("ada", "PUT", `/${id}`, times);
    await ask("ada", "POST", "/used/messages", { messages: [message("1")] });
    for (const id of ["used", "empty"]) {
      assert.equal((await ask("ada", "DELETE", `/${id}?onlyEmpty=true`)).status, 204);
    }
    assert.equal((await ask("ada", "GET", "/used")).status, 200);
    assert.equal((await ask("ada", "GET", "/empty")).status, 404);
    for (const query of ["onlyEmpty=", "onlyEmpty=1", "onlyEmpty=TRUE"]) {
      const response = await ask("ada", "DELETE", `/used?${query}`);
      assert.deepEqual([response.status, (await failureOf(response)).code], [400, "query-invalid"], query);
    }
    assert.equal((await ask("ada", "DELETE", "/used?onlyEmpty=false")).status, 204);
    assert.equal((await ask("ada", "GET", "/used")).status, 404);
  });

  it("keeps nothing of a message but what a message has", async () => {
    const { ask } = makeThreads();
    await ask("ada", "PUT", "/t", times);
    const more = { ...message("1"), html: "<b>", toolCalls: null, content: [{ type: "text", text: "a", onload: 1 }] };
    assert.equal((await ask("ada", "POST", "/t/messages", { messages: [more] })).status, 204);
    const { messages } = (await (await ask("ada", "GET", "/t/messages")).json()) as { messages: unknown };
    assert.deepEqual(messages, [message("1", [{ type: "text", text: "a" }])]);
  });

  it("takes ids with any letters, as they are escaped in an address", async () => {
    const { ask } = makeThreads();
    for (const id of ["größe", "a b", "100%", "a?b#c", "%2f", "...", "messages", "ид:1@x~y.z", "__proto__"]) {
      const path = `/${encodeURIComponent(id)}`;
      const put = await ask("ada", "PUT", path, times);
      assert.equal(put.status, 200, id);
      assert.equal(((await put.json()) as { thread: { id: string } }).thread.id, id);
      assert.equal((await ask("ada", "GET", `${path}/messages`)).status, 200, id);
    }
  });

  it("answers pre-flights of listed origins with its methods", async () => {
    const { handler } = makeThreads();
    const preflight = (origin: string) =>
      handler(
        new Request(`${SITE}${BASE}/t`, {
          method: "OPTIONS",
          headers: { Origin: origin, "Access-Control-Request-Method": "PUT" },
        }),
      );
    const listed = await preflight(SITE);
    assert.equal(listed.status, 204);
    assert.equal(listed.headers.get("access-control-allow-methods"), "GET, PUT, POST, DELETE");
    assert.equal((await preflight("https://evil.example")).headers.get("access-control-allow-methods"), null);
  });

  it("lets a site keep messages of other roles where it says so", async () => {
    const { ask } = makeThreads({ roles: ["user", "assistant", "tool"] });
    await ask("ada", "PUT", "/t", times);
    const calls = [{ id: "c", name: "look", arguments: '{"a":1}' }];
    const messages = [
      { ...message("1"), role: "assistant", toolCalls: calls },
      { ...message("2"), role: "tool", toolCallId: "c" },
    ];
    assert.equal((await ask("ada", "POST", "/t/messages", { messages })).status, 204);
    assert.deepEqual(await (await ask("ada", "GET", "/t/messages")).json(), { messages, more: false });
    const system = { messages: [{ ...message("3"), role: "system" }] };
    assert.equal((await ask("ada", "POST", "/t/messages", system)).status, 400);
  });

  it("says what is full", async () => {
    const { ask } = makeThreads({ maxThreads: 1, maxMessages: 1 });
    await ask("ada", "PUT", "/a", times);
    const second = await ask("ada", "PUT", "/b", times);
    assert.deepEqual([second.status, (await failureOf(second)).code], [507, "storage-full"]);
    const two = await ask("ada", "POST", "/a/messages", { messages: [message("1"), message("2")] });
    assert.deepEqual([two.status, (await failureOf(two)).code], [507, "storage-full"]);
    assert.equal((await ask("ada", "POST", "/a/messages", { messages: [message("1")] })).status, 204);
  });

  it("tells the site, and not the visitor, why its store fails", async () => {
    const logged: unknown[] = [];
    const logger = { debug() {}, warn() {}, error: (...all: unknown[]) => void logged.push(...all) };
    const store: ThreadStore = {
      ...createMemoryThreadStore(),
      getThread: () => Promise.reject(new Error("password of db.internal")),
    };
    const { ask } = makeThreads({ store, logger });
    const response = await ask("ada", "GET", "/t");
    const failure = await failureOf(response);
    assert.deepEqual([response.status, failure.code, failure.retry_after], [503, "storage-failed", 1]);
    assert.equal(response.headers.get("retry-after"), "1");
    assert.ok(!JSON.stringify(failure).includes("db.internal"));
    assert.match(String(logged), /db\.internal/);
  });

  it("does not wait for ever for a store", async () => {
    const clock = new FakeClock();
    const store: ThreadStore = { ...createMemoryThreadStore(), listThreads: () => new Promise<never>(() => undefined) };
    const { ask } = makeThreads({ store, clock });
    const response = ask("ada", "GET");
    await clock.advance(10_000);
    assert.equal((await response).status, 503);
    assert.equal(clock.pending, 0);
  });
});

describe("the options of createThreadHandler", () => {
  const good = {
    store: createMemoryThreadStore(),
    basePath: BASE,
    authorize: () => "ada",
    allowedOrigins: [SITE],
    rateLimit: false as const,
  };
  const rows: [string, Record<string, unknown>, RegExp][] = [
    ["no store", { store: undefined }, /^store\.getThread/],
    ["half a store", { store: { getThread: () => null } }, /^store\.saveThread/],
    [
      "a store that cannot look around",
      { store: { ...createMemoryThreadStore(), getMessagesAround: undefined } },
      /^store\.getMessagesAround/,
    ],
    ["nobody who says whose it is", { authorize: undefined }, /^authorize/],
    ["no path", { basePath: undefined }, /^basePath/],
    ["a path with a slash at its end", { basePath: "/api/threads/" }, /^basePath/],
    ["the root", { basePath: "/" }, /^basePath/],
    ["a path with dots", { basePath: "/api/../threads" }, /^basePath/],
    ["an address", { basePath: "https://shop.example/api" }, /^basePath/],
    ["a path with a query", { basePath: "/api?a" }, /^basePath/],
    ["no roles", { roles: [] }, /^roles/],
    ["a role that there is not", { roles: ["user", "root"] }, /^roles/],
    ["no threads", { maxThreads: 0 }, /^maxThreads/],
    ["endless messages", { maxMessages: Infinity }, /^maxMessages/],
    ["a body of a word", { maxBodyBytes: "8 MB" }, /^maxBodyBytes/],
    ["messages of half a character", { maxMessageChars: 0.5 }, /^maxMessageChars/],
    ["no origins", { allowedOrigins: [] }, /^allowedOrigins/],
    ["no rate limit", { rateLimit: undefined }, /^rateLimit/],
  ];
  for (const [name, wrong, words] of rows) {
    it(`refuses ${name} at once`, () => {
      assert.throws(
        () => createThreadHandler({ ...good, ...wrong }),
        (error) => LiveAvatarError.is(error) && error.code === "config-invalid" && words.test(error.message),
      );
    });
  }
});
