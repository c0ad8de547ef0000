/** What a demo page shows to be copied is the tag of that page; what it offers to say is something that is understood. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Demo, startDemo } from "../../demo/server/main.js";
import { ANSWER_BOOK, answerTo } from "../../src/emulator/answers.js";
import { ROOT } from "../support/documents.js";
import { checkMarkup } from "../support/markup.js";

const FILES = readdirSync(resolve(ROOT, "demo")).filter((name) => name.endsWith(".html"));
const PATHS = FILES.map((name) => (name === "index.html" ? "/" : `/${name}`));
/** Pages that show what to copy. */
const OFFERING = FILES.filter((name) => !["diagnosis.html", "script-tag.html"].includes(name));
const BUILDING = "The server is being built: about three minutes.";

const startPages = () => startDemo({ port: 0, livekit: undefined, missing: BUILDING, isBuilding: true, env: {} });

const decoded = (text: string): string =>
  text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

/** The snippet of a page, as whoever presses Copy gets it. */
function snippetOf(page: string): string {
  const [, code = ""] = /<pre id="tag"[^>]*><code>(.*?)<\/code>/s.exec(page) ?? [];
  assert.notEqual(code, "");
  return decoded(code);
}

/** The attributes of the avatar in a piece of mark-up, in order; `id` is only for the page's own script. */
function tagOf(markup: string): string[] {
  const [, attributes = ""] = /<live-avatar((?:\s+[\w-]+(?:="[^"]*")?)*)\s*><\/live-avatar>/.exec(markup) ?? [];
  return [...attributes.matchAll(/[\w-]+(?:="[^"]*")?/g)].map(([one]) => one).filter((one) => !one.startsWith("id="));
}

describe("the demo's pages", () => {
  let demo: Demo;
  const pages = new Map<string, string>();
  const pageOf = (name: string): string => pages.get(name) ?? "";
  before(async () => {
    demo = await startPages();
    for (const [index, name] of FILES.entries()) {
      pages.set(name, await (await fetch(`${demo.url}${PATHS[index] ?? ""}`)).text());
    }
  });
  after(() => demo.close());

  it("link all of each other, and mark the one that is shown", () => {
    for (const [index, name] of FILES.entries()) {
      const [, nav = ""] = /<nav aria-label="Pages">(.*?)<\/nav>/s.exec(pageOf(name)) ?? [];
      const linked = [...nav.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
      assert.deepEqual(linked.toSorted(), PATHS.toSorted(), name);
      assert.deepEqual(/href="([^"]*)" aria-current="page"/.exec(nav)?.[1], PATHS[index], name);
    }
  });

  for (const name of OFFERING) {
    it(`show their own tag and scripts: ${name}`, () => {
      const page = pageOf(name);
      const snippet = snippetOf(page);
      const shown = tagOf(snippet);
      assert.ok(shown.length > 0);
      assert.deepEqual(shown, tagOf(page.replace(/<pre id="tag".*?<\/pre>/s, "")));
      assert.equal(checkMarkup(snippet), 1);
      assert.match(snippet, /^<script type="module" src="\/dist\/cdn\/live-avatar\.js"><\/script>\n/);
      assert.doesNotMatch(snippet, /showcase\.js|api-url| {4}/);
    });

    it(`say what one can say: ${name}`, () => {
      const offered = (/suggestions="([^"]*)"/.exec(snippetOf(pageOf(name)))?.[1] ?? "").split("|");
      assert.ok(offered.length >= 3);
      if (name !== "index.html") return;
      const answers = ANSWER_BOOK.map(({ answer }) => answer);
      for (const text of offered) assert.ok(answers.includes(answerTo(text)), text);
    });

    it(`begin with a face: ${name}`, async () => {
      const [, poster] = /poster="([^"]*)"/.exec(snippetOf(pageOf(name))) ?? [];
      assert.ok(poster);
      assert.equal((await fetch(`${demo.url}${poster}`)).headers.get("content-type"), "image/webp");
    });
  }
});

describe("while the LiveKit server is being built", () => {
  let demo: Demo;
  before(async () => {
    demo = await startPages();
  });
  after(() => demo.close());
  const textOf = async (path: string): Promise<string> => (await fetch(`${demo.url}${path}`)).text();
  const service = async (): Promise<unknown> => (await fetch(`${demo.url}/api/live-avatar/service`)).json();

  it("the pages of rooms say so and ask again; the others work", async () => {
    for (const path of ["/", "/own-llm.html", "/script-tag.html"]) {
      assert.match(await textOf(path), /id="building" role="status">The server is being built/, path);
      assert.match(await textOf(path), /src="\/building\.js"/, path);
    }
    for (const path of ["/portrait.html", "/memory.html", "/playground.html"]) {
      assert.doesNotMatch(await textOf(path), /building/, path);
    }
    assert.deepEqual(await service(), { state: "building", message: BUILDING });
    const token = await fetch(`${demo.url}/api/live-avatar/token`, { method: "POST", headers: { Origin: demo.url } });
    assert.equal(token.status, 503);
  });

  it("they say why, where it could not be built", async () => {
    demo.setMissing("There is no Go.");
    assert.deepEqual(await service(), { state: "missing", message: "There is no Go." });
    assert.doesNotMatch(await textOf("/"), /id="building"/);
  });
});
