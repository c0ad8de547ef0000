/** An application of test/stacks from its sources to a conversation: installed, built, served, and talked to in a browser. */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import type { ConsoleMessage, Page } from "puppeteer-core";
import type { StackApp } from "../stacks/apps.js";
import { openBrowser } from "./browser.js";
import { ROOT } from "./documents.js";
import { WAIT } from "./page-talk.js";
import { ANSWER, QUESTION, startStackSite } from "./stack-site.js";

const APPS = join(ROOT, "test/stacks/apps");
const BUILD_DEADLINE_MS = 5 * 60_000;
const READY_WITHIN_MS = 30_000;
/** No build tells its maker about us. */
const QUIET = { NEXT_TELEMETRY_DISABLED: "1", NUXT_TELEMETRY_DISABLED: "1", ASTRO_TELEMETRY_DISABLED: "1", CI: "true" };

interface Scripts {
  run(
    program: string,
    args: readonly string[],
    options: object,
  ): Promise<{ readonly code: number; readonly output: string }>;
  buildInCache(work: (folder: string) => Promise<void>): Promise<void>;
  pack(folder: string): Promise<string>;
  install(
    name: string,
    app: string,
    tarball: string,
  ): Promise<{ readonly wasKept: boolean; giveBack(): Promise<void> }>;
  freePort(): Promise<number>;
  startSupervised(
    program: string,
    args: readonly string[],
    options: object,
  ): Promise<{ readonly exited: Promise<number>; log(): string; stop(): Promise<void> }>;
}

/** The project's own scripts have no types. */
async function scripts(): Promise<Scripts> {
  const names = ["run", "cache", "stack-packages", "free-port", "supervised"];
  const load = (name: string) => import(new URL(`../../scripts/lib/${name}.mjs`, import.meta.url).href);
  return Object.assign({}, ...(await Promise.all(names.map(load)))) as Scripts;
}

const script = await scripts();

/** Packs the built package. @returns the tarball, and what removes it */
export async function packOnce(): Promise<{ readonly tarball: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "live-avatar-pack-"));
  return { tarball: await script.pack(folder), remove: () => rm(folder, { recursive: true, force: true }) };
}

async function assemble(app: StackApp, folder: string): Promise<void> {
  for (const name of app.folders ?? [app.name]) await cp(join(APPS, name), folder, { recursive: true });
  await cp(join(APPS, "tools.js"), join(folder, app.tools ?? "tools.js"));
  for (const [file, text] of Object.entries(app.shown)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
}

async function build(folder: string): Promise<void> {
  const options = { cwd: folder, env: { ...process.env, ...QUIET }, deadlineMs: BUILD_DEADLINE_MS };
  const { code, output } = await script.run("npm", ["run", "build"], options);
  if (code !== 0) throw new Error(output);
}

interface Served {
  readonly url: string;
  close(): Promise<void>;
}

async function serve(app: StackApp, folder: string): Promise<Served> {
  if (typeof app.serve !== "function") {
    const site = await startStackSite(app.serve.map((part) => join(folder, part)));
    return { url: site.url, close: async () => site.close() };
  }
  const port = await script.freePort();
  // Nitro is told by the environment where it listens.
  const env = { ...process.env, ...QUIET, HOST: "127.0.0.1", PORT: String(port) };
  const server = await script.startSupervised(process.execPath, app.serve(port), { cwd: folder, env });
  try {
    await untilReady(port, server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const site = await startStackSite(port);
  return {
    url: site.url,
    async close() {
      site.close();
      await server.stop();
    },
  };
}

async function untilReady(port: number, server: { readonly exited: Promise<number>; log(): string }): Promise<void> {
  const end = Date.now() + READY_WITHIN_MS;
  let isGone = false;
  void server.exited.then(() => (isGone = true));
  while (Date.now() < end && !isGone) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(5000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The server did not come up:\n${server.log()}`);
}

/** A control of the element, in whichever shadow root the element stands. */
async function press(page: Page, role: string, name: string) {
  const handle = await page.waitForSelector(`>>> ::-p-aria([name="${name}"][role="${role}"])`, WAIT);
  assert.ok(handle, `${role} "${name}"`);
  await handle.click();
}

type Step = <Result>(what: string, work: () => Promise<Result>) => Promise<Result>;

async function converse(url: string, step: Step): Promise<void> {
  const visitor = await openBrowser();
  try {
    const page = await visitor.newPage();
    const said: string[] = [];
    page.on("console", (message: ConsoleMessage) => said.push(`${message.type()}: ${message.text()}`));
    await step("open the page", () => page.goto(url, { waitUntil: "networkidle0" }));
    await step("give the tag its attributes", async () => {
      const tag = await page.waitForSelector(">>> live-avatar:defined", WAIT);
      const seen = await tag?.evaluate((avatar) => [avatar.theme, avatar.noCaptions, avatar.llmModel]);
      assert.deepEqual(seen, ["dark", true, "your-chat-model"]);
    });
    await step("press Start", async () => {
      await press(page, "button", "Start");
      await page.waitForSelector('>>> live-avatar[state="ready"]', WAIT);
    });
    await step("type a question", async () => {
      await press(page, "textbox", "Type a message");
      await page.keyboard.type(QUESTION);
      await page.keyboard.press("Enter");
    });
    await step("be answered in the transcript", async () => {
      const answered = await page.waitForSelector(`>>> [part~="transcript"] ::-p-text(${ANSWER})`, WAIT);
      assert.ok(answered);
    });
    await step("hear the event", async () => {
      const output = await page.waitForSelector(`>>> output ::-p-text(${ANSWER})`, WAIT);
      assert.ok(output);
    });
    await step("press End", async () => {
      await page.waitForSelector('>>> live-avatar[state="ready"]', WAIT);
      await press(page, "button", "End conversation");
      await page.waitForSelector('>>> live-avatar[state="idle"]', WAIT);
    });
    await step("keep the console and the network clean", async () => {
      assert.deepEqual([...visitor.problems, ...said], []);
    });
  } finally {
    await visitor.close();
  }
}

/** @throws Error that names the application and the step */
export async function walk(app: StackApp, tarball: string, test: TestContext): Promise<void> {
  const step: Step = async (what, work) => {
    const started = performance.now();
    try {
      return await work();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`${app.name} could not ${what}: ${why}`, { cause: error });
    } finally {
      test.diagnostic(`${app.name}: ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    }
  };
  await script.buildInCache(async (folder) => {
    await assemble(app, folder);
    const packages = await step("install", () => script.install(app.name, folder, tarball));
    try {
      await step("build", () => build(folder));
      const site = await step("serve", () => serve(app, folder));
      try {
        for (const page of app.pages ?? ["/"]) {
          await converse(site.url + page, (what, work) => step(page === "/" ? what : `${what} (${page})`, work));
        }
      } finally {
        await site.close();
      }
    } finally {
      await packages.giveBack();
    }
  });
}
