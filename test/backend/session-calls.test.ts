/** A session's stop and keep-alive without LiveKit: at the service, at the site's own endpoints, and for nobody. */
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { Logger } from "../../src/core/ports/logger.js";
import { CardLoader } from "../../src/backend/card-loader.js";
import { SessionCalls, stopUnwantedSession } from "../../src/backend/session-calls.js";
import { readTokenAnswer } from "../../src/backend/token-answer.js";
import { TokenPrefetch } from "../../src/backend/token-prefetch.js";
import { endpointTokenSource } from "../../src/backend/token-source.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

const STARTED = { session_id: "s", livekit_url: "wss://room.example", livekit_client_token: "t" };
const OWN = { ...STARTED, stop_endpoint: "/stop", keep_alive_endpoint: "/alive" };
const never = (): Promise<never> => new Promise(() => undefined);

interface Sent {
  readonly path: string;
  readonly init: RequestInit;
}

function wire(answer: (path: string) => Response | Promise<Response> = () => new Response(null, { status: 204 })) {
  const sent: Sent[] = [];
  const warnings: string[] = [];
  const clock = new FakeClock();
  const logger: Logger = {
    debug: () => undefined,
    warn: (message) => warnings.push(message),
    error: (message) => warnings.push(message),
  };
  const fetch = (async (input: RequestInfo | URL, init: RequestInit = {}) => {
    const path = new URL(input as string).pathname;
    sent.push({ path, init });
    return answer(path);
  }) as typeof globalThis.fetch;
  return { sent, warnings, clock, logger, fetch };
}

const accepted = () => Response.json({ code: 1000, data: null, message: null });
const settled = async (): Promise<void> => {
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
};

describe("a session's calls", () => {
  it("go to the service with the session token", async () => {
    const options = wire(accepted);
    const calls = new SessionCalls(readTokenAnswer({ session_token: "token" }), {
      ...options,
      apiUrl: "https://api.x",
    });
    const stopped = calls.stop();
    expect(options.sent.map(({ path, init }) => [path, init.keepalive])).to.deep.equal([["/v1/sessions/stop", true]]);
    await stopped;
    void calls.keepAlive();
    await settled();
    expect(options.sent[1]?.path).to.equal("/v1/sessions/keep-alive");
  });

  it("go to the site's own endpoints where the token stays there, a stop in the very task", async () => {
    const options = wire();
    const calls = new SessionCalls(readTokenAnswer(OWN), {
      ...options,
      fetchOptions: (kind) => ({ headers: { "X-Kind": kind } }),
    });
    expect((await calls.start()).sessionId).to.equal("s");
    await settled();
    const stopped = calls.stop({ leaving: true });
    expect(options.sent).to.have.length(1);
    const { path, init } = options.sent[0]!;
    expect([path, init.body, init.keepalive]).to.deep.equal(["/stop", '{"session_id":"s"}', true]);
    expect(new Headers(init.headers).get("X-Kind")).to.equal("stop");
    await stopped;
    void calls.keepAlive();
    await settled();
    expect(options.sent[1]?.path).to.equal("/alive");
    expect(options.clock.pending).to.equal(0);
  });

  it("do not wait for ever, neither for the site nor for the page's own function", async () => {
    for (const [options, fetchOptions] of [
      [wire(never), undefined],
      [wire(), never],
    ] as const) {
      const calls = new SessionCalls(readTokenAnswer(OWN), { ...options, fetchOptions });
      await settled();
      let isOver = false;
      void calls.stop().then(() => (isOver = true));
      await options.clock.advance(fetchOptions ? 2_999 : 14_999);
      expect([isOver, options.sent.length]).to.deep.equal([false, fetchOptions ? 0 : 1]);
      await options.clock.advance(1);
      expect([isOver, options.sent.length]).to.deep.equal([true, 1]);
      // The page's function is asked at the beginning, too, with 15 s to answer.
      await options.clock.advance(15_000);
      if (fetchOptions) expect(options.clock.pending).to.equal(0);
    }
  });

  it("of an answer that nobody wants are one stop, and only for a session that runs", async () => {
    const options = wire();
    await stopUnwantedSession(OWN, options);
    expect(options.sent.map(({ path }) => path)).to.deep.equal(["/stop"]);
    for (const answer of [{ session_token: "t" }, { ...STARTED }, "nonsense", undefined]) {
      await stopUnwantedSession(answer, options);
    }
    expect(options.sent).to.have.length(1);
    const service = wire(accepted);
    await stopUnwantedSession({ ...STARTED, session_token: "t" }, { ...service, apiUrl: "https://api.x" });
    expect(service.sent.map(({ path }) => path)).to.deep.equal(["/v1/sessions/stop"]);
    expect(options.warnings).to.deep.equal([]);
  });
});

