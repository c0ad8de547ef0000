/** What a page costs a visitor who never presses Start. */
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Browser } from "puppeteer-core";
import type { Bundle } from "./bundles.js";
import { open } from "./visit.js";

/** Late work of a page at rest counts too. */
const REST_MS = 300;

/** Bytes of the entry and all that it imports statically, gzip -9, file by file as a server sends them. */
export function bytesBeforeIntent(bundle: Bundle): number {
  return [...bundle.values()]
    .filter(({ early }) => early)
    .reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
}

/** @returns milliseconds that the page's scripts ran, compilation included, until it came to rest */
export async function scriptTime(browser: Browser, url: string): Promise<number> {
  const visit = await open(browser, url, { marks: false });
  try {
    await sleep(REST_MS);
    const { ScriptDuration: seconds } = await visit.page.metrics();
    if (seconds === undefined) throw new Error("the browser gave no ScriptDuration");
    return seconds * 1000;
  } finally {
    await visit.close();
  }
}
