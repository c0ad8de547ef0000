/** The stops that the service does not know of yet: fresh headers, failures that pass, no network, a page that goes away. */
import { expect } from "chai";
import type { Logger } from "../../src/core/ports/logger.js";
import { SessionCalls } from "../../src/backend/session-calls.js";
import type { FetchOptions } from "../../src/backend/site-request.js";
import { StopRegistry } from "../../src/backend/stop-registry.js";
import { readTokenAnswer } from "../../src/backend/token-answer.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

const STARTED = { session_id: "s", livekit_url: "wss://room.example", livekit_client_token: "t" };
const OWN = { ...STARTED, stop_endpoint: "/stop", keep_alive_endpoint: "/alive" };
const never = (): Promise<never> => new Promise(() => undefined);
type Answer = () => Response | Promise<Response>;
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  () =>
    new Response("{}", { status: code, headers });
const offline: Answer = () => Promise.reject(new TypeError("Failed to fetch"));
const accepted: Answer = () => Response.json({ code: 1000, data: null, message: null });

describe("a stop", () => {
  let clock: FakeClock;
  let times: number[];
  let authorizations: (string | null)[];
  let warnings: string[];
  let plan: Answer[];
  let fallback: Answer;
  const logger: Logger = {
    debug: () => undefined,
    warn: (message) => warnings.push(message),
    error: (message) => warnings.push(message),
  };
  const fetch = (async (_input: RequestInfo | URL, init: RequestInit = {}) => {
    expect(init.keepalive, "outlives the page").to.equal(true);
    times.push(clock.now());
    authorizations.push(new Headers(init.headers).get("X-Auth"));
    return (plan.shift() ?? fallback)();
  }) as typeof globalThis.fetch;
  const calls = (answer: object = { session_token: "token" }, fetchOptions?: FetchOptions) =>
    new SessionCalls(readTokenAnswer(answer), {
      ...{ clock, logger, fetch, fetchOptions, apiUrl: "https://api.x", stops: new StopRegistry() },
    });
  const fate = (promise: Promise<unknown>) => {
    const result = { value: "pending" };
    promise.then(
      () => (result.value = "done"),
      () => (result.value = "failed"),
    );
    return result;
  };

  beforeEach(() => {
    clock = new FakeClock();
    [times, authorizations, warnings, plan] = [[], [], [], []];
    fallback = accepted;
  });

  for (const answer of [{ session_token: "token" }, OWN]) {
    const whose = answer === OWN ? "the site" : "the service";
    it(`that ${whose} answers with a failure is sent again a few times, and then given up`, async () => {
      fallback = status(500);
      const stopped = fate(calls(answer).stop());
      await clock.advance(14_999);
      expect([times, stopped.value]).to.deep.equal([[0, 1000, 3000, 7000], "pending"]);
      await clock.advance(1);
      expect(stopped.value, "nobody waits for longer").to.equal("done");
      await clock.advance(600_000);
      expect(times).to.deep.equal([0, 1000, 3000, 7000, 15_000, 31_000]);
      expect([clock.pending, warnings.length]).to.deep.equal([0, 1]);
    });
  }

  const passing: Readonly<Record<string, readonly [Answer, number]>> = {
    "a 502 without JSON": [() => new Response("<html>", { status: 502 }), 1000],
    "a 503 that says when": [status(503, { "Retry-After": "7" }), 7000],
    "a 429 that says when": [status(429, { "Retry-After": "4" }), 4000],
    "a 429 that says nothing": [status(429), 1000],
    "a 429 that asks for an hour": [status(429, { "Retry-After": "3600" }), 60_000],
    "a 408": [status(408), 1000],
    "the page of a captive portal": [() => new Response("<html>sign in</html>"), 1000],
    "no network": [offline, 1000],
    "no answer": [never, 16_000],
    "a body that never ends": [() => new Response(new ReadableStream()), 16_000],
  };
  for (const [name, [first, at]] of Object.entries(passing)) {
    it(`after ${name} is sent again`, async () => {
      plan = [first];
      const stopped = fate(calls().stop());
      await clock.advance(at);
      expect([times, stopped.value, clock.pending]).to.deep.equal([[0, at], "done", 0]);
      expect(warnings).to.deep.equal([]);
    });
  }

  for (const refusal of [400, 401, 403, 404, 409, 410, 422]) {
    it(`that is refused with ${refusal} is not sent again`, async () => {
      fallback = status(refusal);
      const stopped = fate(calls().stop());
      await clock.advance(600_000);
      expect([times, stopped.value, clock.pending, warnings.length]).to.deep.equal([[0], "done", 0, 1]);
    });
  }

  it("without a network waits for it, as long as it takes, and goes out when it is back", async () => {
    fallback = offline;
    const stopped = fate(calls().stop());
    await clock.advance(1_800_000);
    const before = times.length;
    expect([stopped.value, before > 20, before < 60]).to.deep.equal(["done", true, true]);
    fallback = accepted;
    globalThis.dispatchEvent(new Event("online"));
    await clock.advance(0);
    expect([times.length, clock.pending]).to.deep.equal([before + 1, 0]);
    globalThis.dispatchEvent(new Event("online"));
    await clock.advance(600_000);
    expect(times.length, "told once").to.equal(before + 1);
  });

  it("goes out also where no event tells of the network, and ends when no session can be left", async () => {
    plan = Array<Answer>(8).fill(offline);
    calls()
      .stop()
      .catch(() => undefined);
    await clock.advance(300_000);
    expect([times.length, clock.pending]).to.deep.equal([9, 0]);
    fallback = offline;
    calls()
      .stop()
      .catch(() => undefined);
    await clock.advance(3_700_000);
    expect([clock.pending, warnings.length]).to.deep.equal([0, 1]);
  });

  it("of two sessions is two, each told until it is known", async () => {
    fallback = offline;
    const stops = new StopRegistry();
    for (const token of ["a", "b"]) {
      const options = { clock, logger, fetch, apiUrl: "https://api.x", stops };
      void new SessionCalls(readTokenAnswer({ session_token: token }), options).stop();
    }
    await clock.advance(0);
    plan = [accepted, offline];
    globalThis.dispatchEvent(new Event("online"));
    await clock.advance(0);
    expect(times.length).to.equal(4);
    fallback = accepted;
    await clock.advance(60_000);
    expect([times.length, clock.pending]).to.deep.equal([5, 0]);
  });

  it("that is still to be sent goes out in the task in which the page goes away, and one on its way not twice", async () => {
    plan = [offline];
    void calls().stop();
    await clock.advance(0);
    globalThis.dispatchEvent(new Event("pagehide"));
    expect(times.length, "it paused").to.equal(2);
    fallback = never;
    void calls().stop();
    globalThis.dispatchEvent(new Event("pagehide"));
    expect(times.length, "it was on its way").to.equal(3);
    void calls(OWN, never).stop();
    expect(times.length).to.equal(3);
    globalThis.dispatchEvent(new Event("pagehide"));
    expect(times.length, "it waited for headers").to.equal(4);
  });

  it("carries headers that were asked for just now, at every try", async () => {
    let asked = 0;
    plan = [status(500), offline];
    void calls(OWN, () => ({ headers: { "X-Auth": String((asked += 1)) } })).stop();
    await clock.advance(10_000);
    expect(authorizations).to.deep.equal(["2", "3", "4"]);
  });

  it("carries the last known headers where the page's function is slow, throws, or there is no time", async () => {
    const late: FetchOptions[] = [
      never,
      () => Promise.reject(new Error("logged out")),
      () => {
        throw new Error("at once");
      },
    ];
    for (const then of late) {
      let isFirst = true;
      const one = calls(OWN, (kind) => {
        const given = isFirst ? { headers: { "X-Auth": "first" } } : then(kind);
        isFirst = false;
        return given;
      });
      await clock.advance(0);
      void one.stop();
      await clock.advance(3000);
      expect(authorizations.pop()).to.equal("first");
    }
    const leaving = calls(OWN, () => ({ headers: { "X-Auth": "known" } }));
    await clock.advance(0);
    void leaving.stop({ leaving: true });
    expect(authorizations.pop(), "in this task").to.equal("known");
    void calls(OWN, never).stop({ leaving: true });
    expect(authorizations.pop(), "rather without than not").to.equal(null);
  });

  it("that was refused for its old headers is sent again with new ones", async () => {
    plan = [status(401)];
    let asked = 0;
    const one = calls(OWN, () => {
      asked += 1;
      if (asked === 2) throw new Error("not now");
      return { headers: { "X-Auth": String(asked) } };
    });
    await clock.advance(0);
    const stopped = fate(one.stop());
    await clock.advance(1000);
    expect([authorizations, stopped.value]).to.deep.equal([["1", "3"], "done"]);
  });

  it("of a page that goes away has the headers of the last keep-alive", async () => {
    let token = "old";
    const one = calls(OWN, () => ({ headers: { "X-Auth": token } }));
    await clock.advance(0);
    token = "new";
    expect(await one.keepAlive()).to.equal(true);
    void one.stop({ leaving: true });
    expect(authorizations.at(-1)).to.equal("new");
  });

  it("leaves no listener behind", async () => {
    const { addEventListener, removeEventListener } = globalThis;
    let listeners = 0;
    globalThis.addEventListener = ((...args: Parameters<typeof addEventListener>) => {
      listeners += 1;
      addEventListener.apply(globalThis, args);
    }) as typeof addEventListener;
    globalThis.removeEventListener = ((...args: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      removeEventListener.apply(globalThis, args);
    }) as typeof removeEventListener;
    try {
      await calls().stop();
      await calls(OWN).stop();
    } finally {
      Object.assign(globalThis, { addEventListener, removeEventListener });
    }
    expect(listeners).to.equal(0);
  });
});
