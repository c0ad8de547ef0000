/** Visitors who want what belongs to others, or more than there is. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMemoryThreadStore } from "../../src/server/index.js";
import type { ThreadStore } from "../../src/server/index.js";
import { message } from "../contracts/thread-store.js";
import { SITE } from "./fake-service.js";
import { BASE, failureOf, makeThreads, times } from "./thread-requests.js";

/** Everything of an answer that a visitor can see. */
async function seen(response: Response): Promise<string> {
  const headers = [...response.headers].sort().map((pair) => pair.join(": "));
  return [response.status, ...headers, await response.text()].join("\n");
}

describe("another owner's thread", () => {
  const REQUESTS: [string, string, string, unknown?][] = [
    ["read", "GET", ""],
    ["read its messages", "GET", "/messages"],
    ["read before a message of it", "GET", "/messages?before=1"],
    ["read around a message of it", "GET", "/messages?around=1"],
    ["appended to", "POST", "/messages", { messages: [message("2")] }],
    ["appended to with an id of its", "POST", "/messages", { messages: [message("1", "forged")] }],
    ["overwritten", "PUT", "", { title: "Forged", ...times }],
    ["deleted", "DELETE", ""],
  ];
  for (const [what, method, path, body] of REQUESTS) {
    it(`is not ${what}, and answers as one that nobody has`, async () => {
      const { ask } = makeThreads({ clock: { ...fixed } });
      await ask("ada", "PUT", "/secret", { title: "Ada's", ...times });
      await ask("ada", "POST", "/secret/messages", { messages: [message("1")] });
      const before = await seen(await ask("ada", "GET", "/secret"));
      const taken = await seen(await ask("bob", method, `/secret${path}`, body));
      const free = await seen(await ask("bob", method, `/nobody${path}`, body));
      assert.equal(taken.replace('"secret"', '"nobody"'), free);
      assert.ok(!taken.includes("Ada's"));
      assert.equal(await seen(await ask("ada", "GET", "/secret")), before);
      const { messages } = (await (await ask("ada", "GET", "/secret/messages")).json()) as { messages: unknown };
      assert.deepEqual(messages, [message("1")]);
    });
  }

  it("is in no list, whatever it is asked by", async () => {
    const { ask } = makeThreads();
    await ask("ada", "PUT", "/secret", { resourceId: "ada", ...times });
    for (const query of ["", "?after=secret", "?resourceId=ada", "?owner=ada", "?limit=100", "?after=zzz"]) {
      const response = await ask("bob", "GET", query);
      assert.deepEqual(await response.json(), { threads: [], more: false }, query);
    }
  });

  it("is not reached by what a page says of itself", async () => {
    const { ask } = makeThreads();
    await ask("ada", "PUT", "/secret", times);
    const forged = { owner: "ada", resourceId: "ada", id: "secret", user_id: "ada" };
    await ask("bob", "PUT", "/mine", { ...forged, ...times });
    const { threads } = (await (await ask("bob", "GET")).json()) as { threads: { id: string }[] };
    assert.deepEqual(
      threads.map(({ id }) => id),
      ["mine"],
    );
    assert.equal((await ask("bob", "GET", "/secret", undefined, { "x-owner": "ada" })).status, 404);
  });
});

const fixed = {
  now: () => 7,
  setTimeout: () => () => undefined,
  sleep: () => Promise.resolve(),
};

describe("who is let in", () => {
  const asked: [string, unknown, number][] = [
    ["nobody", null, 401],
    ["undefined, as a hook without return", undefined, 401],
    ["false", false, 401],
    ["an empty text", "", 401],
    ["true, which would make one owner of all", true, 500],
    ["a number", 7, 500],
    ["an object", { id: "ada" }, 500],
    ["a text with a null character", "a\u0000", 500],
    ["half of a surrogate pair", "\ud800", 500],
    ["a text of 201 characters", "x".repeat(201), 500],
    ["a text of 200 characters", "x".repeat(200), 200],
  ];
  for (const [what, owner, status] of asked) {
    it(`${what} from authorize is a ${status}`, async () => {
      let isAsked = false;
      const memory = createMemoryThreadStore();
      const store: ThreadStore = { ...memory, listThreads: (...all) => ((isAsked = true), memory.listThreads(...all)) };
      const { ask } = makeThreads({ store, authorize: () => owner as string });
      assert.equal((await ask("", "GET")).status, status);
      assert.equal(isAsked, status === 200);
    });
  }

  it("other sites' pages are not, with or without Origin, before authorize is asked", async () => {
    let count = 0;
    const { ask, handler } = makeThreads({ authorize: () => ((count += 1), "ada") });
    for (const method of ["GET", "DELETE"]) {
      assert.equal((await ask("ada", method, "/t", undefined, { Origin: "https://evil.example" })).status, 403);
    }
    assert.equal((await ask("ada", "PUT", "/t", times, { Origin: "null" })).status, 403);
    for (const site of ["cross-site", "same-site"]) {
      const linked = new Request(`${SITE}${BASE}`, { headers: { "Sec-Fetch-Site": site } });
      assert.equal((await handler(linked)).status, 403);
    }
    assert.equal(count, 0);
  });

  it("forms are not, nor methods that the path does not have", async () => {
    const { ask } = makeThreads();
    assert.equal((await ask("ada", "PUT", "/t", "{}", { "Content-Type": "text/plain" })).status, 415);
    assert.equal((await ask("ada", "POST", "/t/messages", "{}", { "Content-Type": "text/plain" })).status, 415);
    for (const [method, path] of [
      ["POST", ""],
      ["PUT", ""],
      ["DELETE", ""],
      ["POST", "/t"],
      ["PUT", "/t/messages"],
      ["DELETE", "/t/messages"],
      ["PATCH", "/t"],
    ] as const) {
      const response = await ask("ada", method, path, method === "DELETE" ? undefined : {});
      assert.equal(response.status, 405, `${method} ${path}`);
    }
  });

  it("visitors are limited as at the other handlers", async () => {
    const { ask } = makeThreads({ rateLimit: { limit: 2, windowSeconds: 60, key: () => "one" } });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await ask("ada", "GET")).status);
    assert.deepEqual(statuses, [200, 200, 429]);
  });
});

