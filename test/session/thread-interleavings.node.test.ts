import { describe, it } from "node:test";
import { InMemoryThreadProvider } from "../../src/session/index.js";
import { HISTORY_CLOCK, playTabs } from "../support/thread-histories.js";

const RUNS = 2000;
const seed = Date.now() % 1_000_000_000;

describe("threads in memory, used from two places at once", () => {
  it(`are as if one call came after the other (${RUNS} runs from seed ${seed} on)`, async () => {
    const provider = new InMemoryThreadProvider({ clock: HISTORY_CLOCK });
    for (let run = 0; run < RUNS; run += 1) await playTabs([provider, provider], seed + run);
  });
});
