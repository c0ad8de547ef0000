/** Copies of the session, each broken in one way, that the model must catch: a model that catches nothing proves nothing. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { BREAKAGES } from "./model/breakages.js";
import { brokenCopy } from "./model/broken-copies.js";
import { property, warmUp } from "./model/property.js";

/** Far fewer are enough to meet what is broken. */
const RUNS_TO_CATCH = 4000;

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