describe("paths that are tricks", () => {
  const PATHS = [
    ...["/", "//", "/%00", "/a%00b", "/%0a", "/%2e%2e%2f", "/..%2f..%2fetc", "/a%2fb", "/a%2Fmessages", "/a%5cb"],
    ...["/t/", "/t//messages", "//messages", "/t/messages/", "/t/messages/1", "/t/other", "/%", "/%zz", "/%c0%af"],
    ...["/%ed%a0%80", `/${"x".repeat(201)}`, `/${"x".repeat(1_000_000)}`, `/${"%41".repeat(201)}`],
  ];
  for (const path of PATHS) {
    const name = path.length > 40 ? `${path.slice(0, 20)}… of ${path.length} characters` : path;
    it(`${name} is a 404, whatever is asked`, async () => {
      const store = createMemoryThreadStore();
      const { ask } = makeThreads({ store });
      for (const method of ["GET", "PUT", "POST", "DELETE"]) {
        const response = await ask("ada", method, path, method === "PUT" || method === "POST" ? times : undefined);
        assert.equal(response.status, 404, method);
        assert.ok((await response.text()).length < 200);
      }
      assert.deepEqual(await store.listThreads("ada", { limit: 9 }), []);
    });
  }

  it("dots lead out of the handler's path, and there is nothing", async () => {
    const { ask } = makeThreads();
    for (const path of ["/..", "/../threads2", "/%2e%2e/x", "x", "/t/../../threads-of-others"]) {
      assert.equal((await ask("ada", "GET", path)).status, 404, path);
    }
  });
});

