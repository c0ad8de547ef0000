/** Threads of pages that end in the middle of a write, and of two pages at once, in real Chromium. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Page } from "puppeteer-core";
import { launchChromium } from "../support/chromium.js";
import { randomFrom } from "../support/random.js";
import type { StorageName } from "../support/thread-page.client.js";

const STORAGES = ["indexed-db", "local-storage"] as const;
const KILLS = 60;
/** A page has begun to write by then, and is far from the storage's end. */
const LONGEST_LIFE_MS = 150;
const seed = Date.now() % 1_000_000_000;

const server = createServer();
let browser: Browser;
let url: string;
const acknowledged: Record<StorageName, Set<string>> = { "indexed-db": new Set(), "local-storage": new Set() };

async function open(): Promise<Page> {
  const page = await browser.newPage();
  await page.exposeFunction("acknowledge", (storage: StorageName, name: string) => {
    acknowledged[storage].add(name);
  });
  await page.goto(url);
  await page.waitForFunction(() => "threadPage" in window);
  return page;
}

/** Ends the processes of all pages, as the system does when memory is short: nothing says which of them is this page's. */
async function kill(page: Page): Promise<void> {
  const crashed = new Promise((resolve) => page.once("error", resolve));
  const session = await browser.target().createCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  for (const { id, type } of processInfo) if (type === "renderer") process.kill(id, "SIGKILL");
  await crashed;
  await session.detach();
  await page.close();
}

/** @param ids of messages, which say of which append they are and how many those were */
function appendsOf(ids: readonly string[]): string[] {
  const names: string[] = [];
  for (let at = 0; at < ids.length;) {
    const [name = "", , size = "0"] = ids[at]!.split("/");
    const whole = Array.from({ length: Number(size) }, (_, part) => `${name}/${part}/${size}`);
    assert.deepEqual(ids.slice(at, at + whole.length), whole, `the append ${name} is there wholly`);
    names.push(name);
    at += whole.length;
  }
  return names;
}

before(async () => {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL("../support/thread-page.client.ts", import.meta.url))],
    ...{ bundle: true, write: false, format: "esm", target: "es2022", logLevel: "error" },
  });
  server.on("request", (request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    const html = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>`;
    response.end(isScript ? bundle.outputFiles[0]?.text : html);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  // No process that waits for the next page: it would be ended as well, while that page takes it.
  browser = await launchChromium(["--disable-features=SpareRendererForSitePerProcess"]);
});
after(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

describe("threads of pages", () => {
  it(`are whole after ${KILLS} pages were killed at any moment (seed ${seed})`, async () => {
    const random = randomFrom(seed);
    let cut = 0;
    for (let run = 0; run < KILLS; run += 1) {
      const page = await open();
      if (run % 10 === 0) {
        await page.evaluate(() => window.threadPage.clear());
        for (const storage of STORAGES) acknowledged[storage].clear();
      }
      await page.evaluate((name) => {
        void window.threadPage.write("indexed-db", name);
        void window.threadPage.write("local-storage", name);
      }, `run${run}`);
      await new Promise((resolve) => setTimeout(resolve, random() * LONGEST_LIFE_MS));
      await kill(page);
      const next = await open();
      for (const storage of STORAGES) {
        const names = appendsOf(await next.evaluate((which) => window.threadPage.read(which), storage));
        const own = names.filter((name) => name.startsWith(`run${run}-`));
        assert.deepEqual(
          own,
          own.map((_, at) => `run${run}-${at}`),
          `${storage}: in order`,
        );
        const lost = [...acknowledged[storage]].filter((name) => !names.includes(name));
        assert.deepEqual(lost, [], `${storage}: what was acknowledged is there`);
        if (own.length > 0) cut += 1;
      }
      await next.close();
    }
    assert.ok(cut > KILLS, `${cut} of ${2 * KILLS} writers were killed at work`);
  });

  it("are the same to two pages that write at once, and each hears of the other's messages", async () => {
    const pages = [await open(), await open()] as const;
    await pages[0].evaluate(() => window.threadPage.clear());
    const batchesOf = (name: string) =>
      Array.from({ length: 100 }, (_, at) => ({ name: `${name}-${at}`, size: 1 + (at % 3) }));
    for (const storage of STORAGES) {
      await Promise.all(
        pages.map((page, at) =>
          page.evaluate((which, batches) => window.threadPage.append(which, batches), storage, batchesOf(`page${at}`)),
        ),
      );
      for (const [at, page] of pages.entries()) {
        const others = batchesOf(`page${1 - at}`).reduce((sum, { size }) => sum + size, 0);
        await page.waitForFunction(
          (which: StorageName, count: number) => window.threadPage.heard[which].length >= count,
          // A page in the background draws no frames.
          { polling: 50 },
          storage,
          others,
        );
        const names = appendsOf(await page.evaluate((which) => window.threadPage.read(which), storage));
        for (const name of ["page0", "page1"]) {
          assert.deepEqual(
            names.filter((own) => own.startsWith(`${name}-`)),
            batchesOf(name).map((batch) => batch.name),
            `${storage}: all of ${name}, in order`,
          );
        }
        const heard = appendsOf(await page.evaluate((which) => window.threadPage.heard[which], storage));
        assert.deepEqual(
          heard,
          batchesOf(`page${1 - at}`).map(({ name }) => name),
          `${storage}: heard once each`,
        );
      }
      const [first, second] = await Promise.all(
        pages.map((page) => page.evaluate((which) => window.threadPage.read(which), storage)),
      );
      assert.deepEqual(first, second, `${storage}: one order for both`);
    }
    for (const page of pages) await page.close();
  });
});
