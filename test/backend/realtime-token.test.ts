import { expect } from "chai";
import { realtimeTokenSource, type RealtimeTokenSourceOptions } from "../../src/backend/realtime-token.js";
import { readRealtimeToken } from "../../src/backend/realtime-token-answer.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { FakeClock } from "../../src/testing/index.js";

const ANSWER = { client_secret: { value: "ek_1", expires_at: 7 }, model: "transcriber" };
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

async function ask(
  answer: Response | Error | "hang" = json(200, ANSWER),
  options: Partial<RealtimeTokenSourceOptions> = {},
  signal = new AbortController().signal,
) {
  const requests: Request[] = [];
  const source = realtimeTokenSource({
    endpoint: "/api/speech-token",
    fetch: async (input, init) => {
      requests.push(new Request(input, init));
      if (answer === "hang") return new Promise<Response>(() => undefined);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    ...options,
  });
  const outcome: unknown = await source({ signal }).catch((error: unknown) => error);
  return { outcome, requests, request: requests[0] };
}

describe("realtimeTokenSource", () => {
  it("asks the site's backend, and hands its answer over", async () => {
    const { outcome, request } = await ask();
    expect(outcome).to.deep.equal(ANSWER);
    expect(readRealtimeToken(outcome)).to.equal("ek_1");
    expect(request?.method).to.equal("POST");
    expect(request?.url).to.equal(`${location.origin}/api/speech-token`);
    expect(request?.credentials).to.equal("same-origin");
    expect(await request?.json()).to.deep.equal({});
  });

  it("names a model, and sends what the page adds for this kind of request", async () => {
    const kinds: string[] = [];
    const { request } = await ask(undefined, {
      model: "better-transcriber",
      fetchOptions: (kind) => {
        kinds.push(kind);
        return { headers: { "X-Csrf": "1", "Content-Type": "text/plain" }, credentials: "include" };
      },
    });
    expect(kinds).to.deep.equal(["stt-token"]);
    expect(await request?.json()).to.deep.equal({ model: "better-transcriber" });
    expect(request?.headers.get("x-csrf")).to.equal("1");
    expect(request?.headers.get("content-type")).to.equal("application/json");
    expect(request?.credentials).to.equal("include");
  });

  for (const [status, code, retryAfter] of [
    [401, "stt-refused", undefined],
    [403, "stt-refused", undefined],
    [404, "stt-refused", undefined],
    [429, "stt-rate-limited", 7],
    [500, "stt-failed", undefined],
    [503, "stt-failed", 7],
  ] as const) {
    it(`fails with ${code} for a ${status}`, async () => {
      const { outcome } = await ask(json(status, { error: { message: "No." } }, { "Retry-After": "7" }));
      if (!LiveAvatarError.is(outcome)) throw new Error(String(outcome));
      expect(outcome.code).to.equal(code);
      expect(outcome.status).to.equal(status);
      expect(outcome.retryAfter).to.equal(retryAfter);
      expect(outcome.message).to.include("No.");
    });
  }

  for (const [name, answer, options, code] of [
    ["a page", new Response("<h1>hello"), {}, "stt-failed"],
    ["no network", new TypeError("Failed to fetch"), {}, "stt-failed"],
    [
      "fetchOptions that throw",
      json(200, ANSWER),
      { fetchOptions: () => Promise.reject(new Error("no")) },
      "stt-failed",
    ],
    ["an unsafe address", json(200, ANSWER), { endpoint: "http://evil.example/" }, "config-invalid"],
  ] as const) {
    it(`fails with ${code} for ${name}`, async () => {
      const { outcome } = await ask(answer, options);
      expect(outcome).to.have.property("code", code);
    });
  }

  it("gives up after 15 s", async () => {
    const clock = new FakeClock();
    const asking = ask("hang", { clock });
    await clock.advance(15_000);
    expect((await asking).outcome).to.have.property("code", "stt-timeout");
    expect(clock.pending).to.equal(0);
  });

  it("can be aborted", async () => {
    const controller = new AbortController();
    const asking = ask("hang", {}, controller.signal);
    controller.abort();
    expect((await asking).outcome).to.have.property("name", "AbortError");
  });
});
