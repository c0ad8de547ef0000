/**
 * The main job, as a newcomer meets it: `npm run demo`, a page, a press on Start, and a conversation by text and by
 * voice with video and sound that come through a real LiveKit room. Sound needs a press here, as it does for visitors.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Page } from "puppeteer-core";
import { openBrowser, type VisitorBrowser } from "../support/browser.js";
import { type RunningDemo, startDemoCommand } from "../support/demo.js";
import { control, loudness, untilFrames, untilSaid, untilState, WAIT } from "../support/page-talk.js";
import { takeScreenshots } from "../support/screenshots.js";
import { WITHOUT_RECOGNISER } from "../support/spoken-wav.js";

let demo: RunningDemo;
let visitor: VisitorBrowser;

before(async () => {
  demo = await startDemoCommand();
});
after(() => demo.stop());
afterEach(() => visitor.close());

async function openShowcase(): Promise<Page> {
  const page = await visitor.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(demo.url, { waitUntil: "networkidle0" });
  return page;
}

/** Waits for a value of the variable that says how loud the avatar is. */
const untilLevel = (page: Page, isIt: (level: string) => boolean) =>
  page.waitForFunction(
    `(${String(isIt)})(getComputedStyle(document.querySelector("live-avatar").shadowRoot.querySelector(".frame"))
      .getPropertyValue("--live-avatar-output-level"))`,
    WAIT,
  );

describe("a first conversation on the showcase page", () => {
  it("comes after the portrait, which is announced before the rooms are there", async () => {
    visitor = await openBrowser();
    const lines = demo.output.filter((line) => line.includes(" ready at "));
    assert.deepEqual(lines, [`portrait ready at ${demo.url}/portrait.html`, `demo ready at ${demo.url}`]);
    const page = await visitor.newPage();
    await page.goto(demo.url);
    assert.equal(await page.$("#building"), null);
  });

  it("starts, answers a typed question aloud with captions, is interrupted, and ends", async () => {
    visitor = await openBrowser();
    const page = await openShowcase();
    await takeScreenshots(page, "1-idle");

    await (await control(page, "button", "Start")).click();
    await untilState(page, "connecting");
    await takeScreenshots(page, "2-connecting");
    await page.waitForSelector('live-avatar[audio-state="playing"]', WAIT);
    await untilFrames(page, 10);
    // The avatar greets of its own accord; its greeting is part of the conversation.
    await untilSaid(page, "assistant", "i am ada");
    await untilState(page, "ready");
    await takeScreenshots(page, "3-ready");

    const field = await control(page, "textbox", "Type a message");
    await field.type("How does this work?");
    await field.press("Enter");
    await untilSaid(page, "user", "how does this work?");
    await untilState(page, "speaking");
    await untilLevel(page, (level) => Number(level) > 0.02);
    assert.ok((await loudness(page, 1200)) > 0.02, "the answer is heard");
    const captions = await page.waitForSelector("live-avatar >>> [part~=captions]", WAIT);
    assert.match((await captions?.evaluate((node) => node.textContent)) ?? "", /your voice/i);
    await takeScreenshots(page, "4-speaking");
    await untilSaid(page, "assistant", "comes back the same way");
    await untilState(page, "ready");
    await untilLevel(page, (level) => level === "");

    await field.type("Tell me a story");
    await field.press("Enter");
    await untilState(page, "speaking");
    await (await control(page, "button", "Interrupt")).click();
    await untilState(page, "ready");
    assert.equal(await loudness(page, 800), 0, "nothing is heard after the interrupt");
    const messages = await page.evaluate(() =>
      document.querySelector("live-avatar")?.messages.map((one) => JSON.stringify(one.content)),
    );
    assert.ok(!messages?.some((text) => text.includes("lighthouse")), "the interrupted reply is not committed");
    await takeScreenshots(page, "5-interrupted");

    await (await control(page, "button", "End conversation")).click();
    await untilState(page, "idle");
    await control(page, "button", "Start again");
    await takeScreenshots(page, "6-ended");
    assert.deepEqual(visitor.problems, []);
  });

  it("hears two different questions and answers each in its own way", { skip: WITHOUT_RECOGNISER }, async () => {
    visitor = await openBrowser({ says: [8, "what is your name", 10, "tell me about the ocean", 60] });
    const page = await openShowcase();
    await (await control(page, "button", "Start")).click();
    await untilSaid(page, "user", "name");
    await untilSaid(page, "assistant", "name");
    await untilSaid(page, "user", "ocean");
    await untilState(page, "speaking");
    await takeScreenshots(page, "7-voice");
    await untilSaid(page, "assistant", "ocean");
    await (await control(page, "button", "End conversation")).click();
    await untilState(page, "idle");
    assert.deepEqual(visitor.problems, []);
  });
});
