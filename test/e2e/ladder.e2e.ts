/** What is left of a conversation in a real room: the picture is left away, the voice goes on, and a press brings it back. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { en } from "../../src/element/locales/en.js";
import { type ElementPage, visits } from "../support/breakage.js";

const stand = visits();

/** Resolves when the element says this of its picture. */
const untilPicture = ({ page }: ElementPage, state: string) =>
  page.waitForFunction(
    (wanted) => document.querySelector("live-avatar")?.getAttribute("picture-state") === wanted,
    { timeout: 20_000, polling: 20 },
    state,
  );

async function moves(element: ElementPage): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt += 1) if ((await element.framesIn(250)) > 1) return;
  assert.fail("the picture stands still");
}

/** Whether the video is in sight. */
const isInSight = ({ page }: ElementPage) =>
  page.evaluate(() => {
    const video = document.querySelector("live-avatar")?.shadowRoot?.querySelector("video");
    return Number(video && getComputedStyle(video).opacity) > 0;
  });

async function end(element: ElementPage): Promise<void> {
  await element.press("End conversation");
  await element.expect({ state: "idle", button: "Start again" });
}

describe("a browser that saves data", () => {
  it("has the voice without the picture, until the visitor wants it", () =>
    stand.visit({}, async (element) => {
      await element.page.evaluateOnNewDocument(() => {
        Object.defineProperty(navigator, "connection", { value: { saveData: true, effectiveType: "4g" } });
      });
      await element.page.reload();
      await element.press("Start");
      await element.expect({ state: "ready", text: en.pictureOff, button: en.showPicture });
      await untilPicture(element, "off");
      assert.equal(await isInSight(element), false);
      assert.equal(await element.framesIn(1000), 0);
      await element.page.$eval("live-avatar", (avatar) => {
        void (avatar as unknown as { sendMessage(text: string): Promise<void> }).sendMessage("what is your name");
      });
      await element.expect({ text: "My name is Ada" });
      await element.hear("the voice", (heard) => heard.some(({ name }) => name === "speech-end"));
      await element.press(en.showPicture);
      await untilPicture(element, "live");
      await moves(element);
      await end(element);
    }));
});

describe("a picture that stands still", () => {
  it("makes way for the poster, and the conversation goes on", () =>
    stand.visit({ scenario: "frozen-picture" }, async (element) => {
      await element.press("Start");
      await element.expect({ state: "ready" });
      await untilPicture(element, "missing");
      await element.expect({ state: "ready", code: "video-stalled" });
      await element.page.waitForFunction(
        () =>
          getComputedStyle(document.querySelector("live-avatar")!.shadowRoot!.querySelector("video")!).opacity === "0",
      );
      await end(element);
    }));
});

describe("a start", () => {
  it("shows a spinner while the script of the conversation hangs", () =>
    stand.visit({}, async ({ page }) => {
      await page.setRequestInterception(true);
      page.on("request", (request) => {
        if (!/chunks\/(intent|assemble)/.test(request.url())) void request.continue();
      });
      await page.reload({ waitUntil: "domcontentloaded" });
      await page.waitForFunction(() => document.querySelector("live-avatar")?.shadowRoot?.querySelector(".start"));
      await page.evaluate(async () => {
        const root = document.querySelector("live-avatar")!.shadowRoot!;
        root.querySelector<HTMLElement>(".start")!.click();
        for (let first: string | undefined; ;) {
          await new Promise(requestAnimationFrame);
          const spinner = root.querySelector(".spinner");
          if (!spinner) continue;
          const { transform } = getComputedStyle(spinner);
          first ??= transform;
          if (transform !== first) return;
        }
      });
    }));
});
