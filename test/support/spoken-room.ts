/** A spoken conversation on the showcase page, in any browser. */
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { control, loudness, untilSaid, untilState, WAIT } from "./page-talk.js";
import { giveMicrophone, heardFrom, say, untilTold } from "./spoken-visit.js";
import { assertHeard } from "./spoken-wav.js";

/** Three questions are heard and answered; the third interrupts the answer to the second in mid-sentence. */
export async function converseInRoom(page: Page, url: string): Promise<void> {
  await giveMicrophone(page);
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(url, { waitUntil: "load" });
  await (await control(page, "button", "Start")).click();
  await page.waitForSelector('live-avatar[audio-state="playing"][mic-state="live"]', WAIT);
  await untilSaid(page, "assistant", "i am ada");
  await untilState(page, "ready");

  await say(page, "What is your name?");
  await untilSaid(page, "assistant", "name");
  await untilState(page, "ready");
  const asked = await say(page, "Tell me a story.");
  await untilTold(page, { name: "state-change", state: "speaking" }, asked);
  assert.ok((await loudness(page, 600)) > 0.02, "the story is heard");
  await say(page, "Tell me about the ocean.");
  await untilSaid(page, "user", "ocean");
  await untilSaid(page, "assistant", "ocean");
  await untilState(page, "ready");
  assertHeard(await heardFrom(page), ["name", "story", "ocean"]);
  const said = await page.$eval("live-avatar", ({ messages }) => JSON.stringify(messages).toLowerCase());
  assert.ok(!said.includes("lighthouse"), "of the story nothing is committed");
  await (await control(page, "button", "End conversation")).click();
  await untilState(page, "idle");
}
