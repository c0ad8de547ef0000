/**
 * The documentation site, as `npm run site` builds it: its pages are there, and a visitor of its example talks to the portrait, without
 * a key and without a server but one of files.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { openBrowser, type VisitorBrowser } from "../support/browser.js";
import { DOCUMENTS, ROOT } from "../support/documents.js";
import { element, names } from "../support/markup.js";
import { control, untilSaid, untilState } from "../support/page-talk.js";
import { axeFinds } from "../support/wordpress-visitor.js";

const SITE = join(ROOT, "artifacts/site");
const TYPES: Readonly<Record<string, string>> = {
  ...{ ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" },
  ...{ ".webp": "image/webp", ".svg": "image/svg+xml", ".woff2": "font/woff2" },
};

let server: Server | undefined;
let visitor: VisitorBrowser | undefined;

before(async () => {
  // The project's own way to programs is a script without types.
  const { run } = (await import(new URL("../../scripts/lib/run.mjs", import.meta.url).href)) as {
    readonly run: (program: string, args: readonly string[]) => Promise<{ code: number; output: string }>;
  };
  const built = await run(process.execPath, ["scripts/site.mjs"]);
  assert.equal(built.code, 0, built.output);
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://site");
    const file = join(SITE, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    readFile(file).then(
      (content) => response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "text/plain" }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
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
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`, { waitUntil: "networkidle0" });
  return { page, problems: visitor.problems };
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

  it("leads from page to page, to headings that are there", async () => {
    const { page, problems } = await open("");
    await page.locator("main a[href$='server.html#mounting']").click();
    await page.waitForFunction(() => document.querySelector("h3#mounting") !== null);
    const dead = await page.$$eval("main a[href^='#']", (links) =>
      links.map(({ hash }) => decodeURIComponent(hash.slice(1))).filter((id) => document.getElementById(id) === null),
    );
    assert.deepEqual(dead, []);
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

  it("has an example that answers, and in which axe finds nothing", async () => {
    const { page, problems } = await open("examples/portrait.html");
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
  });
});
