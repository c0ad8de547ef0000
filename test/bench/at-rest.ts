/** What a page costs its visitor, on a slow processor and over the wire, until it has come to rest. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import { CATEGORIES, scriptMs, type TraceEvent } from "./trace.js";
import { open } from "./visit.js";

/** A phone of the middle beside a machine that builds. */
const SLOWDOWN = 4;
/** Late work of a page at rest counts too. */
const REST_MS = 1000;

/** No name but this machine's address leads anywhere: a request to another site fails at once, and is counted. */
export const OFFLINE_FLAGS: readonly string[] = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];

export interface AtRest {
  /** Bodies as they come over the wire, without the document. */
  readonly bytes: number;
  /** To the page's own site, without the document. */
  readonly requests: number;
  /** Hosts of other sites that it asked, one for each request. */
  readonly otherSites: readonly string[];
  readonly scriptMs: number;
  /** Of the JavaScript heap, after a collection. */
  readonly heapBytes: number;
  /** What the page said went wrong. */
  readonly errors: readonly string[];
}

/** Counts what a page asks for, from now on. */
async function watchRequests(page: Page, url: string) {
  const session = await page.createCDPSession();
  const own = new Map<string, number>();
  const otherSites: string[] = [];
  const { origin } = new URL(url);
  const note = (id: string, address: string) => {
    // Data and blobs are no requests.
    if (address === url || !/^(?:http|ws)s?:/.test(address)) return;
    if (new URL(address).origin === origin) own.set(id, 0);
    else otherSites.push(new URL(address).host);
  };
  session.on("Network.requestWillBeSent", ({ requestId, request }) => note(requestId, request.url));
  session.on("Network.webSocketCreated", ({ requestId, url: address }) => note(requestId, address));
  session.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
    const before = own.get(requestId);
    if (before !== undefined) own.set(requestId, before + encodedDataLength);
  });
  await session.send("Network.enable");
  return { own, otherSites };
}

/** One visit of somebody who presses nothing. */
export async function atRest(browser: Browser, url: string): Promise<AtRest> {
  const errors: string[] = [];
  let watched: Awaited<ReturnType<typeof watchRequests>> | undefined;
  const visit = await open(browser, url, {
    marks: false,
    prepare: async (page) => {
      page.on("pageerror", (error) => errors.push(error instanceof Error ? error.message : String(error)));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      watched = await watchRequests(page, url);
      await page.emulateCPUThrottling(SLOWDOWN);
      await page.tracing.start({ categories: CATEGORIES });
    },
  });
  try {
    await sleep(REST_MS);
    const trace = await visit.page.tracing.stop();
    const { traceEvents } = JSON.parse(new TextDecoder().decode(trace)) as { traceEvents: TraceEvent[] };
    const session = await visit.page.createCDPSession();
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    const { own = new Map<string, number>(), otherSites = [] } = watched ?? {};
    const bytes = [...own.values()].reduce((sum, one) => sum + one, 0);
    return { bytes, requests: own.size, otherSites, scriptMs: scriptMs(traceEvents, url), heapBytes: usedSize, errors };
  } finally {
    await visit.close();
  }
}
