/**
 * The portrait as a newcomer meets it on a machine without a LiveKit server, a key or a network: a page, a press on Start,
 * and a drawn face that answers aloud. Under the demo's strict policy; sound needs a press here, as it does for visitors.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { afterEach, before, describe, it } from "node:test";
import type { Page } from "puppeteer-core";
import { openBrowser, type VisitorBrowser } from "../support/browser.js";
import { control, untilSaid, untilState, WAIT } from "../support/page-talk.js";
import { takeScreenshots } from "../support/screenshots.js";
import { sharedStand, type Stand } from "../support/stand.js";

/** Codes of all errors so far. */
declare const failures: readonly string[];
declare function loudnessOfPage(ms: number): Promise<number>;
declare function untilFelt(name: string): Promise<void>;
declare const framesToMotion: Promise<number>;

const PROBE = await readFile(new URL("../support/portrait-probe.js", import.meta.url), "utf8");

let demo: Stand["portraitDemo"];
let visitor: VisitorBrowser;

before(async () => {
  ({ portraitDemo: demo } = await sharedStand());
});
afterEach(() => visitor.close());

async function open(change: (page: Page) => Promise<void> = async () => undefined): Promise<Page> {
  visitor = await openBrowser();
  const page = await visitor.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  // A face that holds still but for what it feels and says can be measured.
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  await page.evaluateOnNewDocument(PROBE);
  await change(page);
  await page.goto(`${demo.url}/portrait.html`, { waitUntil: "networkidle0" });
  return page;
}

const loudness = (page: Page, ms: number) => page.evaluate((duration) => loudnessOfPage(duration), ms);

/**
 * All but requests for answers and sounds that were called off: an interrupt does so; and a sound that was read to its end
 * counts as called off too where Chromium collects it before it has closed its books (no script of the page is involved).
 */
const unexpected = (): string[] =>
  visitor.problems.filter((problem) => !/^failed: \S+\/api\/model\/\S+ net::ERR_ABORTED$/.test(problem));

async function say(page: Page, text: string): Promise<void> {
  const field = await control(page, "textbox", "Type a message");
  await field.type(text);
  await field.press("Enter");
}

/** The forehead and the brows: row by row, how bright each is. They move with a feeling, and not with speech. */
const brows = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector("live-avatar")?.shadowRoot?.querySelector("canvas");
    const context = canvas?.getContext("2d");
    if (!canvas || !context) throw new Error("there is no portrait");
    const [left, top] = [Math.round(canvas.width * 0.42), Math.round(canvas.height * 0.24)];
    const [width, height] = [Math.round(canvas.width * 0.17), Math.round(canvas.height * 0.12)];
    const { data } = context.getImageData(left, top, width, height);
    return Array.from({ length: height }, (_, row) => {
      let sum = 0;
      for (let at = row * width * 4; at < (row + 1) * width * 4; at += 4) sum += data[at] ?? 0;
      return sum / width;
    });
  });

const distance = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, row) => sum + Math.abs(value - (other[row] ?? 0)), 0) / one.length;

