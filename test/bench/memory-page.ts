/** The page of the memory's bench, and what is asked of it; `pages/memory.js` is its other side. */
import type { Browser, CDPSession } from "puppeteer-core";
import { launchChromium } from "../support/chromium.js";
import { startBenchServer } from "./bench-server.js";
import { openCalledPage } from "./called-page.js";
import { bundlePage } from "./bundles.js";

const PATIENCE_MS = 300_000;

export type Provider = "indexed-db" | "local-storage" | "in-memory";

export interface Appends {
  readonly provider: Provider;
  readonly lengths: readonly number[];
  readonly times: number;
  readonly each: number;
}

export interface Shown {
  readonly ms: number;
  /** Of that until the messages were read. */
  readonly readMs: number;
  /** Elements of the transcript. */
  readonly elements: number;
  /** Whether the end of the transcript is in sight. */
  readonly isShown: boolean;
  readonly lastText: string;
}

export interface Scrolled {
  /** Milliseconds of script of each frame in which the window stayed, and in which it moved. */
  readonly still: readonly number[];
  readonly moving: readonly number[];
  readonly most: number;
  readonly held: number;
}

export interface Searched {
  readonly totals: readonly number[];
  readonly tasks: readonly number[];
  readonly idle: readonly number[];
}

export interface MemoryPage {
  fill(options: { provider: Provider; length: number }): Promise<void>;
  append(options: Appends): Promise<number[][]>;
  showLast(options: { last: number }): Promise<Shown>;
  scrollUp(options: { count: number; page: number; pixels: number }): Promise<Scrolled>;
  fillVectors(options: { count: number; dimensions: number }): Promise<void>;
  search(options: { times: number; dimensions: number }): Promise<Searched>;
  /** Bytes of the page's scripts that cannot be collected, with what typed arrays have outside of the heap. */
  memory(): Promise<number>;
  close(): Promise<void>;
}

export interface MemoryBrowser {
  /** A page that has been loaded just now. What is stored is common to all. */
  open(): Promise<MemoryPage>;
  close(): Promise<void>;
}

export async function startMemoryBrowser(): Promise<MemoryBrowser> {
  const bundle = await bundlePage("memory");
  const server = await startBenchServer(new Map([["memory", { bundle, body: () => "<body><main></main></body>" }]]));
  const browser = await launchChromium([]);
  return {
    open: () => openPage(browser, `${server.url}/memory/`),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

async function openPage(browser: Browser, url: string): Promise<MemoryPage> {
  const { page, call } = await openCalledPage(browser, url, PATIENCE_MS);
  const protocol = await page.createCDPSession();

  return {
    fill: (options) => call("fill", options),
    append: (options) => call("append", options),
    showLast: (options) => call("showLast", options),
    scrollUp: (options) => call("scrollUp", options),
    fillVectors: (options) => call("fillVectors", options),
    search: (options) => call("search", options),
    memory: () => memoryOf(protocol),
    close: () => page.close(),
  };
}

/** What the protocol tells in this browser, beside what its types know. */
interface HeapUsage {
  readonly usedSize: number;
  readonly backingStorageSize?: number;
}

async function memoryOf(protocol: CDPSession): Promise<number> {
  for (let time = 0; time < 3; time += 1) await protocol.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize } = (await protocol.send("Runtime.getHeapUsage")) as HeapUsage;
  if (backingStorageSize === undefined) throw new Error("this browser does not count typed arrays");
  return usedSize + backingStorageSize;
}
