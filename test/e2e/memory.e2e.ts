/**
 * Conversations that outlive their page, on the portrait's page of the demo and under its strict policy: reloads, tabs, browsers
 * that are killed or keep nothing, the history panel by keyboard, and the end of all of it.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, before, beforeEach, describe, it } from "node:test";
import type axeCore from "axe-core";
import type { Browser, Page } from "puppeteer-core";
import { en } from "../../src/element/locales/en.js";
import { historyTexts as texts } from "../../src/element/locales/history-texts.js";
import { openBrowser, type VisitorBrowser } from "../support/browser.js";
import { launchChromium } from "../support/chromium.js";
import { control, untilSaid, untilState, WAIT } from "../support/page-talk.js";
import {
  goesOnAfterAReload,
  GREETING,
  keptIn,
  messagesOf,
  openKept,
  prepare,
  say,
  start,
  threadOf,
  toldToModel,
  transcriptOf,
  untilNotice,
  violationsOf,
  write,
} from "../support/remembering.js";
import { takeScreenshots } from "../support/screenshots.js";
import { sharedStand, type Stand } from "../support/stand.js";

/** Where the browser keeps what was said. */
const STORES = ["avatarlayer-threads/threads", "avatarlayer-threads/messages", "avatarlayer-vectors/vectors"];
const RESUME = { resume: "" };
const MOST_TABS = 60;

let demo: Stand["portraitDemo"];
let visitor: VisitorBrowser;

before(async () => {
  ({ portraitDemo: demo } = await sharedStand());
});

/** Goes on by Tab until the control of this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let left = MOST_TABS; left > 0; left -= 1) {
    const focused = await page.evaluate(() => {
      const active = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
      return (
        active?.ariaLabel ?? active?.querySelector(".thread-name")?.textContent.trim() ?? active?.textContent.trim()
      );
    });
    if (focused === name) return;
    passed.push(focused?.slice(0, 40) ?? "");
    await page.keyboard.press("Tab");
  }
  assert.fail(`the key does not lead to "${name}", but to ${passed.join(", ")}`);
}

async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press("Enter");
}

const untilPanel = (page: Page, isOpen: boolean) =>
  page.waitForFunction(
    (wanted) => (document.querySelector("live-avatar")?.shadowRoot?.querySelector(".threads") != null) === wanted,
    WAIT,
    isOpen,
  );

async function openPanel(page: Page): Promise<void> {
  await press(page, en.history);
  await untilPanel(page, true);
}

const namesOf = (page: Page): Promise<string[]> =>
  page.$eval("live-avatar", ({ shadowRoot }) =>
    [...(shadowRoot?.querySelectorAll(".thread-name") ?? [])].map(({ textContent }) => textContent.trim()),
  );

const untilStatus = (page: Page, text: string) =>
  page.waitForFunction(
    (wanted) =>
      document.querySelector("live-avatar")?.shadowRoot?.querySelector(".history-status")?.textContent.trim() ===
      wanted,
    WAIT,
    text,
  );

async function untilKept(page: Page, isIt: (counts: Readonly<Record<string, number>>) => boolean): Promise<void> {
  const end = Date.now() + WAIT.timeout;
  for (let counts = await keptIn(page); !isIt(counts); counts = await keptIn(page)) {
    if (Date.now() > end) assert.fail(`still kept: ${JSON.stringify(counts)}`);
  }
}

/** Of the page that axe was loaded into. */
declare const axe: typeof axeCore;

const violationsOfAxe = async (): Promise<string[]> => {
  const { violations } = await axe.run("live-avatar", { rules: { region: { enabled: false } } });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
};

const sendMessage = (page: Page, text: string): Promise<void> =>
  page.$eval("live-avatar", (element, words) => element.sendMessage(words), text);

const untilTitle = (page: Page, title: string) =>
  page.waitForFunction((wanted) => document.querySelector("live-avatar")?.thread?.title === wanted, WAIT, title);

