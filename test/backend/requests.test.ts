import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { endpointTokenSource } from "../../src/backend/token-source.js";
import { retryAfterOf } from "../../src/core/retry-after.js";
import { foreignMessage } from "../../src/backend/json-request.js";
import { LiveAvatarApi } from "../../src/backend/live-avatar-api.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

type Answer = (url: string, init: RequestInit) => Response | Promise<Response>;
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
const hanging: Answer = (_url, { signal }) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
  });
const DATA = {
  session_id: "s",
  livekit_url: "wss://room.example",
  livekit_client_token: "t",
  max_session_duration: 60,
};

function fakeFetch(answer: Answer) {
  const calls: { url: string; init: RequestInit }[] = [];
  const fetch = (async (input: RequestInfo | URL, init: RequestInit = {}) => {
    calls.push({ url: input instanceof Request ? input.url : input.toString(), init });
    return answer(input instanceof Request ? input.url : input.toString(), init);
  }) as typeof globalThis.fetch;
  return { fetch, calls };
}

async function failure(promise: Promise<unknown>): Promise<LiveAvatarError> {
  try {
    await promise;
  } catch (error) {
    if (LiveAvatarError.is(error)) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

const MAPPINGS: readonly (readonly [status: number, start: string, token: string])[] = [
  [400, "start-refused", "token-refused"],
  [401, "start-refused", "token-refused"],
  [403, "start-refused", "token-refused"],
  [422, "start-refused", "token-refused"],
  [429, "start-rate-limited", "token-rate-limited"],
  [500, "start-unreachable", "token-unreachable"],
  [503, "start-unreachable", "token-unreachable"],
];

describe("LiveAvatarApi", () => {
  const api = (answer: Answer, clock = new FakeClock()) => {
    const fake = fakeFetch(answer);
    return {
      ...fake,
      clock,
      api: new LiveAvatarApi({ apiUrl: "https://api.example/", token: "secret-token", fetch: fake.fetch, clock }),
    };
  };

  it("starts with the Bearer, no cookies and no body", async () => {
    const { api: service, calls, clock } = api(() => json(201, { code: 1000, data: DATA, message: null }));
    expect(await service.start()).to.deep.equal({
      sessionId: "s",
      livekitUrl: "wss://room.example",
      livekitToken: "t",
      maxDurationSeconds: 60,
    });
    expect(calls[0]?.url).to.equal("https://api.example/v1/sessions/start");
    expect(calls[0]?.init).to.include({ method: "POST", credentials: "omit" });
    expect(calls[0]?.init.body).to.equal(undefined);
    expect(new Headers(calls[0]?.init.headers).get("Authorization")).to.equal("Bearer secret-token");
    expect(clock.pending).to.equal(0);
  });

  it("stops in the same task, outliving the page where asked", async () => {
    const { api: service, calls } = api(() => json(200, { code: 1000, data: null, message: null }));
    const stopped = service.stop({ keepalive: true, reason: "IDLE_TIMEOUT" });
    expect(calls[0]?.init).to.include({ keepalive: true, body: '{"reason":"IDLE_TIMEOUT"}' });
    await stopped;
    await service.keepAlive();
    expect(calls[1]?.url).to.match(/keep-alive$/);
  });

  for (const [status, code] of MAPPINGS) {
    it(`names ${status} ${code}, and keeps what the service said but not the token`, async () => {
      const { api: service } = api(() =>
        json(status, { code: 4000, data: [{ message: "the field" }], message: "No: secret-token\u001b[2J" }),
      );
      const error = await failure(service.start());
      expect(error).to.include({ code, status });
      expect(error.message)
        .to.include("No: …")
        .and.to.include("the field")
        .and.not.to.include("secret-token")
        .and.not.to.include("\u001b");
    });
  }

  it("tells when to come back", async () => {
    const { api: service } = api(() => json(429, {}, { "Retry-After": "7" }));
    expect(await failure(service.start())).to.include({ code: "start-rate-limited", retryAfter: 7 });
  });
  it("tells a refusal in a 2xx envelope, an answer without data, HTML and a dead network apart", async () => {
    expect(await failure(api(() => json(200, { code: 4003, data: null, message: "Not now" })).api.start())).to.include({
      code: "start-refused",
    });
    expect(await failure(api(() => json(200, { code: 1000, data: null })).api.start())).to.include({
      code: "start-unreachable",
    });
    expect(
      await failure(api(() => json(200, { code: 1000, data: { ...DATA, livekit_url: "ws://x.example" } })).api.start()),
    ).to.include({ code: "start-unreachable" });
    expect(await failure(api(() => new Response("<html>")).api.start())).to.include({ code: "start-unreachable" });
    expect(await failure(api(() => Promise.reject(new TypeError("network"))).api.start())).to.include({
      code: "start-unreachable",
    });
  });
  it("gives up after 15 s", async () => {
    const { api: service, clock } = api(hanging);
    const outcome = failure(service.start());
    await clock.advance(15_000);
    expect(await outcome).to.include({ code: "start-timeout" });
  });
  it("can be aborted, before and in between", async () => {
    const { api: service, calls, clock } = api(hanging);
    const controller = new AbortController();
    const names: string[] = [];
    const outcome = service
      .start({ signal: controller.signal })
      .catch((error: unknown) => names.push((error as Error).name));
    controller.abort();
    await outcome;
    await service.start({ signal: controller.signal }).catch((error: unknown) => names.push((error as Error).name));
    expect(names).to.deep.equal(["AbortError", "AbortError"]);
    expect(calls.length).to.equal(1);
    expect(clock.pending).to.equal(0);
  });
});

describe("endpoint token source", () => {
  const { signal } = new AbortController();
  it("posts its hints to the site, with the site's cookies and what fetchOptions adds", async () => {
    const { fetch, calls } = fakeFetch(() => json(200, { session_token: "t" }));
    const source = endpointTokenSource({
      url: "/token",
      hints: { language: "de", interaction: "push-to-talk", threadId: "t1", userId: "u1" },
      fetchOptions: (kind) => ({ headers: { "X-Kind": kind } }),
      fetch,
    });
    expect(await source({ signal })).to.deep.equal({ session_token: "t" });
    expect(calls[0]?.url).to.equal(new URL("/token", location.href).href);
    expect(calls[0]?.init).to.include({ method: "POST", credentials: "same-origin" });
    expect(calls[0]?.init.body).to.equal(
      '{"language":"de","interaction":"push-to-talk","thread_id":"t1","user_id":"u1"}',
    );
    expect(new Headers(calls[0]?.init.headers).get("X-Kind")).to.equal("token");
    expect(new Headers(calls[0]?.init.headers).get("Content-Type")).to.equal("application/json");
  });
  for (const [status, , code] of MAPPINGS) {
    it(`names ${status} ${code}`, async () => {
      const { fetch } = fakeFetch(() => json(status, { error: { code: "x", message: "Because.", retry_after: 3 } }));
      const error = await failure(endpointTokenSource({ url: "/token", fetch })({ signal }));
      expect(error).to.include({ code, status, retryAfter: status === 429 || status === 503 ? 3 : undefined });
      expect(error.message).to.include("Because.");
    });
  }
  it("names HTML, a dead network, silence and an address that is none", async () => {
    expect(
      await failure(
        endpointTokenSource({ url: "/t", fetch: fakeFetch(() => new Response("<!doctype html>")).fetch })({ signal }),
      ),
    ).to.include({ code: "token-invalid" });
    expect(
      await failure(
        endpointTokenSource({ url: "/t", fetch: fakeFetch(() => Promise.reject(new TypeError())).fetch })({ signal }),
      ),
    ).to.include({ code: "token-unreachable" });
    const clock = new FakeClock();
    const silent = failure(endpointTokenSource({ url: "/t", fetch: fakeFetch(hanging).fetch, clock })({ signal }));
    await clock.advance(15_000);
    expect(await silent).to.include({ code: "token-timeout" });
    expect(await failure(endpointTokenSource({ url: "https://" })({ signal }))).to.include({ code: "config-invalid" });
  });
});

describe("foreign words", () => {
  it("reads Retry-After in both of its forms", () => {
    const now = Date.parse("2026-01-01T00:00:00Z");
    const read = (value: string) => retryAfterOf(new Headers({ "Retry-After": value }), now);
    expect(read("1.2")).to.equal(2);
    expect(read("-5")).to.equal(0);
    expect(read("Thu, 01 Jan 2026 00:00:30 GMT")).to.equal(30);
    expect(read("soon")).to.equal(undefined);
    expect(retryAfterOf(new Headers(), now)).to.equal(undefined);
  });
  it("keeps them short, and does without", () => {
    expect(foreignMessage({ message: "x".repeat(1000) })?.length).to.equal(301);
    expect(foreignMessage("text")).to.equal(undefined);
    expect(foreignMessage({ error: "plain" })).to.equal("plain");
  });
});
