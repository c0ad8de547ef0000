/** What docs/recipes.md shows for a server that keeps what authors write: the list of attributes, and sanitize-html. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AUTHOR_ATTRIBUTES } from "../support/author-attributes.js";
import { block } from "../support/documents.js";
import { run } from "../support/snippets.js";

const DOCUMENT = "docs/recipes.md";
const LIST = block(DOCUMENT, "// attributes.js");

describe("the recipes for authors", () => {
  it("let them set every attribute of the element that is theirs, and no other", async () => {
    const { ATTRIBUTES } = await run(LIST);
    assert.deepEqual([...(ATTRIBUTES as string[])].sort(), [...AUTHOR_ATTRIBUTES].sort());
  });

  it("keep the tag with sanitize-html, with the site's endpoint and without what is not theirs", async () => {
    const { sanitize } = (await run(
      block(DOCUMENT, "// sanitized.js"),
      {},
      { "./attributes.js": LIST },
    )) as unknown as {
      readonly sanitize: (html: string) => string;
    };
    const written = `<p>Hi</p><live-avatar layout="floating" no-captions greeting="a &quot;b&quot; &lt;c&gt;" token-endpoint="https://evil.example/"
      relay-endpoint="https://evil.example/" onclick="alert(1)" style="position:fixed" poster="javascript:alert(1)" user-id="boss"><script>alert(1)</script></live-avatar>
      <live-evil></live-evil>`;
    assert.equal(
      sanitize(written).trim(),
      `<p>Hi</p><live-avatar layout="floating" no-captions greeting="a &quot;b&quot; &lt;c&gt;" token-endpoint="/live-avatar/token"></live-avatar>`,
    );
    assert.match(sanitize(`<live-avatar poster="/ada.webp"></live-avatar>`), / poster="\/ada\.webp"/);
  });
});
