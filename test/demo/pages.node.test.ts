/** What a demo page shows to be copied is the tag of that page; what it offers to say is something that is understood. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import { ANSWER_BOOK, answerTo } from "../../src/emulator/answers.js";
import { ROOT } from "../support/documents.js";
import { checkMarkup } from "../support/markup.js";

const PAGES = ["index.html", "memory.html", "own-llm.html", "portrait.html", "without-a-backend.html"];

const pageOf = (name: string): string => readFileSync(resolve(ROOT, "demo", name), "utf8");

const decoded = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

/** The snippet of a page, as whoever presses Copy gets it. */
function snippetOf(page: string): string {
  const [, code = ""] = /<pre id="tag"[^>]*><code>(.*?)<\/code><\/pre>/s.exec(page) ?? [];
  assert.notEqual(code, "");
  return decoded(code);
}

/** The attributes of the avatar in a piece of mark-up, in order; `id` is only for the page's own script. */
function tagOf(markup: string): string[] {
  const [, attributes = ""] = /<live-avatar((?:\s+[\w-]+(?:="[^"]*")?)*)\s*><\/live-avatar>/.exec(markup) ?? [];
  return [...attributes.matchAll(/[\w-]+(?:="[^"]*")?/g)].map(([one]) => one).filter((one) => !one.startsWith("id="));
}

const scriptOf = (markup: string): string | undefined => /<script [^>]*live-avatar\.js"><\/script>/.exec(markup)?.[0];

for (const name of PAGES) {
  describe(`demo/${name}`, () => {
    const page = pageOf(name);
    const snippet = snippetOf(page);

    it("shows its own tag", () => {
      const shown = tagOf(snippet);
      assert.ok(shown.length > 0);
      assert.deepEqual(shown, tagOf(page.replace(/<pre id="tag".*?<\/pre>/s, "")));
      assert.equal(checkMarkup(snippet), 1);
    });

    it("shows its own script", () => {
      assert.ok(scriptOf(snippet));
      assert.equal(scriptOf(snippet), scriptOf(page));
    });

    it("says what one can say", () => {
      const [, list = ""] = /<ul id="suggestions">(.*?)<\/ul>/s.exec(page) ?? [];
      const offered = [...list.matchAll(/<button type="button">(.*?)<\/button>/g)].map(([, text = ""]) =>
        decoded(text),
      );
      assert.ok(offered.length >= 4);
      assert.match(page, /src="\/suggestions\.js"/);
      if (name !== "index.html") return;
      const answers = ANSWER_BOOK.map(({ answer }) => answer);
      for (const text of offered) assert.ok(answers.includes(answerTo(text)), text);
    });
  });
}
