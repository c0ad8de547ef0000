/** Every snippet of the README is run: scripts against the built package, mark-up and styles by what they name. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import { block, chapter, ROOT, rowsOf } from "../support/documents.js";
import { checkMarkup, element, names } from "../support/markup.js";
import { run } from "../support/snippets.js";

const snippet = (words: string): string => block("README.md", words);

describe("the README", () => {
  it("has a tag with attributes that the element knows, and a script that is built", () => {
    const source = snippet("<live-avatar token-endpoint");
    assert.equal(checkMarkup(source), 1);
    const script = /src="(\/dist\/cdn\/[^"]+)"/.exec(source)?.[1];
    assert.ok(script && existsSync(resolve(ROOT, `.${script}`)), "the script is built");
  });

  it("has a portrait's tag with attributes that the element knows", () => {
    assert.equal(checkMarkup(snippet("<live-avatar llm-base-url")), 1);
  });

  it("has a line with attributes that the element knows, and a script that is built", () => {
    const source = snippet("embed.js");
    const script = /src="(\/dist\/cdn\/[^"]+)"/.exec(source)?.[1];
    assert.ok(script && existsSync(resolve(ROOT, `.${script}`)), "the script is built");
    const given = [...source.matchAll(/ data-([\w-]+)=/g)].map(([, name]) => name);
    assert.ok(given.length > 1);
    for (const name of given) assert.ok(names(element.attributes).includes(name ?? ""), name);
  });

  it("imports an entry that is built", () => {
    const name = /^import "(.+)";$/m.exec(snippet('import "live-avatar";'))?.[1];
    assert.ok(name);
    // It registers a tag: that it loads is shown in the browser, in test/docs/element.test.ts.
    assert.ok(existsSync(new URL(import.meta.resolve(name))), name);
  });

  it("names every entry point, with what it exports", async () => {
    const { exports } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8")) as { exports: object };
    const rows = rowsOf(chapter("README.md", "## What to import from where"));
    const codeIn = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
    const named = rows.flatMap(([entry]) => codeIn(entry));
    assert.deepEqual(
      named.sort(),
      Object.keys(exports)
        .map((path) => path.replace(/^\./, "live-avatar"))
        .sort(),
    );
    for (const [entry, what] of rows) {
      const [name = ""] = codeIn(entry);
      if (/\.(json|css)$/.test(name)) continue;
      const module = (await import(name)) as object;
      const words = codeIn(what).flatMap((code) => code.split(" and "));
      assert.deepEqual(
        words.filter((word) => !(word in module)),
        [],
        name,
      );
    }
  });

  it("styles parts and states that the element has", () => {
    const css = snippet("live-avatar:state(speaking)");
    for (const [, name = ""] of css.matchAll(/::part\(([\w-]+)\)/g))
      assert.ok(names(element.cssParts).includes(name), name);
    for (const [, name = ""] of css.matchAll(/:state\(([\w-]+)\)/g))
      assert.ok(names(element.cssStates).includes(name), name);
  });

  it("makes a token handler that answers", async () => {
    const source = snippet("createTokenHandler");
    const { handler } = await run(source, { process: { env: { LIVEAVATAR_API_KEY: "key-for-the-readme" } } });
    const answer = await (handler as (request: Request) => Promise<Response>)(
      new Request("https://www.example.com/api", { method: "GET" }),
    );
    assert.equal(answer.status, 405);
  });

  it("makes a session", async () => {
    const { session } = await run(`${snippet("new LiveAvatarRenderer")}\nexport { session };`);
    assert.equal((session as { state: string }).state, "idle");
  });

  it("listens to events that the element has", async () => {
    const heard: string[] = [];
    const avatar = {
      addEventListener(name: string, listener: (event: unknown) => void) {
        heard.push(name);
        listener({ detail: { message: { role: "user", content: "hi" }, error: { code: "no-answer", help: "" } } });
      },
    };
    const globals = { document: { querySelector: () => avatar }, console: { log() {}, warn() {} } };
    await run(snippet("querySelector"), globals);
    assert.ok(heard.length > 0);
    assert.deepEqual(
      heard.filter((name) => !names(element.events).includes(name)),
      [],
    );
  });
});
