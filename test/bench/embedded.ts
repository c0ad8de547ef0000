/** What the sections without a room share: one page of the bench in a Chromium that lets sound play. */
import type { Page } from "puppeteer-core";
import { launchChromium } from "../support/chromium.js";
import { startBenchServer } from "./bench-server.js";
import type { BenchPage } from "./bench-server.js";

/** A quiet place: nothing throttled, and sound without a press. */
const FLAGS = ["--autoplay-policy=no-user-gesture-required"];

export interface Embedded {
  /** A fresh page. @param scale device pixels for one of CSS */
  open(name: string, scale?: number): Promise<Page>;
  close(): Promise<void>;
}

export async function startEmbedded(pages: ReadonlyMap<string, BenchPage>): Promise<Embedded> {
  const server = await startBenchServer(pages);
  const browser = await launchChromium(FLAGS);
  return {
    async open(name, scale = 1) {
      const page = await browser.newPage();
      page.setDefaultTimeout(0);
      await page.setViewport({ width: 800, height: 900, deviceScaleFactor: scale });
      await page.goto(`${server.url}/${name}/`, { waitUntil: "networkidle0" });
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** A page with that script and nothing else on it. */
export const emptyPage = (bundle: BenchPage["bundle"]): BenchPage => ({ bundle, body: () => "<body></body>" });
