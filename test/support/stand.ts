/**
 * What the end-to-end tests stand on (stand-process.ts): the one of the whole run, or, where a file is run by itself, one
 * of its own. Each test opens a browser context and sessions of its own in it.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";
import type { Browser, BrowserContext } from "puppeteer-core";
import type { SessionSummary } from "../../src/emulator/index.js";
import type { LiveKitProcess } from "./livekit.js";
import type { BrowserWish } from "./stand-browsers.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PROCESS = fileURLToPath(new URL("stand-process.ts", import.meta.url));
const ANSWER_MS = 60_000;

/** `scripts/test.mjs` says by these where its stand is, and which of the test processes this one is. */
const URL_OF_RUN = process.env["TEST_STAND_URL"];
const LANE = process.env["TEST_LANE"] ?? "alone";

export interface StandSession extends Pick<SessionSummary, "id" | "state" | "transcript"> {
  readonly endReason: string | null;
}

export interface StandAddresses {
  /** Its pid is there to be frozen; in a stand of the test's own only. */
  readonly livekit: Omit<LiveKitProcess, "stop" | "signal">;
  readonly emulator: { readonly url: string };
  /** A page with one element; see site.ts. */
  readonly site: { readonly port: number };
  readonly demo: { readonly url: string };
  /** The demo as it is without a LiveKit server. */
  readonly portraitDemo: { readonly url: string };
}

export interface Stand extends StandAddresses {
  /** All sessions that were minted, newest last; or those of one visit of the site. */
  sessions(visit?: string): Promise<readonly StandSession[]>;
  /** A fresh context (no cookies, no permissions, no cache) in a browser with these flags. */
  newContext(wish: Omit<BrowserWish, "lane">): Promise<BrowserContext>;
  stopLiveKit(): Promise<void>;
  /** On the same ports. */
  restartLiveKit(): Promise<void>;
}

async function connect(url: string): Promise<Stand> {
  const ask = async (command: string, wish: object = {}): Promise<unknown> => {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(`${url}/${command}`, { method: "POST", body: JSON.stringify(wish), signal });
    const text = await response.text();
    if (!response.ok) throw new Error(`The stand could not do ${command}: ${text}`);
    return JSON.parse(text) as unknown;
  };
  const connections = new Map<string, Promise<Browser>>();
  return {
    ...((await ask("addresses")) as StandAddresses),
    sessions: (visit) => ask("sessions", { visit }) as Promise<StandSession[]>,
    async newContext(wish) {
      const { endpoint } = (await ask("browser", { ...wish, lane: LANE })) as { readonly endpoint: string };
      const known = connections.get(endpoint);
      const browser = known ?? puppeteer.connect({ browserWSEndpoint: endpoint });
      if (!known) connections.set(endpoint, browser);
      return (await browser).createBrowserContext();
    },
    stopLiveKit: () => ask("stop-livekit") as Promise<void>,
    restartLiveKit: () => ask("restart-livekit") as Promise<void>,
  };
}

async function start(): Promise<{ readonly url: string; readonly end: () => void }> {
  const child = spawn(process.execPath, ["--import", "tsx", PROCESS], {
    cwd: ROOT,
    // By this rtc-node decides on import not to fill the output with debug lines.
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const ready = /^stand ready at (http:\S+)$/.exec(line)?.[1];
      if (ready) resolve(ready);
    });
    child.once("exit", () => {
      reject(new Error("The stand of the tests ended before it was ready: see above."));
    });
  });
  // It ends with this process, and does not keep it.
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as unknown as { unref(): void }).unref();
  return { url, end: () => child.stdin.end() };
}

let shared: Promise<Stand> | undefined;

/** The stand of the run; where there is none, one that lives as long as this process. */
export function sharedStand(): Promise<Stand> {
  return (shared ??= URL_OF_RUN === undefined ? start().then(({ url }) => connect(url)) : connect(URL_OF_RUN));
}

/** A stand of the test's own, whose servers it may break. */
export async function startOwnStand(): Promise<Stand & { readonly end: () => void }> {
  const { url, end } = await start();
  return { ...(await connect(url)), end };
}
