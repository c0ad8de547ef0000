/** Fifty conversations, begun and ended, on one page: what each of them took is given back, and the service has none left. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Page } from "puppeteer-core";
import { visits } from "../support/breakage.js";

const CYCLES = 50;
const WATCH = readFileSync(new URL("../support/leak-watch.js", import.meta.url), "utf8");

interface Avatar extends HTMLElement {
  start(): Promise<void>;
  stop(): Promise<void>;
}
interface Leaks extends Readonly<
  Record<"peers" | "contexts" | "tracks" | "sockets" | "requests" | "elements", number>
> {
  readonly timers: readonly string[];
}
interface Watched extends Window {
  readonly watchElement: (element: HTMLElement) => void;
  readonly leaks: () => Leaks;
  readonly made: () => Readonly<Record<"peers" | "contexts" | "tracks" | "elements", number>>;
  readonly gc: () => void;
}

const NOTHING: Leaks = { peers: 0, contexts: 0, tracks: 0, sockets: 0, requests: 0, timers: [], elements: 0 };
/**
 * LiveKit waits a quarter of a second for its own farewell, and a busy browser takes its time with closed connections and
 * what they hold. What has leaked stays for ever.
 */
const PATIENCE_MS = 30_000;
const STEP_MS = 200;

/** What is left once it has had time to go. */
async function left(page: Page): Promise<Leaks> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const leaks = await page.evaluate(() => {
      const watched = globalThis as unknown as Watched;
      watched.gc();
      return watched.leaks();
    });
    if (isDeepStrictEqual(leaks, NOTHING) || Date.now() > end) return leaks;
    await sleep(STEP_MS);
  }
}

const stand = visits();

describe(`${CYCLES} conversations, begun and ended`, () => {
  it("leave no peer connection, track, timer, audio context, element or session", () =>
    stand.visit({ attributes: "" }, async ({ page }) => {
      await page.evaluateOnNewDocument(`{${WATCH}} `);
      await page.reload();
      for (let cycle = 0; cycle < CYCLES; cycle++) {
        // Each on an element of its own, which goes with its conversation.
        await page.evaluate(async () => {
          const model = document.querySelector("live-avatar");
          const avatar = model?.cloneNode() as Avatar;
          (globalThis as unknown as Watched).watchElement(avatar);
          document.body.append(avatar);
          await avatar.start();
          await avatar.stop();
          avatar.remove();
        });
      }
      const made = await page.evaluate(() => (globalThis as unknown as Watched).made());
      assert.ok(made.peers >= CYCLES && made.contexts >= CYCLES, "the watch has seen them all");

      assert.deepEqual(await left(page), NOTHING);
      await stand.untilRunning(0);
    }));
});
