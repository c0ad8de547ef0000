/**
 * A stand for breaking things: a LiveKit server, the emulator, a site with our built element and its token endpoint, and a
 * browser. A row breaks one part, looks at what the visitor sees, and leaves no session running.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createAdaptorServer } from "@hono/node-server";
import type { Browser, Page } from "puppeteer-core";
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import { createTokenHandler } from "../../src/server/index.js";
import { silentLogger } from "../../src/core/ports/logger.js";
import { AVATAR_ID } from "./emulator-client.js";
import { launchChromium, MICROPHONE_FLAGS } from "./chromium.js";
import { brokenEndpoint } from "./broken-endpoint.js";

const ROOT = resolve(import.meta.dirname, "../..");
const PROBE = readFileSync(new URL("element-probe.js", import.meta.url), "utf8");
const PATIENCE_MS = 20_000;
const STEP_MS = 50;
const SESSION_PATIENCE_MS = 8_000;

const FLAGS = [
  "--autoplay-policy=no-user-gesture-required",
  // A name that is not this machine's own: its pages are not secure.
  "--host-resolver-rules=MAP shop.test 127.0.0.1",
];

/** What a visitor sees. */
export interface Sight {
  readonly state: string;
  readonly code: string;
  readonly mic: string;
  readonly connection: string;
  readonly text: string;
  readonly buttons: readonly string[];
}

/** What a sight has to have; only what is named is looked at. */
export interface Expected {
  readonly state?: string;
  readonly code?: string;
  readonly mic?: string;
  readonly connection?: string;
  readonly text?: string | RegExp;
  readonly button?: string;
}

/** What the element's events said; only the fields of the event are there. */
export interface Heard {
  readonly name: string;
  readonly state?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly text?: string;
  readonly role?: string;
  readonly turnId?: string;
}

interface Probe {
  readonly heard: Heard[];
  see(): Sight;
  press(name: string): void;
  framesIn(ms: number): Promise<number>;
}
type Probed = Window & { readonly probe: Probe };

export interface LiveKitServer {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly port: number;
  readonly udpPort: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The project's own way to a server, which is a script without types. @param like takes ports and keys of another */
export async function launchLiveKit(like?: LiveKitServer): Promise<LiveKitServer> {
  const script = new URL("../../scripts/lib/livekit-server.mjs", import.meta.url).href;
  const { startLiveKit } = (await import(script)) as {
    readonly startLiveKit: (options?: object) => Promise<LiveKitServer>;
  };
  return startLiveKit(like);
}

function matches(sight: Sight, expected: Expected): boolean {
  const { text, button, ...words } = expected;
  const isText = text === undefined || (typeof text === "string" ? sight.text.includes(text) : text.test(sight.text));
  const isButton = button === undefined || sight.buttons.includes(button);
  return isText && isButton && Object.entries(words).every(([name, value]) => sight[name as keyof Sight] === value);
}

/** A page with the element, as seen from outside. */
export class ElementPage {
  readonly page: Page;
  /** Console errors and exceptions of the page. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.complaints.push(String(error)));
  }

  see(): Promise<Sight> {
    return this.page.evaluate(() => (window as unknown as Probed).probe.see());
  }

  heard(): Promise<Heard[]> {
    return this.page.evaluate(() => (window as unknown as Probed).probe.heard);
  }

  framesIn(ms: number): Promise<number> {
    return this.page.evaluate((time) => (window as unknown as Probed).probe.framesIn(time), ms);
  }

  /** Presses the button of that name, as soon as it is there. */
  async press(button: string): Promise<void> {
    await this.expect({ button });
    await this.page.evaluate((name) => (window as unknown as Probed).probe.press(name), button);
  }

  /** Resolves when the visitor sees this. @param withinMs default 20 s */
  async expect(expected: Expected, withinMs = PATIENCE_MS): Promise<Sight> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const sight = await this.see();
      if (matches(sight, expected)) return sight;
      if (Date.now() > deadline) {
        assert.fail(
          `not seen in ${withinMs} ms: ${JSON.stringify(expected, stringOf)}\nbut ${JSON.stringify(sight, null, 1)}`,
        );
      }
      await sleep(STEP_MS);
    }
  }

  /** Resolves when the condition holds of what was heard. */
  async hear(what: string, condition: (heard: Heard[]) => boolean, withinMs = PATIENCE_MS): Promise<Heard[]> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const heard = await this.heard();
      if (condition(heard)) return heard;
      if (Date.now() > deadline) assert.fail(`not heard in ${withinMs} ms: ${what}\nbut ${JSON.stringify(heard)}`);
      await sleep(STEP_MS);
    }
  }
}

const stringOf = (_key: string, value: unknown) => (value instanceof RegExp ? String(value) : value);

