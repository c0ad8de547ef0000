/** No block of code stands in our documents that no test runs, and no test claims one that is gone. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { blocksIn, candidates, CLAIMS, codeIn, DOCUMENTS, ROOT, textOf } from "../support/documents.js";

const claimsOn = (document: string, language: string, source: string) =>
  CLAIMS.filter((claim) => claim.document === document && claim.language === language && source.includes(claim.words));

describe("every block of code in a document", () => {
  it("is found where there are blocks", () => {
    const text =
      'a\n```js\nlet a;\n```\n\n```\nb\n```\n```jsx title="x"\n<a>\n```\n~~~ts\n```\n~~~\n````md\n```sh\nc\n```\n````\n';
    assert.deepEqual(
      blocksIn(text).map(({ language, source }) => [language, source.split("\n")[0]]),
      [
        ["js", "let a;"],
        ["", "b"],
        ['jsx title="x"', "<a>"],
        ["ts", "```"],
        ["md", "```sh"],
      ],
    );
    assert.ok(DOCUMENTS.length > 8, String(DOCUMENTS));
  });

  for (const document of DOCUMENTS) {
    it(`of ${document} is run by one test`, () => {
      const text = textOf(document);
      // An indented or unclosed fence would be read past.
      assert.equal(
        [...text.matchAll(/^ *(```|~~~)/gm)].length,
        2 * blocksIn(text).length,
        "fences stand at the margin",
      );
      for (const { language, source } of codeIn(text)) {
        const found = claimsOn(document, language, source);
        assert.equal(found.length, 1, `${found.length} claims in test/support/documents.ts for:\n${source}`);
      }
    });
  }

  it("that is claimed is there, and its test asks for it by its words", () => {
    for (const claim of CLAIMS) {
      const { document, words, test } = claim;
      assert.ok(DOCUMENTS.includes(document), `${document} is a document`);
      assert.equal(candidates(claim).length, 1, `${document} has one block with "${words}"`);
      assert.ok(existsSync(join(ROOT, test)), `${test} exists`);
      const source = readFileSync(join(ROOT, test), "utf8");
      const spoken = [JSON.stringify(words), `'${words}'`];
      assert.ok(source.includes(document), `${test} reads ${document}`);
      assert.ok(
        spoken.some((one) => source.includes(one)),
        `${test} asks for "${words}"`,
      );
    }
  });
});
