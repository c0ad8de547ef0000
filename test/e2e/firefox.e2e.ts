/**
 * Another engine: what its visitors meet on the showcase page and on the portrait's. Decision 7 treats Firefox differently
 * from all others, so that what works in Chromium says nothing about it.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Page } from "puppeteer-core";
import type { VisitorBrowser } from "../support/browser.js";
import { type Firefox, startFirefox } from "../support/firefox.js";
import { control, loudness, untilFrames, untilSaid, untilState, WAIT } from "../support/page-talk.js";
import { goesOnAfterAReload, violationsOf } from "../support/remembering.js";
import { takeScreenshots } from "../support/screenshots.js";
import { sharedStand, type Stand } from "../support/stand.js";

let demo: Stand["demo"];
let firefox: Firefox;
let visitor: VisitorBrowser;

before(async () => {
  ({ demo } = await sharedStand());
  firefox = await startFirefox();
});
after(() => firefox.close());
afterEach(() => visitor.close());

async function open(path: string): Promise<Page> {
  visitor = await firefox.openVisitor();
  const page = await visitor.newPage();
  // It draws without a graphics card here: a large picture would leave little time for the rest.
  await page.setViewport({ width: 1024, height: 768 });
  await page.goto(`${demo.url}${path}`, { waitUntil: "load" });
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  const field = await control(page, "textbox", "Type a message");
  await field.type(text);
  await field.press("Enter");
}

describe("in Firefox", () => {
  it("converses in a room: picture, sound, a typed question, an interrupt, the end", async () => {
    const page = await open("/");
    // Firefox's stand-in for a microphone beeps without end, which the service takes for somebody who talks.
    await page.evaluate(() => document.querySelector("live-avatar")?.setAttribute("microphone", "off"));
    await (await control(page, "button", "Start")).click();
    await page.waitForSelector('live-avatar[audio-state="playing"]', WAIT);
    await untilFrames(page, 10);
    await untilSaid(page, "assistant", "i am ada");
    await untilState(page, "ready");

    await say(page, "How does this work?");
    await untilState(page, "speaking");
    assert.ok((await loudness(page, 1200)) > 0.02, "the answer is heard");
    await takeScreenshots(page, "firefox-1-speaking");
    await untilSaid(page, "assistant", "comes back the same way");

    await say(page, "Tell me a story");
    await untilState(page, "speaking");
    await (await control(page, "button", "Interrupt")).click();
    await untilState(page, "ready");
    assert.equal(await loudness(page, 800), 0, "nothing is heard after the interrupt");

    await (await control(page, "button", "End conversation")).click();
    await untilState(page, "idle");
    assert.deepEqual(visitor.problems, []);
  });

  it("converses with the portrait", async () => {
    const page = await open("/portrait.html");
    await (await control(page, "button", "Start")).click();
    await untilState(page, "speaking");
    await untilSaid(page, "assistant", "what is your name?");
    await untilState(page, "ready");
    await say(page, "My name is Robin");
    await untilSaid(page, "assistant", "robin");
    await takeScreenshots(page, "firefox-2-portrait");
    await (await control(page, "button", "End conversation")).click();
    await untilState(page, "idle");
    assert.deepEqual(visitor.problems, []);
  });

  it("goes on with a conversation after a reload, where the browser keeps it", async () => {
    visitor = await firefox.openVisitor();
    const page = await visitor.newPage();
    await goesOnAfterAReload(page, demo.url);
    assert.deepEqual(await violationsOf(page), []);
    assert.deepEqual(visitor.problems, []);
  });
});
