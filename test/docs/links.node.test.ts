/** Links between our documents lead to files, and to headings, that are there. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { blocksIn, DOCUMENTS, ROOT, textOf } from "../support/documents.js";

/** A heading's anchor, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");

const anchorsIn = (text: string): string[] => {
  const prose = blocksIn(text).reduce((rest, { source }) => rest.replace(source, ""), text);
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));
};

describe("the links", () => {
  for (const document of DOCUMENTS) {
    it(`of ${document} lead somewhere`, () => {
      for (const [, target = ""] of textOf(document).matchAll(/\]\(([^)]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [path = "", anchor] = target.split("#");
        const file = path === "" ? document : join(dirname(document), path);
        assert.ok(existsSync(join(ROOT, file)), `${target} of ${document}`);
        if (anchor !== undefined) assert.ok(anchorsIn(textOf(file)).includes(anchor), `${target} of ${document}`);
      }
    });
  }

  it("lead from the README to every document", () => {
    const readme = textOf("README.md");
    const missing = DOCUMENTS.filter((name) => name !== "README.md" && !readme.includes(`](${name}`));
    assert.deepEqual(missing, []);
  });
});
