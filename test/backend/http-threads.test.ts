import { expect } from "chai";
import { HttpThreadProvider, type HttpThreadProviderOptions } from "../../src/browser/index.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { FakeClock } from "../../src/testing/index.js";
import { isAbort, rejection, until } from "../contracts/framework.js";
import { message, messages, thread } from "../contracts/thread-provider.js";

type Answer = (request: Request) => Response | Promise<Response>;

const json = (body: unknown, init: ResponseInit = {}): Response => new Response(JSON.stringify(body), init);
const broken =
  (status: number, headers: Record<string, string> = {}): Answer =>
  () =>
    json({ error: { code: "broken", message: "as the test wants it" } }, { status, headers });
const unreachable: Answer = () => {
  throw new TypeError("Failed to fetch");
};
const done: Answer = () => new Response(null, { status: 204 });

/** A provider whose requests get these answers, one after the other; the last one also later. */
function provided(answers: Answer[], options: Partial<HttpThreadProviderOptions> = {}) {
  const clock = new FakeClock();
  const asked: Request[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    asked.push(request);
    return (answers.length > 1 ? answers.shift() : answers[0])!(request);
  };
  const provider = new HttpThreadProvider({ endpoint: "/api/threads", fetch, clock, ...options });
  return { provider, clock, asked };
}

async function failure(promise: Promise<unknown>): Promise<LiveAvatarError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (LiveAvatarError.is(error)) return error;
  throw new Error(`no failure of ours: ${String(error)}`);
}

const pathOf = ({ url, method }: Request): string => `${method} ${url.slice(location.origin.length)}`;

