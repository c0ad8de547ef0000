/** A visitor shows the portrait the camera: a picture goes with each question to the model's server, and nothing stays. */
import assert from "node:assert/strict";
import { afterEach, before, describe, it } from "node:test";
import type { Page } from "puppeteer-core";
import { openBrowser, type VisitorBrowser } from "../support/browser.js";
import { control, untilSaid, untilState, WAIT } from "../support/page-talk.js";
import { takeScreenshots } from "../support/screenshots.js";
import { sharedStand, type Stand } from "../support/stand.js";

let demo: Stand["portraitDemo"];
let visitor: VisitorBrowser;

before(async () => {
  ({ portraitDemo: demo } = await sharedStand());
});
afterEach(() => visitor.close());

async function open(
  flags: readonly string[] = [],
): Promise<{ page: Page; pictures: () => Promise<(string | undefined)[]> }> {
  visitor = await openBrowser({ flags });
  const page = await visitor.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  const asked: Promise<string | undefined>[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/chat/completions")) asked.push(request.fetchPostData());
  });
  await page.goto(`${demo.url}/portrait.html`, { waitUntil: "networkidle0" });
  await page.$eval("live-avatar", (element) => element.setAttribute("vision", "camera screen"));
  await (await control(page, "button", "Start")).click();
  await untilSaid(page, "assistant", "what is your name?");
  await untilState(page, "ready");
  return {
    page,
    pictures: async () =>
      (await Promise.all(asked)).map((body = "") => /data:image\/\w+;base64,[\w+/]{50}/.exec(body)?.[0].slice(0, 16)),
  };
}

async function say(page: Page, text: string): Promise<void> {
  const field = await control(page, "textbox", "Type a message");
  await field.type(text);
  await field.press("Enter");
}

const untilNotice = (page: Page, words: string) =>
  page.waitForFunction(
    (wanted) =>
      document.querySelector("live-avatar")?.shadowRoot?.querySelector(".notices")?.textContent.includes(wanted),
    WAIT,
    words,
  );

/** What a page hears of a camera that is unplugged; the browser's fake one cannot be. A text: names are added to functions. */
const UNPLUGGABLE = `{
  const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await original(constraints);
    globalThis.unplug = () => stream.getTracks().forEach((track) => {
      track.stop();
      track.dispatchEvent(new Event("ended"));
    });
    return stream;
  };
}`;

describe("a visitor who shows something", () => {
  it("by camera: a question has its picture, the next one without it has none, and none is kept", async () => {
    const { page, pictures } = await open();
    await (await control(page, "button", "Turn camera on")).click();
    await page.waitForSelector("live-avatar[video-active]", WAIT);
    await page.waitForFunction(() => {
      const self = document.querySelector("live-avatar")?.shadowRoot?.querySelector<HTMLVideoElement>("video.self");
      return self !== null && self !== undefined && self.readyState >= 2 && self.videoWidth > 0;
    }, WAIT);
    await takeScreenshots(page, "vision-1-camera");
    await say(page, "What do you see?");
    await untilSaid(page, "assistant", "oh, a picture!");
    await untilState(page, "ready");
    await (await control(page, "button", "Turn camera off")).click();
    await page.waitForSelector("live-avatar:not([video-active])", WAIT);
    await say(page, "Tell me a joke");
    await page.waitForFunction(() => document.querySelector("live-avatar")?.messages.length === 5, WAIT);
    assert.deepEqual(await pictures(), ["data:image/webp;", undefined]);
    const kept = await page.$eval("live-avatar", ({ messages }) => JSON.stringify(messages));
    assert.doesNotMatch(kept, /image/);
    await (await control(page, "button", "End conversation")).click();
    await untilState(page, "idle");
    assert.deepEqual(visitor.problems, []);
  });

  it("by screen, which the browser ends", async () => {
    const { page, pictures } = await open(["--auto-select-desktop-capture-source=Entire screen"]);
    await (await control(page, "button", "Share your screen")).click();
    await page.waitForSelector("live-avatar[video-active]", WAIT);
    await takeScreenshots(page, "vision-2-screen");
    await say(page, "What do you see?");
    await untilSaid(page, "assistant", "oh, a picture!");
    assert.deepEqual(await pictures(), ["data:image/webp;"]);
    await (await control(page, "button", "End conversation")).click();
    await untilState(page, "idle");
    await page.waitForSelector("live-avatar:not([video-active])", WAIT);
  });

  it("is told that the camera is refused, and goes on", async () => {
    const { page } = await open(["--use-fake-ui-for-media-stream=deny"]);
    await (await control(page, "button", "Turn camera on")).click();
    await untilNotice(page, "The camera is blocked");
    await takeScreenshots(page, "vision-3-refused");
    await say(page, "Tell me a joke");
    await page.waitForFunction(() => document.querySelector("live-avatar")?.messages.length === 3, WAIT);
  });

  it("is told that the camera went away", async () => {
    const { page } = await open();
    await page.evaluate(UNPLUGGABLE);
    await (await control(page, "button", "Turn camera on")).click();
    await page.waitForSelector("live-avatar[video-active]", WAIT);
    await page.evaluate("unplug()");
    await untilNotice(page, "The camera went away");
    await takeScreenshots(page, "vision-4-gone");
    await (await control(page, "button", "Try again")).click();
    await page.waitForSelector("live-avatar[video-active]", WAIT);
  });
});