describe("the portrait page, without a room and without a key", () => {
  it("greets aloud, answers, remembers a name, shows what it feels, is interrupted, and ends", async () => {
    const page = await open();
    await control(page, "button", "Start");
    await takeScreenshots(page, "portrait-1-idle");
    await (await control(page, "button", "Start")).click();
    await untilState(page, "speaking");
    assert.ok((await loudness(page, 1000)) > 0.02, "the greeting is heard");
    await untilSaid(page, "assistant", "what is your name?");
    await untilState(page, "ready");
    await takeScreenshots(page, "portrait-2-ready");
    const calm = await brows(page);
    await loudness(page, 600);
    const idle = distance(calm, await brows(page));

    await say(page, "Lena");
    const captions = await page.waitForSelector("live-avatar >>> [part~=captions]", WAIT);
    assert.match(
      (await captions?.evaluate((node) => node.textContent.trim())) ?? "",
      /^(Lena!|What a nice name\.|I will remember it\.|What would you like: a story, or a joke\?)$/,
      "one sentence at a time",
    );
    assert.ok((await loudness(page, 1000)) > 0.02, "the answer is heard");
    await takeScreenshots(page, "portrait-3-speaking");
    await untilSaid(page, "assistant", "i will remember it");
    await untilState(page, "ready");
    await say(page, "Do you know my name?");
    await untilSaid(page, "assistant", "you are lena");
    await untilState(page, "ready");

    const angry = page.evaluate(() => untilFelt("angry"));
    const surprised = page.evaluate(() => untilFelt("surprised"));
    await say(page, "Show me your feelings");
    await angry;
    const angryBrows = await brows(page);
    await takeScreenshots(page, "portrait-4-angry");
    await surprised;
    const surprisedBrows = await brows(page);
    const felt = distance(angryBrows, surprisedBrows);
    assert.ok(felt > Math.max(2, 4 * idle), `the face shows it: ${felt.toFixed(1)}, at rest ${idle.toFixed(1)}`);
    await untilSaid(page, "assistant", "which of my faces");
    await untilState(page, "ready");

    await say(page, "Tell me a story");
    await untilState(page, "speaking");
    await (await control(page, "button", "Interrupt")).click();
    await untilState(page, "ready");
    await loudness(page, 100);
    assert.equal(await loudness(page, 800), 0, "nothing is heard after the interrupt");
    const texts = await page.evaluate(() => document.querySelector("live-avatar")?.messages.map((one) => one.content));
    assert.ok(!JSON.stringify(texts).includes("lighthouse"), "the interrupted reply is not committed");
    await takeScreenshots(page, "portrait-5-interrupted");
    assert.deepEqual(unexpected(), []);
    assert.deepEqual(await page.evaluate(() => failures), [], "nothing failed for the visitor");

    await (await control(page, "button", "End conversation")).click();
    await untilState(page, "idle");
    await control(page, "button", "Start again");
    assert.equal(await page.$("live-avatar >>> canvas"), null);
    await takeScreenshots(page, "portrait-6-ended");
  });

  it("moves within two frames of the press, whatever the network does", async () => {
    const page = await open();
    const protocol = await page.createCDPSession();
    await protocol.send("Network.enable");
    const slow = { offline: false, latency: 60_000, downloadThroughput: 1, uploadThroughput: 1 };
    await protocol.send("Network.emulateNetworkConditions", slow);
    // By the key: nothing was loaded because the pointer came near.
    await (await control(page, "button", "Start")).press("Enter");
    const frames = await page.evaluate(() => framesToMotion);
    assert.ok(frames <= 2, `${frames} frames`);
    await untilState(page, "connecting");
    await (await control(page, "button", "Cancel")).press("Enter");
    await untilState(page, "idle");
  });

  it("turns its sound off and on, and shows captions meanwhile", async () => {
    const page = await open();
    await page.$eval("live-avatar", (element) => (element.noCaptions = true));
    await (await control(page, "button", "Start")).click();
    await untilState(page, "speaking");
    await (await control(page, "button", "Turn sound off")).click();
    await page.waitForSelector('live-avatar[audio-state="muted"]', WAIT);
    await loudness(page, 100);
    assert.equal(await loudness(page, 500), 0);
    await untilState(page, "ready");
    await say(page, "Tell me a joke");
    await page.waitForSelector("live-avatar >>> [part~=captions]", WAIT);
    await (await control(page, "button", "Turn sound on")).click();
    assert.ok((await loudness(page, 1500)) > 0.02);
    await (await control(page, "button", "End conversation")).click();
    await untilState(page, "idle");
  });

  it("says so when its language model fails, and goes on with the next question", async () => {
    const page = await open(async (fresh) => {
      await fresh.setRequestInterception(true);
      let left = 2; // the adapter tries once more
      fresh.on("request", (request) => {
        const fails = request.url().endsWith("/chat/completions") && left-- > 0;
        void (fails ? request.respond({ status: 500, body: "{}" }) : request.continue());
      });
    });
    await (await control(page, "button", "Start")).click();
    await untilSaid(page, "assistant", "what is your name?");
    await untilState(page, "ready");
    await say(page, "Hello");
    await page.waitForSelector("live-avatar >>> [data-key=llm-failed]", WAIT);
    await takeScreenshots(page, "portrait-7-error");
    await untilState(page, "ready");
    await (await control(page, "button", "Ask again")).click();
    await untilState(page, "speaking");
    assert.equal(await page.$("live-avatar >>> [data-key=llm-failed]"), null, "the notice has gone");
    await untilSaid(page, "assistant", "hello again");
  });

  it("answers in writing where there is no voice at all", async () => {
    const page = await open(async (fresh) => {
      await fresh.evaluateOnNewDocument("delete globalThis.speechSynthesis; delete Window.prototype.speechSynthesis");
    });
    await page.$eval("live-avatar", (element) => {
      element.removeAttribute("tts-base-url");
    });
    await (await control(page, "button", "Start")).click();
    await page.waitForSelector("live-avatar >>> [data-key=voice]", WAIT);
    await say(page, "What time is it?");
    await untilSaid(page, "assistant", "are you in a hurry?");
    await takeScreenshots(page, "portrait-8-voiceless");
    assert.deepEqual(unexpected(), []);
  });
});