describe("a conversation that is kept in the browser", () => {
  afterEach(() => visitor.close());

  it("goes on after a reload: the visitor reads it, the model is told of it, and nobody is greeted twice", async () => {
    visitor = await openBrowser();
    const page = await visitor.newPage();
    await goesOnAfterAReload(page, demo.url);
    assert.deepEqual(await violationsOf(page), []);
    assert.deepEqual(visitor.problems, []);
  });

  it("is found again, renamed, deleted and left by keyboard, and forgotten on the page's word", async () => {
    visitor = await openBrowser();
    const page = await visitor.newPage();
    await openKept(page, demo.url);
    await start(page);
    await untilSaid(page, "assistant", GREETING);
    await say(page, "My name is Lena", "lena! what a nice name");
    const first = await messagesOf(page);

    await openPanel(page);
    await press(page, texts.begin);
    await untilPanel(page, false);
    await say(page, "Tell me a joke", "?");
    assert.ok(!(await messagesOf(page)).some((one) => one.includes("Lena")), "it knows nothing of the other one");

    await openPanel(page);
    assert.deepEqual(await namesOf(page), ["Tell me a joke", "My name is Lena"]);
    await takeScreenshots(page, "memory-1-panel");
    await press(page, "My name is Lena");
    await untilPanel(page, false);
    await untilTitle(page, "My name is Lena");
    assert.deepEqual(await messagesOf(page), first);
    assert.deepEqual(
      await transcriptOf(page),
      first.map((one) => one.replace(/^\w+: /, "")),
    );

    await openPanel(page);
    await press(page, texts.actions("My name is Lena"));
    await press(page, texts.rename);
    await tabTo(page, texts.name);
    await page.keyboard.down("Control");
    await page.keyboard.press("a");
    await page.keyboard.up("Control");
    await page.keyboard.type("Lena");
    await page.keyboard.press("Enter");
    await untilTitle(page, "Lena");
    await untilStatus(page, texts.renamed("Lena"));
    assert.deepEqual((await namesOf(page)).sort(), ["Lena", "Tell me a joke"]);

    await press(page, texts.actions("Tell me a joke"));
    await press(page, texts.remove);
    await press(page, texts.remove);
    await untilStatus(page, texts.removed("Tell me a joke"));
    assert.deepEqual(await namesOf(page), ["Lena"]);
    assert.deepEqual(await violationsOf(page), [], "under the strict policy, with Trusted Types");
    await page.keyboard.press("Escape");
    await untilPanel(page, false);

    const kept = await keptIn(page);
    for (const store of STORES) assert.ok((kept[store] ?? 0) > 0, `${store}: ${JSON.stringify(kept)}`);
    assert.equal(await page.$eval("live-avatar", (element) => element.forget()), 1);
    await untilNotice(page, en.forgotten);
    await takeScreenshots(page, "memory-2-forgotten");
    assert.deepEqual(await messagesOf(page), []);
    // A conversation in which nothing was said is not kept.
    await (await control(page, "button", "End conversation")).click();
    await untilState(page, "idle");
    await untilKept(page, (counts) => STORES.every((store) => counts[store] === 0));
    assert.deepEqual(await violationsOf(page), []);
    assert.deepEqual(visitor.problems, []);
  });

  it("is the same in two tabs: each sees what is said in the other, and nothing is lost", async () => {
    visitor = await openBrowser();
    const one = await visitor.newPage();
    await openKept(one, demo.url, RESUME);
    await start(one);
    await untilSaid(one, "assistant", GREETING);
    await say(one, "My name is Lena", "lena! what a nice name");
    const other = await visitor.newPage();
    await openKept(other, demo.url, RESUME);
    await start(other);
    assert.deepEqual(await messagesOf(other), await messagesOf(one));
    assert.equal((await threadOf(other))?.id, (await threadOf(one))?.id);

    await say(other, "What is my name?", "you are lena");
    await untilSaid(one, "assistant", "you are lena");
    await Promise.all([sendMessage(one, "I like tea"), sendMessage(other, "I like coffee")]);
    for (const page of [one, other]) {
      await page.waitForFunction(() => document.querySelector("live-avatar")?.messages.length === 9, WAIT);
    }
    const said = await messagesOf(one);
    assert.deepEqual((await messagesOf(other)).sort(), [...said].sort());
    // Chromium tells assistive software, and so the test, of the page in front.
    await one.bringToFront();
    await one.reload({ waitUntil: "load" });
    await prepare(one, RESUME);
    await start(one);
    const kept = await messagesOf(one);
    assert.deepEqual([...kept].sort(), [...said].sort());
    assert.deepEqual(kept.slice(0, 5), said.slice(0, 5));
    assert.deepEqual(visitor.problems, []);
  });

  it("shows its earlier conversations so that axe finds nothing wrong with them", async () => {
    visitor = await openBrowser();
    const page = await visitor.newPage();
    // It is axe that needs to write markup.
    await page.setBypassCSP(true);
    await openKept(page, demo.url);
    await start(page);
    await untilSaid(page, "assistant", GREETING);
    await say(page, "My name is Lena", "lena! what a nice name");
    await openPanel(page);
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
    for (const theme of ["light", "dark"]) {
      await page.$eval("live-avatar", (element, value) => element.setAttribute("theme", value), theme);
      assert.deepEqual(await page.evaluate(violationsOfAxe), [], theme);
    }
    await press(page, texts.actions("My name is Lena"));
    assert.deepEqual(await page.evaluate(violationsOfAxe), [], "with the actions of a conversation");
  });
});

