/** `npm run bench -- chroma`: script of the main thread for a keyed frame, beside the way that takes each pixel by script. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { build } from "esbuild";
import type { Browser } from "puppeteer-core";
import { launchChromium } from "../support/chromium.js";
import { type Row, table } from "./report.js";
import { summarize } from "./statistics.js";

const ROUNDS = Number(process.env["ROUNDS"] ?? 5);

declare global {
  interface Window {
    keyPicture(way: "webgl" | "script"): Promise<number[]>;
  }
}

async function serve(): Promise<{ readonly url: string; close(): void }> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, "pages/chroma.js")],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "error",
  });
  const server = createServer((request, response) => {
    const isScript = request.url === "/main.js";
    // A page that is isolated from others has an exact clock.
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    response.end(
      isScript
        ? outputFiles[0]?.text
        : '<!doctype html><title>bench</title><link rel="icon" href="data:,"><script type="module" src="/main.js"></script>',
    );
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
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
  const server = await serve();
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