describe("what is too much or makes no sense", () => {
  const keys = (key: string) => `{"createdAt":1,"updatedAt":1,"metadata":{"a":[{"${key}":{"polluted":1}}]}}`;
  const deep = `${'{"a":'.repeat(20)}1${"}".repeat(20)}`;
  const THREADS: [string, unknown, number][] = [
    ["a title of 501 characters", { title: "x".repeat(501) }, 400],
    ["a title that is a list", { title: ["x"] }, 400],
    ["metadata that are a list", { metadata: [] }, 400],
    ["metadata that are a text", { metadata: "x" }, 400],
    ["metadata of 17,000 characters", { metadata: { a: "x".repeat(17_000) } }, 413],
    ["metadata of 2,000 parts", { metadata: { a: Array.from({ length: 2_000 }, () => 1) } }, 400],
    ["metadata of 20 levels", `{"metadata":${deep}}`, 400],
    ["metadata with __proto__", keys("__proto__"), 400],
    ["metadata with an escaped __proto__", keys("\\u005f_proto__"), 400],
    ["metadata with constructor", keys("constructor"), 400],
    ["metadata with prototype", keys("prototype"), 400],
    ["a resource of 201 characters", { resourceId: "x".repeat(201) }, 400],
    ["a resource with a null character", { resourceId: "\u0000" }, 400],
    ["a time that is a text", { createdAt: "1" }, 400],
    ["a time before all time", { createdAt: -1 }, 400],
    ["a time of half a millisecond", { createdAt: 0.5 }, 400],
    ["a time that no date has", { createdAt: 1e300 }, 400],
    ["a body of 200 kB", { title: "x".repeat(200_000) }, 413],
    ["a list", [], 400],
    ["no JSON", "{", 400],
    ["a million levels", "[".repeat(100_000), 400],
  ];
  for (const [what, body, status] of THREADS) {
    it(`a thread with ${what} is a ${status}, and nothing is kept`, async () => {
      const { ask } = makeThreads();
      const response = await ask("ada", "PUT", "/t", body);
      const failure = await failureOf(response);
      assert.equal(response.status, status, failure.message);
      assert.ok(failure.message.length < 200);
      assert.equal((await ask("ada", "GET", "/t")).status, 404);
      assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
    });
  }

  const picture = (url: unknown) => ({ ...message("1"), content: [{ type: "image_url", image_url: { url } }] });
  const many = (count: number) => Array.from({ length: count }, (_, at) => message(String(at)));
  const text = { type: "text", text: "a" };
  const MESSAGES: [string, unknown, number][] = [
    ["no list", {}, 400],
    ["an empty list", { messages: [] }, 400],
    ["501 messages", { messages: many(501) }, 413],
    ["one that is null", { messages: [null] }, 400],
    ["one without id", { messages: [{ ...message("1"), id: undefined }] }, 400],
    ["an id of 201 characters", { messages: [message("x".repeat(201))] }, 400],
    ["an id of a megabyte", { messages: [message("x".repeat(1_000_000))] }, 413],
    ["an id that is a number", { messages: [{ ...message("1"), id: 1 }] }, 400],
    ["an id with a line end", { messages: [message("a\nb")] }, 400],
    ["no role", { messages: [{ ...message("1"), role: undefined }] }, 400],
    ["instructions of the system", { messages: [{ ...message("1"), role: "system" }] }, 400],
    ["results of tools", { messages: [{ ...message("1"), role: "tool", toolCallId: "c" }] }, 400],
    ["the role developer", { messages: [{ ...message("1"), role: "developer" }] }, 400],
    ["a role that Object has", { messages: [{ ...message("1"), role: "constructor" }] }, 400],
    ["calls of tools", { messages: [{ ...message("1"), role: "assistant", toolCalls: [] }] }, 400],
    ["content that is a number", { messages: [message("1", 1 as unknown as string)] }, 400],
    ["no content", { messages: [{ ...message("1"), content: undefined }] }, 400],
    ["no parts", { messages: [message("1", [])] }, 400],
    ["33 parts", { messages: [message("1", Array.from({ length: 33 }, () => text) as never)] }, 413],
    ["a part of another kind", { messages: [message("1", [{ type: "video", url: "a" }] as never)] }, 400],
    ["a message that is too long", { messages: [message("1", "x".repeat(101))] }, 413],
    ["parts that are too long together", { messages: [message("1", [{ type: "text", text: "x".repeat(60) }, { type: "text", text: "x".repeat(60) }])] }, 413], // prettier-ignore
    ["a body that is too long", { messages: [picture(`data:image/png;base64,${"A".repeat(300_000)}`)] }, 413],
    ["a picture that is a script", { messages: [picture("javascript:alert(1)")] }, 400],
    ["a picture that is a page", { messages: [picture("data:text/html;base64,PGI+")] }, 400],
    ["a picture that is a drawing with scripts", { messages: [picture("data:image/svg+xml;base64,PGI+")] }, 400],
    ["a picture of the site's own network", { messages: [picture("http://10.0.0.1/a.png")] }, 400],
    ["a picture of this machine", { messages: [picture("file:///etc/passwd")] }, 400],
    ["a picture with quotes in its address", { messages: [picture('https://a.example/"onload=')] }, 400],
    ["a picture with a long address", { messages: [picture(`https://a.example/${"x".repeat(2_048)}`)] }, 400],
    ["a picture without address", { messages: [picture(7)] }, 400],
    ["no time", { messages: [{ ...message("1"), createdAt: undefined }] }, 400],
  ];
  for (const [what, body, status] of MESSAGES) {
    it(`messages with ${what} are a ${status}, and none is kept`, async () => {
      const { ask } = makeThreads({ maxMessageChars: 100, maxBodyBytes: 300_000 });
      await ask("ada", "PUT", "/t", times);
      const response = await ask("ada", "POST", "/t/messages", body);
      const failure = await failureOf(response);
      assert.equal(response.status, status, failure.message);
      assert.ok(failure.message.length < 200);
      assert.deepEqual(await (await ask("ada", "GET", "/t/messages")).json(), { messages: [], more: false });
    });
  }

  for (const query of ["limit=0", "limit=-1", "limit=1.5", "limit=1e9", "limit=", "limit=9999999999", "after="]) {
    it(`a list with ${query} is a 400`, async () => {
      const { ask } = makeThreads();
      const response = await ask("ada", "GET", `?${query}`);
      assert.deepEqual([response.status, (await failureOf(response)).code], [400, "query-invalid"]);
    });
  }
  for (const query of ["last=0", "last=all", "before=", `before=${"x".repeat(201)}`, "before=%00"]) {
    it(`messages with ${query.slice(0, 20)} are a 400`, async () => {
      const { ask } = makeThreads();
      await ask("ada", "PUT", "/t", times);
      assert.equal((await ask("ada", "GET", `/t/messages?${query}`)).status, 400);
    });
  }
});
