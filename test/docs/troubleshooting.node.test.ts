/** docs/troubleshooting.md has every error code once, below its stage, and no code that is gone. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ERROR_CODES } from "../../src/core/errors.js";
import { chapter, rowsOf, textOf } from "../support/documents.js";

const DOCUMENT = "docs/troubleshooting.md";
const wordsIn = (text = ""): string[] => [...text.matchAll(/`([a-z-]+)`/g)].map(([, word = ""]) => word);

/** The codes of the chapter by code, each with the stages of the heading above it. */
const sections = [...textOf(DOCUMENT).matchAll(/^### .*$/gm)].map(([heading]) => ({
  stages: wordsIn(heading),
  codes: rowsOf(chapter(DOCUMENT, heading)).flatMap(([codes]) => wordsIn(codes)),
}));

describe(DOCUMENT, () => {
  it("has every error code once", () => {
    const said = sections.flatMap(({ codes }) => codes);
    assert.deepEqual(said.sort(), Object.keys(ERROR_CODES).sort());
  });

  it("has each below its stage", () => {
    for (const { stages, codes } of sections) {
      for (const code of codes) {
        assert.ok(
          stages.includes(ERROR_CODES[code as keyof typeof ERROR_CODES].stage),
          `${code} below ${String(stages)}`,
        );
      }
    }
  });

  it("says something of each", () => {
    for (const [heading] of textOf(DOCUMENT).matchAll(/^### .*$/gm)) {
      for (const [code, causes = ""] of rowsOf(chapter(DOCUMENT, heading))) assert.ok(causes.length > 7, code);
    }
  });
});
