/** Fifty conversations, begun and ended, on one page: what each of them took is given back, and the service has none left. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { setUpStand, WITH_MICROPHONE } from "../support/breakage.js";
import type { Stand } from "../support/breakage.js";

const CYCLES = 50;
const WATCH = readFileSync(new URL("../support/leak-watch.js", import.meta.url), "utf8");

interface Avatar extends HTMLElement {
  start(): Promise<void>;
  stop(): Promise<void>;
}
interface Watched extends Window {
  readonly leaks: () => Readonly<Record<"peers" | "contexts" | "tracks" | "timers", number>>;
  readonly made: () => Readonly<Record<"peers" | "contexts" | "tracks", number>>;
}

let stand: Stand;
before(async () => {
  stand = await setUpStand();
});
after(() => stand.close());

describe(`${CYCLES} conversations, begun and ended`, () => {
  it("leave no peer connection, track, timer, audio context or session", () =>
    stand.visit(
      { attributes: "" },
      async ({ page }) => {
        await page.evaluateOnNewDocument(`{${WATCH}} `);
        await page.reload();
        for (let cycle = 0; cycle < CYCLES; cycle++) {
          // Each on an element of its own, which goes with its conversation.
          await page.evaluate(async () => {
            const model = document.querySelector("live-avatar");
            const avatar = model?.cloneNode() as Avatar;
            document.body.append(avatar);
            await avatar.start();
            await avatar.stop();
            avatar.remove();
          });
        }
        const made = await page.evaluate(() => (globalThis as unknown as Watched).made());
        assert.ok(made.peers >= CYCLES && made.contexts >= CYCLES, "the watch has seen them all");

        const left = await page.evaluate(() => (globalThis as unknown as Watched).leaks());
        assert.deepEqual(left, { peers: 0, contexts: 0, tracks: 0, timers: 0 });
        await stand.untilRunning(0);
      },
      [...WITH_MICROPHONE, "--js-flags=--expose-gc"],
    ));
});
