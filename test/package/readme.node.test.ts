/** Every snippet of the README is run: scripts against the built package, mark-up and styles by what they name. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { describe, it } from "node:test";
import { run, snippets } from "../support/snippets.js";

const ROOT = resolve(import.meta.dirname, "../..");
const README = readFileSync(resolve(ROOT, "README.md"), "utf8");
const ARCHIVE = JSON.parse(readFileSync(resolve(ROOT, "custom-elements.json"), "utf8")) as {
  modules: {
    declarations: {
      tagName?: string;
      attributes?: { name: string }[];
      cssParts?: { name: string }[];
      cssStates?: { name: string }[];
      events?: { name: string }[];
    }[];
  }[];
};
const element = ARCHIVE.modules
  .flatMap(({ declarations }) => declarations)
  .find(({ tagName }) => tagName === "live-avatar");
assert.ok(element);

const names = (items: readonly { name: string }[] = []): string[] => items.map(({ name }) => name);

describe("the README", () => {
  it("names commands that exist", () => {
    const { scripts } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const commands = [
      ...snippets("sh", README)
        .join("\n")
        .matchAll(/npm (?:run )?(\w+)/g),
    ].map(([, name]) => name ?? "");
    assert.ok(commands.length >= 2);
    for (const name of commands) assert.ok(scripts[name], `npm run ${name}`);
  });

  it("has a tag with attributes that the element knows", () => {
    for (const snippet of snippets("html", README)) {
      for (const [, attributes = ""] of snippet.matchAll(/<live-avatar([^>]*)>/g)) {
        for (const [, name = ""] of attributes.matchAll(/([\w-]+)=/g))
          assert.ok(names(element.attributes).includes(name), name);
      }
      const source = /src="(\/dist\/cdn\/[^"]+)"/.exec(snippet)?.[1];
      assert.ok(source && existsSync(resolve(ROOT, `.${source}`)), "the script is built");
    }
  });

  it("styles parts and states that the element has", () => {
    const css = snippets("css", README).join("\n");
    for (const [, name = ""] of css.matchAll(/::part\(([\w-]+)\)/g))
      assert.ok(names(element.cssParts).includes(name), name);
    for (const [, name = ""] of css.matchAll(/:state\(([\w-]+)\)/g))
      assert.ok(names(element.cssStates).includes(name), name);
  });

  it("links to files that exist", () => {
    for (const [, target = ""] of README.matchAll(/\]\(([^)#]+)\)/g)) {
      if (!target.startsWith("http"))
        assert.ok(existsSync(resolve(dirname(resolve(ROOT, "README.md")), target)), target);
    }
  });

  it("makes a token handler that answers", async () => {
    const source = snippets("js", README).find((snippet) => snippet.includes("createTokenHandler"));
    assert.ok(source);
    const { handler } = await run(source, { process: { env: { LIVEAVATAR_API_KEY: "key-for-the-readme" } } });
    const answer = await (handler as (request: Request) => Promise<Response>)(
      new Request("https://www.example.com/api", { method: "GET" }),
    );
    assert.equal(answer.status, 405);
  });

  it("makes a session", async () => {
    const source = snippets("js", README).find((snippet) => snippet.includes("AvatarSession"));
    assert.ok(source);
    const { session } = await run(`${source}\nexport { session };`);
    assert.equal((session as { state: string }).state, "idle");
  });

  it("listens to events that the element has", async () => {
    const source = snippets("js", README).find((snippet) => snippet.includes("querySelector"));
    assert.ok(source);
    const heard: string[] = [];
    const avatar = {
      addEventListener(name: string, listener: (event: unknown) => void) {
        heard.push(name);
        listener({ detail: { message: { role: "user", content: "hi" }, error: { code: "no-answer", help: "" } } });
      },
    };
    await run(source, { document: { querySelector: () => avatar }, console: { log() {}, warn() {} } });
    assert.deepEqual(
      heard.filter((name) => !names(element.events).includes(name)),
      [],
    );
  });
});

describe("docs/character-cards.md", () => {
  it("makes a prompt of a card", async () => {
    const [source, ...others] = snippets("js", readFileSync(resolve(ROOT, "docs/character-cards.md"), "utf8"));
    assert.ok(source && others.length === 0);
    const { greeting, messages } = await run(source);
    assert.equal(greeting, "Good evening, Sam. Mind the stairs.");
    const [system, ...rest] = messages as { role: string; content: string }[];
    assert.match(system?.content ?? "", /^In fog .*\n\nAda keeps the lighthouse[^]*ACT/);
    assert.deepEqual(
      rest.map(({ content }) => content),
      ["Is that fog out there?"],
    );
  });
});
