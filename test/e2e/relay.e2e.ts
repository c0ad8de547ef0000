/** Events of a real page, over networks, servers and pages that go away: what arrives is what was told, once and in order. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as later } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import { launchChromium } from "../support/chromium.js";
import { randomFrom } from "../support/random.js";
import type { RelayPage } from "../support/relay-page.client.js";
import { numbersTo, startRelaySite } from "../support/relay-site.js";

/** Of the page. */
declare const relayPage: RelayPage;

const PATIENCE_MS = 20_000;
/** A killed server's claim on the session ends after 30 s, and the page's longest pause is as long. */
const RECOVERY_MS = 90_000;
const CLOSES = 20;
const KILLS = 2;
const seed = Number(process.env["SEED"] ?? Date.now() % 1e9);

/** A renderer of the page's own that converses, as docs/renderers.md has it. */
const ELEMENT_PAGE = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/cdn/live-avatar.js"></script>
<live-avatar relay-endpoint="/api/relay" microphone="off"></live-avatar>
<script type="module" src="/renderer.js"></script>`;
const RENDERER = `let report = () => {};
document.querySelector("live-avatar").renderer = {
  id: "page", type: "local", async mount() {}, async unmount() {}, update() {}, interrupt() {},
  subscribe(listener) { report = listener; return () => {}; },
  async respond(text) { for (const one of [{ type: "reply-chunk", text }, { type: "speech-start" },
    { type: "reply-text", text }, { type: "speech-end" }]) report(one); },
  async speak() {},
};`;

let site: Awaited<ReturnType<typeof startRelaySite>>;
let browser: Browser;
let visits = 0;

async function open(): Promise<{ readonly page: Page; readonly owner: string }> {
  const owner = `owner-${(visits += 1)}`;
  const page = await browser.newPage();
  await page.goto(`${site.url}/page.html?owner=${owner}`);
  await page.waitForFunction(() => "relayPage" in window);
  return { page, owner };
}

async function untilReceived(owner: string, count: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (site.received(owner).length < count && Date.now() < deadline) await later(50);
  assert.deepEqual(site.received(owner).map(({ seq }) => seq), numbersTo(count)); // prettier-ignore
}

before(async () => {
  site = await startRelaySite({ "element.html": ELEMENT_PAGE, "renderer.js": RENDERER });
  browser = await launchChromium([]);
});
after(async () => {
  await browser.close();
  await site.stop();
});

describe(`the relay of a page (SEED=${seed})`, () => {
  it("loses and doubles nothing while the network comes and goes", async () => {
    const { page, owner } = await open();
    for (let round = 0; round < 3; round += 1) {
      const flooding = page.evaluate(() => relayPage.flood(200, 2));
      await later(400);
      await page.setOfflineMode(true);
      await later(1000);
      await page.setOfflineMode(false);
      await flooding;
    }
    await page.evaluate(() => relayPage.flush());
    await untilReceived(owner, 1200);
    assert.deepEqual(await page.evaluate(() => relayPage.errors), []);
    await page.close();
  });

  it(`loses and doubles nothing when its server is killed ${KILLS} times in the middle`, async (context) => {
    const random = randomFrom(seed);
    const { page, owner } = await open();
    const flooding = page.evaluate(() => relayPage.flood(500, 8));
    for (let kills = 0; kills < KILLS; kills += 1) {
      await later(500 + random() * 2000);
      await site.kill();
      await later(300 + random() * 500);
      await site.start();
    }
    await flooding;
    const begun = Date.now();
    await Promise.race([page.evaluate(() => relayPage.flush()), later(RECOVERY_MS, undefined, { ref: false })]);
    await untilReceived(owner, 4000);
    context.diagnostic(
      `all there ${Date.now() - begun} ms after the last event, ${site.handedAgain()} handed over again`,
    );
    await page.close();
  });

  it("sends what is left when the visitor goes to another page", async () => {
    const random = randomFrom(seed);
    for (let close = 0; close < CLOSES; close += 1) {
      const { page, owner } = await open();
      await page.evaluate(() => relayPage.say(30));
      await later(random() * 300);
      const count = await page.evaluate(() => {
        window.addEventListener("pagehide", () => relayPage.say(1));
        relayPage.say(5);
        location.href = "about:blank";
        return relayPage.count;
      });
      await untilReceived(owner, count + 1);
      await page.close();
    }
  });

  it("sends what is left when the visitor closes the tab", async () => {
    const random = randomFrom(seed);
    for (let close = 0; close < CLOSES; close += 1) {
      const { page, owner } = await open();
      await page.evaluate(() => relayPage.say(30));
      await later(random() * 300);
      await page.evaluate(() => relayPage.say(5));
      await page.close();
      await untilReceived(owner, 35);
    }
  });

  it("sends the newest of very much, also where another request of the page needs half of the browser's limit", async () => {
    for (const other of [0, 30_000]) {
      const { page, owner } = await open();
      await page.evaluate((bytes) => {
        const body = "x".repeat(bytes);
        if (bytes > 0) void fetch("/hang", { method: "POST", keepalive: true, body });
        for (let at = 1; at <= 10; at += 1) relayPage.say(1, `${at}-${"x".repeat(9000)}`);
        location.href = "about:blank";
      }, other);
      const deadline = Date.now() + PATIENCE_MS;
      while (site.received(owner).length === 0 && Date.now() < deadline) await later(50);
      const seqs = site.received(owner).map(({ seq }) => seq);
      assert.equal(seqs.at(-1), 10);
      assert.deepEqual(seqs, numbersTo(10).slice(-seqs.length));
      assert.equal(seqs.length, 3);
      await page.close();
    }
  });

  it("goes on when the visitor comes back from another page", async () => {
    const { page, owner } = await open();
    await page.evaluate(() => relayPage.say(3));
    await page.goto(`${site.url}/element.html`);
    await page.goBack();
    // Where the browser keeps no page, it is a new one.
    const count = await page.evaluate(() => relayPage.count);
    await page.evaluate(() => {
      relayPage.say(2);
      return relayPage.flush();
    });
    const seqs = site.received(owner).map(({ seq }) => seq);
    assert.deepEqual(seqs, count === 3 ? numbersTo(5) : [1, 2, 3, 1, 2]);
    await page.close();
  });

  it("tells of the built element's conversation, until its tab is closed", async () => {
    site.addElement();
    const page = await browser.newPage();
    await page.goto(`${site.url}/element.html`);
    await page.waitForFunction(() => document.querySelector("live-avatar")?.renderer !== undefined);
    await page.evaluate(async () => {
      const avatar = document.querySelector("live-avatar")!;
      await avatar.start();
      await avatar.sendMessage("Good evening");
    });
    await page.close();
    const deadline = Date.now() + PATIENCE_MS;
    const told = () => site.received("nobody");
    while (!told().some(({ type }) => type === "ended") && Date.now() < deadline) await later(50);
    assert.deepEqual(told().map(({ seq }) => seq), numbersTo(told().length)); // prettier-ignore
    const messages = told().flatMap(({ type, detail }) =>
      type === "message" ? [(JSON.parse(detail) as { message: { content: string } }).message.content] : [],
    );
    assert.deepEqual(messages, ["Good evening", "Good evening"]);
    const ended = told().find(({ type }) => type === "ended");
    assert.deepEqual(JSON.parse(ended!.detail), { reason: "page-left" });
  });
});
