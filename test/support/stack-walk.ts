/** A visitor of an application of test/stacks, from its sources to the end of a conversation. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { ConsoleMessage, Page } from "puppeteer-core";
import type { StackApp } from "../stacks/apps.js";
import { openBrowser } from "./browser.js";
import { WAIT } from "./page-talk.js";
import { assemble, build, buildInCache, install, serve } from "./stack-app.js";
import { ANSWER, QUESTION } from "./stack-site.js";

/** A control of the element, in whichever shadow root the element stands. */
async function press(page: Page, role: string, name: string) {
  const handle = await page.waitForSelector(`>>> ::-p-aria([name="${name}"][role="${role}"])`, WAIT);
  assert.ok(handle, `${role} "${name}"`);
  await handle.click();
}

type Step = <Result>(what: string, work: () => Promise<Result>) => Promise<Result>;

async function converse(url: string, step: Step): Promise<void> {
  const visitor = await openBrowser();
  try {
    const page = await visitor.newPage();
    // The visitor notes errors; of a page in production nothing else is to be heard either.
    page.on("console", (message: ConsoleMessage) => {
      if (message.type() !== "error") visitor.problems.push(`console ${message.type()}: ${message.text()}`);
    });
    await step("open the page", () => page.goto(url, { waitUntil: "networkidle0" }));
    await step("give the tag its attributes", async () => {
      const tag = await page.waitForSelector(">>> live-avatar:defined", WAIT);
      const seen = await tag?.evaluate((avatar) => [avatar.theme, avatar.noCaptions, avatar.llmModel]);
      assert.deepEqual(seen, ["dark", true, "your-chat-model"]);
    });
    await step("press Start", async () => {
      await press(page, "button", "Start");
      await page.waitForSelector('>>> live-avatar[state="ready"]', WAIT);
    });
    await step("type a question", async () => {
      await press(page, "textbox", "Type a message");
      await page.keyboard.type(QUESTION);
      await page.keyboard.press("Enter");
    });
    await step("be answered in the transcript", async () => {
      const transcript = await page.waitForSelector('>>> [part~="transcript"]', WAIT);
      await page
        .waitForSelector(`>>> [part~="transcript"] ::-p-text(${ANSWER})`, WAIT)
        .catch(async (error: unknown) => {
          const text = await transcript?.evaluate((node) => node.textContent);
          throw new Error(`the transcript says ${JSON.stringify(text)}`, { cause: error });
        });
    });
    await step("hear the event", async () => {
      await page.waitForSelector(`>>> output ::-p-text(${ANSWER})`, WAIT);
    });
    await step("press End", async () => {
      await page.waitForSelector('>>> live-avatar[state="ready"]', WAIT);
      await press(page, "button", "End conversation");
      await page.waitForSelector('>>> live-avatar[state="idle"]', WAIT);
    });
    await step("keep the console and the network clean", async () => {
      assert.deepEqual(visitor.problems, []);
    });
  } finally {
    await visitor.close();
  }
}

/** @throws Error that names the application and the step */
export async function walk(app: StackApp, tarball: string, test: TestContext): Promise<void> {
  const step: Step = async (what, work) => {
    const started = performance.now();
    try {
      return await work();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`${app.name} could not ${what}: ${why}`, { cause: error });
    } finally {
      test.diagnostic(`${app.name}: ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    }
  };
  await buildInCache(async (folder) => {
    await assemble(app, folder);
    const packages = await step("install", () => install(app.name, folder, tarball));
    try {
      await step("build", () => build(folder));
      const site = await step("serve", () => serve(app, folder));
      try {
        if (typeof app.serve === "function") {
          await step("render the tag on the server", async () => {
            assert.match(await (await fetch(site.url)).text(), /<live-avatar\s[^>]*llm-model="your-chat-model"/);
          });
        }
        for (const page of app.pages ?? ["/"]) {
          await converse(site.url + page, (what, work) => step(page === "/" ? what : `${what} (${page})`, work));
        }
      } finally {
        await site.close();
      }
    } finally {
      await packages.giveBack();
    }
  });
}
