/**
 * The documentation site, as `npm run site` builds it: its pages are there, and a visitor of its example talks to the portrait, without
 * a key and without a server but one of files.
 */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { openBrowser, type VisitorBrowser } from "../support/browser.js";
import { blocksIn, DOCUMENTS, ROOT, textOf } from "../support/documents.js";
import { element, names } from "../support/markup.js";
import { control, untilSaid, untilState } from "../support/page-talk.js";
import { axeFinds } from "../support/wordpress-visitor.js";

const SITE = join(ROOT, "artifacts/site");
const TYPES: Readonly<Record<string, string>> = {
  ...{ ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" },
  ...{ ".webp": "image/webp", ".svg": "image/svg+xml", ".woff2": "font/woff2" },
};

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, group = ""]) => group);

/** The mark-up that the example's page shows, as a page of its own. */
const AS_SHOWN =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Lamps</title><link rel="icon" href="data:,">' +
  (blocksIn(textOf("site/examples/portrait.md")).find(({ language }) => language === "html")?.source ?? "");

let server: Server | undefined;
let origin = "";
let visitor: VisitorBrowser | undefined;

before(async () => {
  // The project's own way to programs is a script without types.
  const { run } = (await import(new URL("../../scripts/lib/run.mjs", import.meta.url).href)) as {
    readonly run: (program: string, args: readonly string[]) => Promise<{ code: number; output: string }>;
  };
  const built = await run(process.execPath, ["scripts/site.mjs"]);
  assert.equal(built.code, 0, built.output);
  const created = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://site");
    if (pathname === "/as-shown.html")
      return void response.writeHead(200, { "Content-Type": "text/html" }).end(AS_SHOWN);
    const file = join(SITE, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    readFile(file).then(
      (content) => response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "text/plain" }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => created.listen(0, "127.0.0.1", listening));
  server = created;
  origin = `http://127.0.0.1:${(created.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await visitor?.close();
  visitor = undefined;
});
after(() => {
  server?.closeAllConnections();
  server?.close();
});

async function open(path: string) {
  visitor = await openBrowser();
  const page = await visitor.newPage();
  await page.goto(`${origin}/${path}`, { waitUntil: "networkidle0" });
  return { page, problems: visitor.problems };
}

/** A visitor's typed conversation with the example. */
async function converse(path: string): Promise<void> {
  const { page, problems } = await open(path);
  await control(page, "button", "Start");
  assert.deepEqual(await axeFinds(page, "live-avatar"), []);
  await (await control(page, "button", "Start")).click();
  await untilSaid(page, "assistant", "welcome to the lamp shop");
  const field = await control(page, "textbox", "Type a message");
  await field.type("When are you open?");
  await field.press("Enter");
  await untilSaid(page, "user", "when are you open?");
  await untilSaid(page, "assistant", "from monday to friday, from ten to six");
  assert.deepEqual(await axeFinds(page, "live-avatar"), []);
  await (await control(page, "button", "End conversation")).click();
  await untilState(page, "idle");
  assert.deepEqual(problems, []);
}

describe("the documentation site", () => {
  it("has a page for every document, and every picture of the first", async () => {
    for (const document of DOCUMENTS.filter((name) => name.startsWith("docs/"))) {
      const html = await readFile(join(SITE, document.replace(/\.md$/, ".html")), "utf8");
      assert.match(html, /<h1 /, document);
    }
    const { page, problems } = await open("");
    // They are loaded when they come into sight.
    const widths = await page.$$eval("main img", (pictures) =>
      Promise.all(pictures.map((one) => one.decode().then(() => one.naturalWidth))),
    );
    assert.equal(widths.length, 2);
    assert.ok(
      widths.every((width) => width > 100),
      String(widths),
    );
    assert.deepEqual(problems, []);
  });

  it("has no link to a page or a heading that is not there", async () => {
    const files = (await readdir(SITE, { recursive: true })).filter(
      (name) => name.endsWith(".html") && name !== "404.html",
    );
    const pages = new Map(
      await Promise.all(files.map(async (name) => [name, await readFile(join(SITE, name), "utf8")] as const)),
    );
    const ids = new Map([...pages].map(([name, html]) => [name, new Set(matches(html, / id="([^"]+)"/g))]));
    let count = 0;
    for (const [name, html] of pages) {
      for (const href of matches(html, /<a[^>]* href="([^"]+)"/g)) {
        const { origin: at, pathname, hash } = new URL(href, `http://site/${name}`);
        if (at !== "http://site") continue;
        count += 1;
        const anchors = ids.get(pathname === "/" ? "index.html" : pathname.slice(1));
        assert.ok(anchors, `${href} of ${name}`);
        if (hash !== "") assert.ok(anchors.has(decodeURIComponent(hash.slice(1))), `${href} of ${name}`);
      }
    }
    assert.ok(count > 500, String(count));
  });

  it("leads from page to page", async () => {
    const { page, problems } = await open("");
    await page.locator("main a[href$='server.html#mounting']").click();
    await page.waitForFunction(() => document.querySelector("h3#mounting") !== null);
    assert.deepEqual(problems, []);
  });

  it("has all of the element in its API reference", async () => {
    const { page } = await open("docs/api.html");
    const firsts = await page.$$eval("main td:first-child code", (cells) =>
      cells.map(({ textContent }) => textContent),
    );
    const { attributes, events, slots, cssParts, cssProperties, cssStates } = element;
    const all = [attributes, events, slots, cssParts, cssProperties, cssStates].flatMap((items) => names(items));
    assert.ok(all.length > 250, String(all.length));
    assert.deepEqual(
      all.filter((name) => !firsts.includes(name)),
      [],
    );
    assert.ok(firsts.some((name) => name.startsWith("sendMessage(")));
  });

  it("has an example that answers, and in which axe finds nothing", () => converse("examples/portrait.html"));

  it("shows that example as a page that does the same", () => converse("as-shown.html"));

  it("has an example whose buttons drive the avatar, and that writes down its events", async () => {
    const { page, problems } = await open("examples/script.html");
    const press = (name: string) => page.locator(`main button:not([disabled]) ::-p-text(${name})`).click();
    await control(page, "button", "Start");
    await press("start()");
    await press("sendMessage()");
    await untilSaid(page, "assistant", "from monday to friday, from ten to six");
    await page.waitForFunction(() => document.querySelector("main ol")?.textContent.includes("from ten to six"));
    assert.deepEqual(await axeFinds(page, "main .vp-doc"), []);
    await press("stop()");
    await untilState(page, "idle");
    await page.waitForFunction(() => document.querySelector("main ol")?.textContent.includes("idle"));
    assert.deepEqual(problems, []);
  });
});