describe("a conversation that is kept on the site's backend", () => {
  afterEach(() => visitor.close());

  it("goes on after a reload, is told to the backend, and is forgotten there", async () => {
    visitor = await openBrowser();
    const page = await visitor.newPage();
    await openKept(page, demo.url, {}, "memory.html");
    await start(page);
    await untilSaid(page, "assistant", GREETING);
    await say(page, "My name is Lena", "lena! what a nice name");
    const before = await messagesOf(page);
    await page.waitForFunction(() => document.querySelector("#told")?.textContent.includes("What a nice name"), WAIT);
    await page.reload({ waitUntil: "load" });
    await prepare(page);
    await start(page);
    assert.deepEqual(await messagesOf(page), before);
    assert.equal(await page.$eval("#thread", ({ textContent }) => textContent), "My name is Lena");
    await page.click("#new");
    await page.waitForFunction(() => document.querySelector("#done")?.textContent.includes("has begun"), WAIT);
    await say(page, "Tell me a joke", "?");
    await page.click("#forget");
    await untilNotice(page, en.forgotten);
    await page.waitForFunction(
      () => document.querySelector("#done")?.textContent === "Deleted: 2 conversations.",
      WAIT,
    );
    const left = await page.evaluate(async () => (await fetch("/api/memory/threads")).json() as Promise<unknown>);
    assert.ok(!JSON.stringify(left).includes("Lena") && !JSON.stringify(left).includes("joke"), JSON.stringify(left));
    assert.deepEqual(await page.evaluate(() => document.cookie), "", "no script reads whose they are");
    assert.deepEqual(await violationsOf(page), []);
    assert.deepEqual(visitor.problems, []);
  });
});

describe("a browser of the visitor's own", () => {
  let folder: string;
  let browser: Browser | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "live-avatar-memory-"));
  });
  afterEach(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function launch(): Promise<Page> {
    browser = await launchChromium([], { userDataDir: folder });
    return browser.newPage();
  }

  /** A reply is shown before it is written: a browser that is killed in between has not got it. */
  const untilWritten = (page: Page, count: number) =>
    page.waitForFunction(
      async (wanted) => {
        let written = 0;
        for (const { name = "" } of await indexedDB.databases()) {
          const database = await new Promise<IDBDatabase>((resolve, reject) => {
            const opening = indexedDB.open(name);
            opening.onsuccess = () => {
              resolve(opening.result);
            };
            opening.onerror = () => {
              reject(opening.error ?? new Error(name));
            };
          });
          if (database.objectStoreNames.contains("messages")) {
            written += await new Promise<number>((resolve) => {
              const counting = database.transaction("messages").objectStore("messages").count();
              counting.onsuccess = () => {
                resolve(counting.result);
              };
            });
          }
          database.close();
        }
        return written >= wanted;
      },
      WAIT,
      count,
    );

  it("that is killed right after a reply is written has all of the transcript when it comes back", async () => {
    let known: string[] = [];
    for (const [text, answer] of [
      ["My name is Lena", "lena! what a nice name"],
      ["What is my name?", "you are lena"],
      ["What time is it?", "are you in a hurry"],
    ] as const) {
      const page = await launch();
      await openKept(page, demo.url, RESUME);
      await start(page);
      if (known.length === 0) await untilSaid(page, "assistant", GREETING);
      else assert.deepEqual(await messagesOf(page), known);
      await write(page, text);
      await untilSaid(page, "assistant", answer);
      known = await messagesOf(page);
      await untilWritten(page, known.length);
      const ended = once(browser!.process()!, "exit");
      browser!.process()!.kill("SIGKILL");
      await ended;
    }
    const page = await launch();
    await openKept(page, demo.url, RESUME);
    await start(page);
    assert.deepEqual(await messagesOf(page), known);
    assert.equal(known.length, 7);
  });

  it("that keeps nothing for sites holds the conversation all the same, and says that it is not kept", async () => {
    await mkdir(join(folder, "Default"), { recursive: true });
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    await writeFile(join(folder, "Default", "Preferences"), JSON.stringify(preferences));
    const page = await launch();
    await openKept(page, demo.url, RESUME);
    await start(page);
    await untilSaid(page, "assistant", GREETING);
    await say(page, "My name is Lena", "lena! what a nice name");
    await untilNotice(page, en.errors["storage-refused"]);
    await say(page, "What is my name?", "you are lena");
    const told = await toldToModel(page);
    assert.ok(JSON.stringify(told).includes("My name is Lena"));
    await takeScreenshots(page, "memory-3-refused");
    assert.deepEqual(await violationsOf(page), []);
  });
});
