/** The recipe of docs/character-cards.md is run. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { block } from "../support/documents.js";
import { run } from "../support/snippets.js";

describe("docs/character-cards.md", () => {
  it("makes a prompt of a card", async () => {
    const { greeting, messages } = await run(block("docs/character-cards.md", "parseCharacterCard"));
    assert.equal(greeting, "Good evening, Sam. Mind the stairs.");
    const [system, ...rest] = messages as { role: string; content: string }[];
    assert.match(system?.content ?? "", /^In fog .*\n\nAda keeps the lighthouse[^]*ACT/);
    assert.deepEqual(
      rest.map(({ content }) => content),
      ["Is that fog out there?"],
    );
  });
});
