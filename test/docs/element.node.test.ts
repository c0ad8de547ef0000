/** What docs/element.md says of the tag is what the tables say. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { block } from "../support/documents.js";
import { checkMarkup } from "../support/markup.js";

const DOCUMENT = "docs/element.md";

describe(DOCUMENT, () => {
  it("has a tag with attributes that the element knows", () => {
    assert.equal(checkMarkup(block(DOCUMENT, "<live-avatar token-endpoint")), 1);
  });
});
