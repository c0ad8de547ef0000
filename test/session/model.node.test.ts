/** Random runs of a session beside a model of it; and copies of the session, each broken in one way, that must be caught. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import fc from "fast-check";
import { AvatarSession } from "../../src/session/index.js";
import { FakeAudioSource, FakeClock, FakeFace, FakeLLM, FakeRealtimeSTT } from "../../src/testing/index.js";
import { acts, sessionScript } from "./model/acts.js";
import { BREAKAGES } from "./model/breakages.js";
import { brokenCopy } from "./model/broken-copies.js";
import { playRun, type SessionClass } from "./model/run.js";

/** More by `MODEL_RUNS=20000 node --import tsx --test test/session/model.node.test.ts`. */
const RUNS = Number(process.env["MODEL_RUNS"] ?? 2000);
/** Far fewer are enough to meet what is broken. */
const RUNS_TO_CATCH = 4000;

/** @param about objections that do not begin so count as none: what is broken can show in several ways */
const property = (Session: SessionClass, about = /^/) =>
  fc.asyncProperty(sessionScript, acts, fc.boolean(), (script, list, waits) =>
    playRun(Session, script, list, waits).catch((error: unknown) => {
      if (about.test((error as Error).message)) throw error;
    }),
  );

/** The pipeline and the part that listens are loaded with the first need; from then on a start waits for nothing but its renderer. */
async function warmUp(Session: SessionClass): Promise<void> {
  const clock = new FakeClock();
  const realtimeSTT = new FakeRealtimeSTT();
  const session = new Session({ renderer: new FakeFace({ clock }), llm: new FakeLLM({ clock }), clock, realtimeSTT });
  const started = session.start();
  await clock.advance(0);
  await started;
  await session.startListening(new FakeAudioSource());
  session.destroy();
}

describe("a session", () => {
  before(() => warmUp(AvatarSession));

  it(`keeps its invariants in ${String(RUNS)} random runs`, async () => {
    // On failure fast-check prints the seed and the smallest run that fails.
    await fc.assert(property(AvatarSession), { numRuns: RUNS });
  });
});

describe("a broken copy of a session is caught:", () => {
  for (const breakage of BREAKAGES) {
    it(`${breakage.what} (${breakage.invariant})`, async () => {
      const Broken = await brokenCopy(breakage);
      await warmUp(Broken);
      const result = await fc.check(property(Broken, new RegExp(`^${breakage.invariant}`)), {
        numRuns: RUNS_TO_CATCH,
        endOnFailure: true,
      });
      assert.ok(result.failed, `seed ${String(result.seed)}: nobody noticed`);
    });
  }
});
