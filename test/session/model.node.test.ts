/** Random runs of a session beside a model of it. */
import { before, describe, it } from "node:test";
import fc from "fast-check";
import { AvatarSession } from "../../src/session/index.js";
import { property, warmUp } from "./model/property.js";
import { randomRuns } from "../support/scope.js";

/** More by `MODEL_RUNS=20000 node --import tsx --test test/session/model.node.test.ts`. */
const RUNS = Number(process.env["MODEL_RUNS"] ?? randomRuns(2000));

describe("a session", () => {
  before(() => warmUp(AvatarSession));

  it(`keeps its invariants in ${String(RUNS)} random runs`, async () => {
    // On failure fast-check prints the seed and the smallest run that fails.
    await fc.assert(property(AvatarSession), { numRuns: RUNS });
  });
});