describe("HttpThreadProvider", () => {
  it("asks for what docs/memory.md says", async () => {
    const { provider, asked } = provided([
      (request) =>
        request.method === "POST" || request.method === "DELETE"
          ? new Response(null, { status: 204 })
          : json({ thread: thread("a/b?"), threads: [], messages: [] }),
    ]);
    await provider.getThread("a/b?");
    await provider.saveThread(thread("a/b?", { title: "One", resourceId: "ann" }));
    await provider.listThreads({ resourceId: "ann", limit: 5, after: "x&y" });
    await provider.listThreads();
    await provider.getMessages("a/b?", { last: 20, before: "m 1" });
    await provider.getMessages("a/b?", { around: { id: "m 1", before: 2, after: 0 } });
    await provider.appendMessages("a/b?", messages(1));
    await provider.deleteThread("a/b?");
    expect(asked.map(pathOf)).to.deep.equal([
      "GET /api/threads/a%2Fb%3F",
      "PUT /api/threads/a%2Fb%3F",
      "GET /api/threads?limit=5&after=x%26y&resourceId=ann",
      "GET /api/threads?limit=100",
      "GET /api/threads/a%2Fb%3F/messages?last=20&before=m+1",
      "GET /api/threads/a%2Fb%3F/messages?around=m+1&countBefore=2&countAfter=0",
      "POST /api/threads/a%2Fb%3F/messages",
      "DELETE /api/threads/a%2Fb%3F",
    ]);
    expect(await asked[1]!.json()).to.deep.equal({ title: "One", resourceId: "ann", createdAt: 1000, updatedAt: 1000 });
    expect(await asked[6]!.json()).to.deep.equal({ messages: messages(1) });
    expect(new Set(asked.map(({ credentials }) => credentials))).to.deep.equal(new Set(["same-origin"]));
    expect(asked[6]!.headers.get("Content-Type")).to.equal("application/json");
    expect(asked[0]!.headers.get("Content-Type")).to.equal(null);
  });

  it("sends the page's headers and credentials, to an address that is the site's", async () => {
    const kinds: string[] = [];
    const { provider, asked } = provided([() => json({ threads: [] })], {
      endpoint: "https://threads.example/v1/?tenant=7",
      fetchOptions: async (kind) => {
        kinds.push(kind);
        return { headers: { "X-Csrf": "token" }, credentials: "include" };
      },
    });
    await provider.listThreads({ limit: 1 });
    expect(kinds).to.deep.equal(["threads"]);
    expect(asked[0]!.url).to.equal("https://threads.example/v1?tenant=7&limit=1");
    expect(asked[0]!.headers.get("X-Csrf")).to.equal("token");
    expect(asked[0]!.credentials).to.equal("include");
    for (const endpoint of ["http://threads.example/", "javascript:1", "https://a:b@threads.example"]) {
      const { code, fatal } = await failure(provided([done], { endpoint }).provider.listThreads());
      expect([code, fatal]).to.deep.equal(["config-invalid", false]);
    }
    const failing = provided([done], { fetchOptions: () => Promise.reject(new Error("no token")) });
    expect((await failure(failing.provider.listThreads())).code).to.equal("storage-failed");
    expect(failing.asked.length).to.equal(0);
  });

  it("takes what is around a message from what a site answers that does not know the query", async () => {
    const { provider } = provided([() => json({ messages: messages(9), more: true })]);
    const around = async (id: string): Promise<string> =>
      (await provider.getMessages("a", { around: { id, before: 1, after: 2 } })).map((one) => one.id).join(" ");
    expect(await around("m4")).to.equal("m3 m4 m5 m6");
    expect(await around("older")).to.equal("");
  });

  it("sends a long append in pieces, one after the other, and goes no further than the first that fails", async () => {
    const sizes: number[] = [];
    const { provider, asked } = provided([
      async (request) => {
        const { messages: sent } = (await request.json()) as { messages: { id: string }[] };
        expect(sent[0]!.id).to.equal(`m${(sizes.length % 3) * 500}`);
        sizes.push(sent.length);
        return sizes.length === 5 ? broken(413)(request) : new Response(null, { status: 204 });
      },
    ]);
    await provider.appendMessages("a", messages(1203));
    expect(sizes).to.deep.equal([500, 500, 203]);
    expect((await failure(provider.appendMessages("a", messages(1203)))).code).to.equal("config-invalid");
    expect(asked.length).to.equal(5);
    sizes.length = 0;
    await provider.appendMessages("a", messages(500));
    expect(sizes, "no empty piece").to.deep.equal([500]);
  });

  it("repeats twice what may succeed later, with a pause or as the site asks", async () => {
    const { provider, clock, asked } = provided([unreachable, broken(503, { "Retry-After": "7" }), done]);
    const appending = provider.appendMessages("a", messages(2));
    await until(() => asked.length === 1);
    await clock.advance(499);
    expect(asked.length).to.equal(1);
    await clock.advance(1);
    await until(() => asked.length === 2);
    await clock.advance(6999);
    expect(asked.length).to.equal(2);
    await clock.advance(1);
    await appending;
    expect(asked.length).to.equal(3);
  });

  it("gives up after the third try, and at once where it would have to wait for long", async () => {
    const { provider, clock, asked } = provided([broken(500)]);
    const failing = failure(provider.saveThread(thread("a")));
    const progress = { isOver: false };
    void failing.then(() => (progress.isOver = true));
    // The answers' bodies are read between the steps.
    while (!progress.isOver) {
      await clock.advance(100);
      await new Promise((resolve) => setTimeout(resolve));
    }
    const error = await failing;
    expect([error.code, error.status, error.retryable]).to.deep.equal(["storage-failed", 500, true]);
    expect(error.message).to.contain("as the test wants it");
    expect(asked.length).to.equal(3);

    const limited = provided([broken(429, { "Retry-After": "60" })]);
    const { code, retryAfter } = await failure(limited.provider.listThreads());
    expect([code, retryAfter]).to.deep.equal(["storage-failed", 60]);
    expect(limited.asked.length).to.equal(1);
  });

  it("waits 15 s for an answer", async () => {
    const signals: AbortSignal[] = [];
    const { provider, clock } = provided([
      (request) => {
        signals.push(request.signal);
        return new Promise(() => undefined);
      },
    ]);
    const failing = failure(provider.getMessages("a"));
    for (let tries = 1; tries <= 3; tries += 1) {
      await until(() => signals.length === tries);
      await clock.advance(15_000);
      await until(() => signals[tries - 1]!.aborted);
      await clock.advance(2000);
    }
    const { code, message: text } = await failing;
    expect(code).to.equal("storage-failed");
    expect(text).to.contain("15 s");
  });

  it("says what a status means, and repeats nothing that would be refused again", async () => {
    const codes = { 400: "config-invalid", 401: "storage-refused", 403: "storage-refused", 413: "config-invalid" };
    const more = { 422: "config-invalid", 507: "storage-full", 404: "thread-missing" };
    for (const [status, code] of Object.entries({ ...codes, ...more })) {
      const { provider, asked } = provided([broken(Number(status))]);
      const error = await failure(provider.appendMessages("a", messages(1)));
      expect([error.code, error.status, error.fatal]).to.deep.equal([code, Number(status), false]);
      expect(asked.length, status).to.equal(1);
    }
    const { provider, asked } = provided([broken(404)]);
    expect(await provider.getThread("a")).to.equal(null);
    await provider.deleteThread("a");
    expect((await failure(provider.getMessages("a"))).code).to.equal("thread-missing");
    expect((await failure(provider.appendMessages("a", []))).code).to.equal("thread-missing");
    // These are always there: the address is wrong.
    expect((await failure(provider.listThreads())).code).to.equal("storage-failed");
    expect((await failure(provider.saveThread(thread("a")))).code).to.equal("storage-failed");
    expect(asked.length).to.equal(6);
  });

  it("takes nothing that makes no sense for an answer", async () => {
    const answers: [string, () => Response][] = [
      ["no JSON", () => new Response("<!doctype html>")],
      ["null", () => json(null)],
      ["another thread", () => json({ thread: thread("b"), threads: {}, messages: 5 })],
      ["too long", () => new Response("x".repeat(33_554_433))],
    ];
    for (const [what, answer] of answers) {
      const { provider, asked } = provided([answer]);
      for (const call of [provider.getThread("a"), provider.listThreads(), provider.getMessages("a")]) {
        expect((await failure(call)).code, what).to.equal("storage-failed");
      }
      expect((await failure(provider.saveThread(thread("a")))).code, what).to.equal("storage-failed");
      expect(asked.length, what).to.equal(4);
    }
    const warnings: string[] = [];
    const logger = { debug() {}, warn: (text: string) => void warnings.push(text), error() {} };
    const list = [{ id: 1 }, thread("a", { title: "x".repeat(501) }), thread("b")];
    const some = provided([() => json({ threads: list, messages: [message("m"), null], more: false })], { logger });
    expect((await some.provider.listThreads()).map(({ id }) => id)).to.deep.equal(["b"]);
    expect(await some.provider.getMessages("a")).to.deep.equal([message("m")]);
    expect(warnings.length).to.equal(3);
  });

  it("ends with a site that always has more of the same", async () => {
    const { provider, asked } = provided([() => json({ threads: [thread("a")], messages: messages(3), more: true })]);
    expect((await provider.listThreads()).length).to.be.lessThan(3);
    expect((await provider.getMessages("a")).length).to.be.lessThan(7);
    expect(asked.length).to.be.lessThan(5);
  });

  it("sends the changes of a thread one after the other, and those of another meanwhile", async () => {
    const open: (() => void)[] = [];
    const { provider, asked } = provided([
      () => new Promise((resolve) => open.push(() => resolve(new Response(null, { status: 204 })))),
    ]);
    const abort = new AbortController();
    const first = provider.appendMessages("a", messages(1));
    const second = rejection(provider.appendMessages("a", messages(1, "n"), { signal: abort.signal }));
    const third = provider.deleteThread("a");
    const other = provider.appendMessages("b", messages(1));
    await until(() => asked.length === 2);
    expect(asked.map(pathOf)).to.deep.equal(["POST /api/threads/a/messages", "POST /api/threads/b/messages"]);
    abort.abort();
    expect(isAbort(await second)).to.equal(true);
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked.length).to.equal(2);
    open[0]!();
    await first;
    await until(() => asked.length === 3);
    expect(pathOf(asked[2]!)).to.equal("DELETE /api/threads/a");
    open[1]!();
    open[2]!();
    await Promise.all([third, other]);
  });

  it("gives up a pause with an abort", async () => {
    const { provider, asked } = provided([unreachable]);
    const abort = new AbortController();
    const appending = rejection(provider.appendMessages("a", messages(1), { signal: abort.signal }));
    await until(() => asked.length === 1);
    await new Promise((resolve) => setTimeout(resolve));
    abort.abort();
    expect(isAbort(await appending)).to.equal(true);
  });
});
