/** A start that is given up at any moment leaves no session behind. */
import { expect } from "chai";
import { silentLogger } from "../../src/core/ports/logger.js";
import type { CallOptions } from "../../src/room/call-options.js";
import { SessionOpening } from "../../src/room/session-opening.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

const STARTED = {
  ...{ session_id: "s", livekit_url: "wss://room.example", livekit_client_token: "t" },
  ...{ stop_endpoint: "/stop", keep_alive_endpoint: "/alive" },
};

function opening(token: CallOptions["token"]) {
  const clock = new FakeClock();
  const sent: string[] = [];
  const fetch = (async (input: RequestInfo | URL) => {
    sent.push(new URL(input as string).pathname);
    return Response.json({ code: 1000, data: null });
  }) as typeof globalThis.fetch;
  const options = { token, clock, fetch, logger: silentLogger, apiUrl: "https://api.x", fetchOptions: undefined };
  return { clock, sent, opening: new SessionOpening(options as unknown as CallOptions) };
}

const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "opened",
    (error: unknown) => (error as { code?: unknown }).code?.toString() ?? (error as Error).name,
  );

describe("a session that is being opened", () => {
  for (const [name, answer] of [
    ["and runs already", STARTED],
    ["and is only minted", { session_token: "t" }],
  ] as const) {
    it(`${name} is never left running, whichever moment around its answer the start is given up in`, async () => {
      for (let moment = 0; moment < 20; moment += 1) {
        const controller = new AbortController();
        const one = opening(async () => {
          void (async () => {
            for (let i = 0; i < moment; i += 1) await Promise.resolve();
            controller.abort();
            await one.opening.cancel(false);
          })();
          return answer;
        });
        const opened = one.opening.open(controller.signal).catch(() => undefined);
        await one.clock.advance(0);
        await opened;
        const stops = one.sent.filter((path) => path.endsWith("/stop")).length;
        const starts = one.sent.filter((path) => path.endsWith("/start")).length;
        expect(stops, `moment ${moment}`).to.equal(answer === STARTED ? 1 : starts);
      }
    });
  }

  it("is stopped when its answer comes after the patience with the token source", async () => {
    let answer: (value: unknown) => void = () => undefined;
    const late = opening(() => new Promise((resolve) => (answer = resolve)));
    const opened = outcome(late.opening.open(new AbortController().signal));
    await late.clock.advance(15_000);
    expect(await opened).to.equal("token-timeout");
    answer(STARTED);
    await late.clock.advance(0);
    expect([late.sent, late.clock.pending]).to.deep.equal([["/stop"], 0]);
  });

  it("that was not answered is stopped when the network is back, and the next start does not wait for that", async () => {
    const clock = new FakeClock();
    const sent: string[] = [];
    let isOffline = true;
    const fetch = (async (input: RequestInfo | URL) => {
      sent.push(new URL(input as string).pathname);
      if (isOffline) throw new TypeError("Failed to fetch");
      return Response.json({ code: 1000, data: null });
    }) as typeof globalThis.fetch;
    const token = async () => ({ session_token: "t" });
    const one = new SessionOpening({
      ...{ token, clock, fetch, logger: silentLogger, apiUrl: "https://api.x" },
    } as unknown as CallOptions);
    expect(await outcome(one.open(new AbortController().signal))).to.equal("start-unreachable");
    await one.cancel(false);
    expect(sent).to.deep.equal(["/v1/sessions/start", "/v1/sessions/stop"]);
    await clock.advance(0);
    isOffline = false;
    globalThis.dispatchEvent(new Event("online"));
    await clock.advance(0);
    expect([sent.slice(2), clock.pending]).to.deep.equal([["/v1/sessions/stop"], 0]);
  });

  it("fails with a code when the token source throws, at once or later, or returns nothing", async () => {
    const broken = [
      () => {
        throw new Error("at once");
      },
      () => Promise.reject(new Error("later")),
    ] as unknown as CallOptions["token"][];
    for (const token of broken) {
      expect(await outcome(opening(token).opening.open(new AbortController().signal))).to.equal("token-unreachable");
    }
    const nothing = opening((() => undefined) as unknown as CallOptions["token"]);
    expect(await outcome(nothing.opening.open(new AbortController().signal))).to.equal("token-invalid");
  });
});
