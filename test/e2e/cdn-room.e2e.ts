/** What a conversation in a room fetches of `dist/cdn/`: LiveKit and what every conversation has, and nothing for models or cards. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { BrowserContext } from "puppeteer-core";
import { chunksOf } from "../support/cdn-visit.js";
import { FREE_SOUND_FLAGS, MICROPHONE_FLAGS } from "../support/chromium.js";
import { control, untilSaid, untilState } from "../support/page-talk.js";
import { sharedStand, type Stand } from "../support/stand.js";

let stand: Stand;
let context: BrowserContext;
before(async () => {
  stand = await sharedStand();
  context = await stand.newContext({ flags: [...FREE_SOUND_FLAGS, ...MICROPHONE_FLAGS] });
});
after(() => context.close());

describe("what a conversation in a room fetches", () => {
  it("is LiveKit and what every conversation has", async () => {
    const page = await context.newPage();
    const scripts: string[] = [];
    page.on("request", (request) => {
      if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname);
    });
    await page.goto(`http://127.0.0.1:${String(stand.site.port)}/?visit=chunks`);
    await (await control(page, "button", "Start")).click();
    await untilState(page, "ready");
    const field = await control(page, "textbox", "Type a message");
    await field.type("How does this work?");
    await field.press("Enter");
    await untilSaid(page, "assistant", "comes back the same way");
    assert.deepEqual(chunksOf(scripts), ["intent", "microphone", "room", "shell", "templates"]);
    await page.$eval("live-avatar", (avatar) => avatar.stop());
  });
});
