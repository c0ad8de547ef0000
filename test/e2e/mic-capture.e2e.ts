/**
 * The microphone's worklet under the policies that sites have, enforced by real browsers, in the modules that are published.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { createAdaptorServer } from "@hono/node-server";
import type { MicCapture, MicCaptureOptions } from "../../src/browser/index.js";
import { openBrowser, type VisitorBrowser } from "../support/browser.js";
import { type Firefox, startFirefox } from "../support/firefox.js";

const DIST = resolve(import.meta.dirname, "../../dist");

/** What a page tells of its microphone. */
interface Told {
  readonly states: readonly string[];
  readonly frames: number;
  readonly error: string;
  readonly running: number;
  readonly violations: readonly string[];
}
declare global {
  interface Window {
    mic: MicCapture;
    openMicrophone: (options: MicCaptureOptions) => Promise<void>;
    told: () => Told;
  }
}

const PAGE = `<!doctype html><meta charset="utf-8"><title>policy</title><link rel="icon" href="/icon">
<script type="module" src="/page.js"></script><button>Start</button>`;

const SCRIPT = `
import { MicCapture } from "/dist/browser/mic-capture.js";
const contexts = [], tracks = [], states = [], violations = [];
let frames = 0, error = "";
const { AudioContext: Original } = globalThis;
globalThis.AudioContext = class extends Original {
  constructor(options) { super(options); contexts.push(this); }
};
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await ask(wanted);
  tracks.push(...stream.getTracks());
  return stream;
};
addEventListener("securitypolicyviolation", ({ blockedURI }) => violations.push(blockedURI));
globalThis.openMicrophone = async (options) => {
  globalThis.mic = new MicCapture(options);
  mic.subscribe((report) => states.push(report.mic));
  try {
    await mic.start();
    for await (const frame of mic) frames += frame.length === 512 ? 1 : NaN;
  } catch (reason) {
    error = reason.code + ": " + reason.message;
  }
};
globalThis.told = () => ({
  states, frames, error, violations,
  running: contexts.filter(({ state }) => state !== "closed").length +
    tracks.filter(({ readyState }) => readyState === "live").length,
});
document.querySelector("button").addEventListener("click", () => openMicrophone(Object.fromEntries(new URLSearchParams(location.search))));
globalThis.isReady = true;
`;

let origin: string;
let firefox: Firefox;
let visitor: VisitorBrowser;

const server = createAdaptorServer({
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const as = (body: string, type: string, headers = {}) =>
      new Response(body, { headers: { "Content-Type": type, ...headers } });
    if (pathname === "/") {
      const policy = `default-src 'none'; img-src 'self'; require-trusted-types-for 'script'; script-src 'self' ${searchParams.get("scripts") ?? ""}`;
      return as(PAGE, "text/html", { "Content-Security-Policy": policy });
    }
    if (pathname === "/icon") return as("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml");
    if (pathname === "/page.js") return as(SCRIPT, "text/javascript");
    const path = resolve(DIST, `.${pathname.replace(/^\/dist/, "")}`);
    const body = path.startsWith(DIST) ? await readFile(path, "utf8").catch(() => undefined) : undefined;
    return body === undefined ? new Response("not found", { status: 404 }) : as(body, "text/javascript");
  },
});

before(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  firefox = await startFirefox();
});
after(async () => {
  await firefox.close();
  server.close();
});
afterEach(() => visitor.close());

const BROWSERS = { Chromium: () => openBrowser(), Firefox: () => firefox.openVisitor() };

for (const [name, open] of Object.entries(BROWSERS)) {
  describe(`the microphone's worklet in ${name}`, () => {
    async function visit(query: Record<string, string>) {
      visitor = await open();
      const page = await visitor.newPage();
      await page.goto(`${origin}/?${new URLSearchParams(query).toString()}`);
      await page.waitForFunction("globalThis.isReady");
      return page;
    }
    /** Presses the button, and reads what became of it. */
    async function press(query: Record<string, string>): Promise<Told> {
      const page = await visit(query);
      await page.click("button");
      await page.waitForFunction(() => window.told().frames > 20 || window.told().error !== "");
      const told = await page.evaluate(() => window.told());
      if (told.error === "") {
        await page.evaluate(() => window.mic.stop());
        assert.equal((await page.evaluate(() => window.told())).states.at(-1), "off");
      }
      await page.waitForFunction(() => window.told().running === 0);
      return told;
    }

    it("is a file of the site's, which the strictest policy allows, without a single violation", async () => {
      const { states, violations } = await press({ assetBase: "/dist/cdn/" });
      assert.deepEqual([states, violations], [["asking", "live"], []]);
      assert.deepEqual(visitor.problems, []);
    });

    it("says what to do where the policy allows nothing but files, and no file was named", async () => {
      const { states, error } = await press({});
      assert.deepEqual(states, ["asking", "unsupported"]);
      assert.match(error, /^load-failed: .*set asset-base/);
    });

    it("hears without a press: a page that has a microphone may", async () => {
      const page = await visit({});
      await page.evaluate(() => void window.openMicrophone({ assetBase: "/dist/cdn" }));
      await page.waitForFunction(() => window.told().frames > 5);
      assert.deepEqual((await page.evaluate(() => window.told())).states, ["asking", "live"]);
    });

    for (const scripts of ["blob:", "data:"]) {
      it(`is text of the bundle where the policy allows ${scripts}, also where the file is missing`, async () => {
        assert.deepEqual((await press({ scripts })).states, ["asking", "live"]);
        await visitor.close();
        assert.deepEqual((await press({ scripts, assetBase: "/nowhere" })).states, ["asking", "live"]);
      });
    }
  });
}
