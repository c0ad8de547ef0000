/** Cancel on the built bundle: the element is idle within 100 ms while any of its chunks hangs on the network. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Browser, HTTPRequest } from "puppeteer-core";
import { launchChromium } from "../support/chromium.js";

const DIST = resolve(import.meta.dirname, "../../dist/cdn");
const LIMIT_MS = 100;

/** The chunk that hangs, and the attributes of an element whose start needs it. */
const CASES: readonly (readonly [chunk: string, attributes: string])[] = [
  ["intent", `token-endpoint="/token"`],
  ["room", `token-endpoint="/token"`],
  ["portrait", `llm-base-url="/llm" llm-model="m" tts-base-url="/tts" tts-model="m"`],
  ["browser-voice", `llm-base-url="/llm" llm-model="m"`],
  ["providers-openai", `llm-base-url="/llm" llm-model="m"`],
  ["characters", `llm-base-url="/llm" llm-model="m" character-card="/card.json"`],
  ["session-turn", `llm-base-url="/llm" llm-model="m"`],
];

let server: Server;
let browser: Browser;
let url: string;
let stops = 0;

before(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
      if (pathname.startsWith("/cdn/")) {
        response.setHeader("Content-Type", "text/javascript");
        response.end(await readFile(join(DIST, pathname.slice("/cdn/".length))));
      } else if (pathname === "/token") {
        // The site's backend has started the session already.
        const room = { session_id: "s", livekit_url: "ws://localhost:9", livekit_client_token: "t" };
        response.setHeader("Content-Type", "application/json");
        response.end(JSON.stringify({ ...room, stop_endpoint: "/stop", keep_alive_endpoint: "/alive" }));
      } else if (pathname === "/stop") {
        stops += 1;
        response.writeHead(204).end();
      } else if (pathname === "/card.json") {
        response.end(JSON.stringify({ spec: "chara_card_v3", spec_version: "3.0", data: { name: "Ada" } }));
      } else {
        response.setHeader("Content-Type", "text/html");
        response.end(
          `<!doctype html><live-avatar ${searchParams.get("with") ?? ""}></live-avatar>
          <script type="module" src="/cdn/live-avatar.js"></script>`,
        );
      }
    })();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  browser = await launchChromium([]);
});
after(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

/** Presses Start, waits until the chunk is asked for and hangs, presses Cancel; milliseconds until the element is idle. */
async function cancelWhileHanging(chunk: string, attributes: string) {
  const page = await browser.newPage();
  let hang: (request: HTTPRequest) => void = () => undefined;
  const hanging = new Promise<HTTPRequest>((asked) => (hang = asked));
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    if (new RegExp(`/chunks/${chunk}-[\\w-]{8}\\.js$`).test(request.url())) hang(request);
    else void request.continue();
  });
  await page.goto(`${url}/?with=${encodeURIComponent(attributes)}`);
  await (await page.waitForSelector("live-avatar >>> [part=start-button]"))?.click();
  const request = await hanging;
  const button = await page.waitForSelector("live-avatar >>> [part=cancel-button]", { visible: true });
  assert.ok(button);
  const ms = await button.evaluate(async (cancel) => {
    const element = document.querySelector("live-avatar");
    const idle = new Promise<number>((seen) => {
      new MutationObserver(() => {
        if (element?.getAttribute("state") === "idle") seen(performance.now());
      }).observe(element as Node, { attributeFilter: ["state"] });
    });
    const pressed = performance.now();
    (cancel as HTMLElement).click();
    return (await idle) - pressed;
  });
  return { page, request, ms };
}

describe("Cancel", () => {
  for (const [chunk, attributes] of CASES) {
    it(`is there at once while the ${chunk} chunk hangs, and what comes late starts nothing`, async () => {
      const stopsBefore = stops;
      const { page, request, ms } = await cancelWhileHanging(chunk, attributes);
      console.log(`${chunk}: idle ${ms.toFixed(1)} ms after Cancel`);
      assert.ok(ms <= LIMIT_MS, `idle after ${ms.toFixed(1)} ms`);
      if (chunk === "room") {
        while (stops === stopsBefore) await page.waitForNetworkIdle({ idleTime: 50, concurrency: 1 });
        assert.equal(stops, stopsBefore + 1, "the service was told, once, though LiveKit never came");
      }
      await request.continue();
      await page.waitForNetworkIdle({ idleTime: 200 });
      assert.equal(await page.$eval("live-avatar", (element) => element.getAttribute("state")), "idle");
      assert.equal(stops, chunk === "room" ? stopsBefore + 1 : stopsBefore, "told no more than needed");
      await page.close();
    });
  }
});
