/** What docs/memory.md shows: threads without a session. */
import { expect } from "chai";
import { deleteDB } from "idb";
import type { ChatMessage, Thread } from "../../src/browser/index.js";
import { recipe } from "../support/recipe.js";

const DOCUMENT = "docs/memory.md";

interface Remembered {
  readonly newest: readonly Thread[];
  readonly lastPage: readonly ChatMessage[];
}

describe(DOCUMENT, () => {
  afterEach(() => deleteDB("avatarlayer-threads"));

  it("has threads that are kept from one call to the next", async () => {
    const { remember } = await recipe<{ remember: (id: string, words: string) => Promise<Remembered> }>(
      DOCUMENT,
      "// threads.js",
    );
    await remember("a", "Good morning");
    await remember("b", "Good night");
    const { newest, lastPage } = await remember("a", "Good morning again");
    expect(newest.map(({ id }) => id)).to.have.members(["a", "b"]);
    expect(newest.find(({ id }) => id === "a")?.title).to.equal("Good morning again");
    expect(lastPage.map(({ content }) => content)).to.deep.equal(["Good morning", "Good morning again"]);
  });
});
