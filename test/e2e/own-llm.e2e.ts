/** LiveAvatar as the mouth of the page's own language model: the emulator speaks what the demo's brain answers. */
import assert from "node:assert/strict";
import { afterEach, before, describe, it } from "node:test";
import { openBrowser, type VisitorBrowser } from "../support/browser.js";
import { control, loudness, untilSaid, untilState, WAIT } from "../support/page-talk.js";
import { takeScreenshots } from "../support/screenshots.js";
import { sharedStand, type Stand } from "../support/stand.js";

let demo: Stand["demo"];
let visitor: VisitorBrowser;

before(async () => {
  ({ demo } = await sharedStand());
});
afterEach(() => visitor.close());

async function open() {
  const page = await visitor.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(`${demo.url}/own-llm.html`, { waitUntil: "networkidle0" });
  await (await control(page, "button", "Start")).click();
  await untilSaid(page, "assistant", "what is your name?");
  await untilState(page, "ready");
  return page;
}

describe("the page with a language model of its own", () => {
  it("speaks its greeting and its answers by the avatar's mouth, with captions sentence by sentence", async () => {
    visitor = await openBrowser();
    const page = await open();
    await takeScreenshots(page, "own-llm-1-ready");
    const field = await control(page, "textbox", "Type a message");
    await field.type("My name is Lena");
    await field.press("Enter");
    const captions = await page.waitForSelector("live-avatar >>> [part~=captions]", WAIT);
    assert.match(
      (await captions?.evaluate((node) => node.textContent.trim())) ?? "",
      /^(Lena!|What a nice name\.|I will remember it\.|What would you like: a story, or a joke\?)$/,
    );
    // The caption is there with the words; the voice has to be made first.
    await untilState(page, "speaking");
    assert.ok((await loudness(page, 1200)) > 0.02, "the avatar is heard");
    await takeScreenshots(page, "own-llm-2-speaking");
    await untilSaid(page, "assistant", "lena! what a nice name.");
    await untilState(page, "ready");
    await field.type("Tell me a story");
    await field.press("Enter");
    await untilState(page, "speaking");
    await (await control(page, "button", "Interrupt")).click();
    await untilState(page, "ready");
    assert.equal(await loudness(page, 800), 0, "nothing is heard after the interrupt");
    await field.type("What is my name?");
    await field.press("Enter");
    await untilSaid(page, "assistant", "you are lena");
    await untilState(page, "ready");
    await (await control(page, "button", "End conversation")).click();
    await untilState(page, "idle");
    const others = visitor.problems.filter(
      (problem) => !/^failed: \S+\/api\/model\/\S+ net::ERR_ABORTED$/.test(problem),
    );
    assert.deepEqual(others, []);
  });

  it("answers what the visitor says aloud, once", async () => {
    visitor = await openBrowser({ says: [12, "tell me a story", 60] });
    const page = await open();
    await untilSaid(page, "user", "story");
    await untilState(page, "speaking");
    assert.ok((await loudness(page, 1500)) > 0.02, "the avatar is heard");
    const users = await page.$eval(
      "live-avatar",
      ({ messages }) => messages.filter(({ role }) => role === "user").length,
    );
    assert.equal(users, 1);
    await (await control(page, "button", "End conversation")).click();
    await untilState(page, "idle");
  });
});