describe("a token of before the press", () => {
  it("is given back when nobody comes for it, somebody else does, or it comes too late", async () => {
    const clock = new FakeClock();
    const tokens = new TokenPrefetch(clock);
    const back: unknown[] = [];
    const giveBack = (answer: unknown) => void back.push(answer);
    let answer: (value: unknown) => void = () => undefined;
    tokens.mint("a", async () => "first", giveBack);
    await clock.advance(60_000);
    expect(back).to.deep.equal(["first"]);
    tokens.mint("a", async () => "second", giveBack);
    expect(tokens.take("b")).to.equal(undefined);
    await settled();
    expect(back).to.deep.equal(["first", "second"]);
    tokens.mint("a", () => new Promise((resolve) => (answer = resolve)), giveBack);
    await clock.advance(15_000);
    expect(tokens.take("a")).to.equal(undefined);
    answer("third");
    await settled();
    expect(back).to.deep.equal(["first", "second", "third"]);
    tokens.mint("a", async () => "fourth", giveBack);
    expect(await tokens.take("a")).to.equal("fourth");
    await clock.advance(60_000);
    expect([back.length, clock.pending]).to.deep.equal([3, 0]);
  });
});

/** A body that brings a little and then nothing, and knows nothing of signals. */
const trickle = (): Response =>
  new Response(
    new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode("{"));
      },
    }),
  );
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "none",
    (error: unknown) => (LiveAvatarError.is(error) ? error.code : (error as Error).name),
  );

describe("an answer that trickles for ever", () => {
  it("of the token endpoint is a time-out", async () => {
    const { clock, fetch } = wire(trickle);
    const code = codeOf(endpointTokenSource({ url: "/token", fetch, clock })({ signal: new AbortController().signal }));
    await clock.advance(15_000);
    expect([await code, clock.pending]).to.deep.equal(["token-timeout", 0]);
  });

  it("of the token endpoint is not read without end either", async () => {
    const flood = () => new Response(`{"session_token":"${"x".repeat(2_000_000)}"}`);
    const { clock, fetch } = wire(flood);
    const asked = endpointTokenSource({ url: "/token", fetch, clock })({ signal: new AbortController().signal });
    expect(await codeOf(asked)).to.equal("token-invalid");
  });

  it("is not waited for when the page's own function never says what goes along", async () => {
    const { clock, fetch, sent } = wire();
    const source = endpointTokenSource({ url: "/token", fetch, clock, fetchOptions: never });
    const code = codeOf(source({ signal: new AbortController().signal }));
    await clock.advance(15_000);
    expect([await code, sent.length, clock.pending]).to.deep.equal(["token-unreachable", 0, 0]);
  });

  it("of a card is a card that could not be had", async () => {
    const clock = new FakeClock();
    const { logger } = wire();
    const original = window.fetch.bind(window);
    window.fetch = async () => trickle();
    try {
      const loader = new CardLoader(async () => () => "a card", clock);
      const settings = { characterCard: "/card.png", fetchOptions: undefined, logger };
      const code = codeOf(loader.take(settings, new AbortController().signal));
      await clock.advance(15_000);
      expect([await code, clock.pending]).to.deep.equal(["load-failed", 0]);
      const controller = new AbortController();
      const aborted = codeOf(loader.take(settings, controller.signal));
      controller.abort();
      expect(await aborted).to.equal("AbortError");
      await clock.advance(15_000);
      expect(clock.pending).to.equal(0);
    } finally {
      window.fetch = original;
    }
  });
});
