/** Nothing keeps a handler waiting for ever: no visitor's body, no service and no model server, whatever `fetch` it uses. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTokenHandler } from "../../src/server/index.js";
import { silentLogger } from "../../src/core/ports/logger.js";
import { FakeClock } from "../../src/testing/fake-clock.js";
import { API_KEY, SITE } from "./fake-service.js";
import { chat, failureOf, modelHandler } from "./model-upstream.js";

const never = (): Promise<never> => new Promise(() => undefined);

/** Brings a little, then nothing, and says whether it was given back. */
function trickle(text = "{") {
  const state = { isCancelled: false };
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(text));
    },
    cancel: () => {
      state.isCancelled = true;
    },
  });
  return { body, state };
}

const JSON_TYPE = { "Content-Type": "application/json" };

async function tokenAnswer(fetch: typeof globalThis.fetch, seconds: number, body: BodyInit = "{}"): Promise<string> {
  const clock = new FakeClock();
  const handler = createTokenHandler({
    ...{ apiKey: API_KEY, allowedOrigins: [SITE], rateLimit: false, logger: silentLogger, clock, fetch },
    session: { avatar_id: "a" },
  });
  const init = { method: "POST", headers: { ...JSON_TYPE, Origin: SITE }, body, duplex: "half" };
  const answered = handler(new Request(`${SITE}/token`, init));
  await clock.advance(seconds * 1000);
  const { code } = await failureOf(await answered);
  assert.equal(clock.pending, 0);
  return code;
}

describe("a token handler", () => {
  it("gives up a service that ignores the end of its time", async () => {
    assert.equal(await tokenAnswer(never, 12), "upstream-timeout");
  });

  it("gives up an answer of the service that trickles", async () => {
    const { body, state } = trickle();
    assert.equal(await tokenAnswer(async () => new Response(body), 12), "upstream-timeout");
    assert.equal(state.isCancelled, true);
  });

  it("gives up a visitor whose body trickles", async () => {
    const { body, state } = trickle();
    assert.equal(await tokenAnswer(never, 60, body), "body-invalid");
    assert.equal(state.isCancelled, true);
  });
});

describe("a model handler", () => {
  const ask = (fetch: typeof globalThis.fetch) => {
    const clock = new FakeClock();
    const answered = modelHandler({ baseURL: "https://models.example/v1" }, { clock, fetch })(chat({ stream: true }));
    return { clock, answered };
  };

  it("gives up a model server that ignores the end of its time", async () => {
    const { clock, answered } = ask(never);
    await clock.advance(60_000);
    assert.equal((await failureOf(await answered)).code, "upstream-timeout");
    assert.equal(clock.pending, 0);
  });

  it("does not wait long for the words of a refusal", async () => {
    const { body, state } = trickle();
    const { clock, answered } = ask(async () => new Response(body, { status: 500 }));
    await clock.advance(2000);
    assert.equal((await failureOf(await answered)).code, "upstream-unreachable");
    assert.deepEqual([state.isCancelled, clock.pending], [true, 0]);
  });

  it("breaks off an answer that falls silent, and gives it back", async () => {
    const { body, state } = trickle("data: 1\n\n");
    const { clock, answered } = ask(
      async () => new Response(body, { headers: { "Content-Type": "text/event-stream" } }),
    );
    await clock.advance(0);
    const reader = (await answered).body!.getReader();
    assert.equal(new TextDecoder().decode((await reader.read()).value), "data: 1\n\n");
    const next = reader.read().then(
      () => "more",
      (error: unknown) => (error as Error).message,
    );
    await clock.advance(60_000);
    assert.equal(await next, "The answer broke off.");
    assert.deepEqual([state.isCancelled, clock.pending], [true, 0]);
  });
});
