/** Two tabs on one storage: what they see is as if one call came after the other, and nothing is lost. */
import type { ThreadProvider } from "../../src/core/ports/thread-provider.js";
import { playTabs } from "./thread-histories.js";
import { randomRuns } from "./scope.js";

/** Of each storage in each engine, each night; together they are more than the 2,000 that are promised. */
const RUNS = randomRuns(500);
/** The runs of one test, and those of them that go at the same time: a call is mostly waiting. */
const OF_TEST = 100;
const AT_ONCE = 10;
const seed = Date.now() % 1_000_000_000;

export interface SharedThreads {
  readonly tabs: readonly [ThreadProvider, ThreadProvider];
  readonly close: () => unknown;
}

export function describeTabs(name: string, open: () => SharedThreads): void {
  describe(`two tabs with threads in ${name} (${RUNS} runs from seed ${seed} on)`, () => {
    let storage: SharedThreads;
    before(() => {
      storage = open();
    });
    after(() => {
      for (const tab of storage.tabs) tab.dispose?.();
      return storage.close();
    });
    for (let from = 0; from < RUNS; from += OF_TEST) {
      it(`lose nothing, from run ${from} on`, async () => {
        for (let run = from; run < from + OF_TEST; run += AT_ONCE) {
          await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => playTabs(storage.tabs, seed + run + n)));
        }
      });
    }
  });
}
