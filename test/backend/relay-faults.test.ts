/** The relay before the real handler, with everything between them that goes wrong: what arrives is what was told, once and in order. */
import { expect } from "chai";
import { silentLogger } from "../../src/core/ports/logger.js";
import { createMemoryRelayStore, createRelayHandler } from "../../src/server/index.js";
import { randomFrom } from "../support/random.js";
import { leavePage, nextTask, pass, relayed, returnToPage } from "../support/relayed.js";
import { randomRuns } from "../support/scope.js";

const RUNS = randomRuns(50);
const STEPS = 25;
/** As many as fit twice into the last requests of a page: of more, the newest may come first. */
const MOST_EVENTS = 80;
const seed = Date.now() % 1e9;

async function run(random: () => number): Promise<{ readonly told: number; readonly received: readonly number[] }> {
  const upTo = (most: number): number => Math.floor(random() * most);
  const received: number[] = [];
  const network = { isCalm: false };
  const chance = (part: number): boolean => !network.isCalm && random() < part;
  const unreachable = new TypeError("Failed to fetch");
  const failing = (status: number): Response =>
    Response.json(
      { error: { code: "busy", message: "Not now." } },
      { status, headers: { "Retry-After": `${upTo(5)}` } },
    );

  const { session, relay, clock } = relayed(
    [
      async ({ request }) => {
        // A server does not hear of a page that has given up.
        const init = { method: "POST", headers: request.headers, body: await request.text() };
        const arrive = (): Promise<Response> => handler(new Request(request.url, init));
        if (chance(0.1)) {
          await nextTask();
          throw unreachable;
        }
        if (chance(0.1)) return failing([429, 500, 503][upTo(3)]!);
        if (chance(0.1)) {
          // A proxy has held it for so long that newer ones come first; nobody waits for its answer any more.
          void clock.sleep(upTo(40_000)).then(arrive);
          return new Promise<Response>(() => undefined);
        }
        const answers = await Promise.all(chance(0.1) ? [arrive(), arrive()] : [arrive()]);
        if (chance(0.1)) throw unreachable;
        return answers.at(-1)!;
      },
    ],
    { token: () => "ada" },
  );
  const handler = createRelayHandler({
    store: createMemoryRelayStore(),
    authorize: (request) => request.headers.get("authorization")?.replace("Bearer ", ""),
    handleEvents: async (events) => {
      if (chance(0.2)) await clock.sleep(upTo(3000));
      if (chance(0.1)) throw new Error("for once");
      received.push(...events.map(({ seq }) => seq));
    },
    ...{ allowedOrigins: [location.origin], rateLimit: false, logger: silentLogger, clock },
  });

  let told = 0;
  const say = (wanted: number): void => {
    const count = Math.min(wanted, MOST_EVENTS - told);
    for (let left = count; left > 0; left -= 1) session.say("x".repeat(upTo(50)));
    told += count;
  };
  for (let step = 0; step < STEPS; step += 1) {
    say(random() < 0.05 ? 30 : upTo(6));
    if (random() < 0.1) {
      leavePage();
      say(upTo(3));
      await pass(clock, upTo(3000), 500);
      returnToPage();
    }
    if (random() < 0.1) window.dispatchEvent(new Event("online"));
    if (random() < 0.1) void relay.flush();
    await pass(clock, upTo(4000), 400);
  }
  network.isCalm = true;
  const progress = { isOver: false };
  void relay.flush().then(() => (progress.isOver = true));
  while (!progress.isOver && clock.now() < 1e6) await pass(clock, 1000, 500);
  relay.dispose();
  // Whatever is still on the way.
  await pass(clock, 60_000, 5000);
  for (let task = 0; task < 10; task += 1) await nextTask();
  return { told, received };
}

describe(`EventRelay and createRelayHandler, with faults between them (seed ${seed})`, () => {
  it(`lose nothing, double nothing and keep the order in ${RUNS} runs`, async () => {
    for (let number = 0; number < RUNS; number += 1) {
      const { told, received } = await run(randomFrom(seed + number));
      const wanted = Array.from({ length: told }, (_, index) => index + 1);
      expect(received, `run ${number} of seed ${seed}`).to.deep.equal(wanted);
    }
  }).timeout(120_000);
});
