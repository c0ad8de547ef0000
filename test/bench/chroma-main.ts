/** `npm run bench -- chroma`: script of the main thread for a keyed frame, beside the way that takes each pixel by script. */
import type { Browser } from "puppeteer-core";
import { launchChromium } from "../support/chromium.js";
import { serveIsolated } from "./isolated-page.js";
import { type Row, table } from "./report.js";
import { summarize } from "./statistics.js";

const ROUNDS = Number(process.env["ROUNDS"] ?? 5);

declare global {
  interface Window {
    keyPicture(way: "webgl" | "script"): Promise<number[]>;
  }
}

async function costsOf(browser: Browser, url: string, way: "webgl" | "script"): Promise<number[]> {
  const page = await browser.newPage();
  try {
    await page.goto(url);
    await page.waitForFunction(() => "keyPicture" in window && crossOriginIsolated);
    return await page.evaluate((name) => window.keyPicture(name), way);
  } finally {
    await page.close();
  }
}

async function benchChroma(): Promise<void> {
  const server = await serveIsolated("chroma.js");
  const browser = await launchChromium([]);
  const webgl: number[] = [];
  const script: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      webgl.push(...(await costsOf(browser, server.url, "webgl")));
      script.push(...(await costsOf(browser, server.url, "script")));
      process.stdout.write(`bench: chroma key, round ${round + 1} of ${ROUNDS}\n`);
    }
  } finally {
    await browser.close();
    server.close();
  }
  const row: Row = {
    what: "a frame of 1280 × 720 keyed: script of the main thread",
    ours: summarize(webgl),
    other: summarize(script),
    otherName: "pixel by pixel",
    unit: "ms",
  };
  process.stdout.write(`\n${table([row])}\n`);
}

await benchChroma();