export interface PageOptions {
  /** A scenario of the emulator. */
  readonly scenario?: string;
  /** How the token endpoint is broken: a status, `hang`, `html`. */
  readonly endpoint?: string;
  /** Long waits take a fifth of the time. */
  readonly hurry?: boolean;
  readonly attributes?: string;
  /** Default 127.0.0.1, which browsers trust. */
  readonly host?: string;
  /** The visitor has refused the microphone for good. Default: not decided. */
  readonly permission?: "denied";
}

export interface Stand {
  livekit: LiveKitServer;
  readonly emulator: Emulator;
  /**
   * Opens a page, lets the row do its part, and sees that no session runs then and that the page never complained.
   * @param flags of the browser; one browser is kept for each set
   */
  visit(options: PageOptions, row: (element: ElementPage) => Promise<void>, flags?: readonly string[]): Promise<void>;
  /** Resolves when so many sessions of this visit run. */
  untilRunning(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function setUpStand(): Promise<Stand> {
  const livekit = await launchLiveKit();
  const emulator = await startEmulator({ port: 0, livekit });
  const site = await startSite(emulator.url);
  const browsers = new Map<string, Promise<Browser>>();
  let minted = 0;
  const browserOf = (flags: readonly string[]) => {
    const key = flags.join(" ");
    const running = browsers.get(key) ?? launchChromium([...FLAGS, ...flags]);
    browsers.set(key, running);
    return running;
  };
  const stand: Stand = {
    livekit,
    emulator,
    async visit({ host = "127.0.0.1", permission: microphone, ...options }, row, flags = MICROPHONE_FLAGS) {
      const context = await (await browserOf(flags)).createBrowserContext();
      // A row that failed may have left one running: that is its own failure, not the next one's.
      minted = emulator.sessions.length;
      try {
        const origin = `http://${host}:${site.port}`;
        if (microphone) await context.setPermission(origin, { permission: { name: "microphone" }, state: microphone });
        const page = await context.newPage();
        await page.evaluateOnNewDocument(`{${PROBE}}`);
        await page.goto(`${origin}/?${new URLSearchParams(queryOf(options)).toString()}`);
        const element = new ElementPage(page);
        await row(element);
        await stand.untilRunning(0);
        assert.deepEqual(element.complaints, []);
      } finally {
        await context.close();
      }
    },
    async untilRunning(count) {
      const deadline = Date.now() + SESSION_PATIENCE_MS;
      const running = () => emulator.sessions.slice(minted).filter(({ state }) => state === "running").length;
      while (running() !== count) {
        assert.ok(Date.now() < deadline, `${running()} sessions run in the emulator instead of ${count}`);
        await sleep(STEP_MS);
      }
    },
    async close() {
      for (const browser of browsers.values()) await (await browser).close();
      await site.close();
      await emulator.close();
      // A row may have put another server in its place.
      await stand.livekit.stop();
    },
  };
  return stand;
}

const queryOf = ({ scenario, endpoint, hurry, attributes }: PageOptions): Record<string, string> => ({
  ...(scenario !== undefined && { scenario }),
  ...(endpoint !== undefined && { endpoint }),
  ...(attributes !== undefined && { attributes }),
  ...(hurry === true && { hurry: "" }),
});

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

/** The page, `dist/cdn` and the token endpoint, which does as the page's address says. */
async function startSite(emulatorUrl: string): Promise<{ readonly port: number; close(): Promise<void> }> {
  let mint: (request: Request) => Promise<Response> = () => Promise.reject(new Error("not listening yet"));
  const html = (query: URLSearchParams) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>breakage</title>
<link rel="icon" href="data:,"><script type="module" src="/cdn/live-avatar.js"></script>
<live-avatar token-endpoint="${escaped(`/token?${query.toString()}`)}" api-url="${emulatorUrl}"
${query.get("attributes") ?? 'microphone="off"'}></live-avatar>`;

  const server = createAdaptorServer({
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === "/token") return brokenEndpoint(searchParams.get("endpoint"), request) ?? mint(request);
      if (pathname === "/") return new Response(html(searchParams), { headers: { "Content-Type": "text/html" } });
      const path = resolve(ROOT, "dist", `.${pathname}`);
      if (!path.startsWith(resolve(ROOT, "dist/cdn"))) return new Response("not found", { status: 404 });
      return new Response(new Uint8Array(await readFile(path)), { headers: { "Content-Type": "text/javascript" } });
    },
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  mint = createTokenHandler({
    apiKey: "any",
    session: (request) => ({
      avatar_id: AVATAR_ID,
      avatar_persona: {},
      video_settings: { quality: "low" },
      dynamic_variables: { scenario: new URL(request.url).searchParams.get("scenario") ?? "" },
    }),
    allowedOrigins: [`http://127.0.0.1:${port}`, `http://shop.test:${port}`],
    rateLimit: false,
    apiUrl: emulatorUrl,
    logger: silentLogger,
  });
  return {
    port,
    close: () =>
      new Promise((closed) => {
        if ("closeAllConnections" in server) server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
