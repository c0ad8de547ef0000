/** What docs/writing.md shows: tags with questions to begin with, and a page that collects ratings. */
import { expect } from "chai";
import "../../src/index.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { until } from "../contracts/framework.js";
import { markup, recipe } from "../support/recipe.js";

const DOCUMENT = "docs/writing.md";

async function shown(words: string): Promise<LiveAvatarElement> {
  const body = new DOMParser().parseFromString(await markup(DOCUMENT, words), "text/html").body;
  const element = document.importNode(body.firstElementChild as LiveAvatarElement, true);
  document.body.append(element);
  return element;
}

describe(DOCUMENT, () => {
  it("has a tag with questions", async () => {
    const element = await shown('gate="choice"');
    await until(() => element.renderRoot.querySelectorAll(".suggestion").length === 2);
    expect(element.gate).to.equal("choice");
    element.remove();
  });

  it("has a tag with questions of the page's own", async () => {
    const element = await shown('slot="suggestions"');
    const slot = (): HTMLSlotElement | null => element.renderRoot.querySelector("slot[name=suggestions]");
    await until(() => slot() !== null);
    expect(slot()!.assignedElements()).to.have.length(1);
    element.remove();
  });

  it("collects ratings", async () => {
    const { collect } = await recipe<{ collect: (avatar: EventTarget, record: (rating: unknown) => void) => void }>(
      DOCUMENT,
      "// rating.js",
    );
    const avatar = Object.assign(new EventTarget(), { session: { id: "c1" } });
    const ratings: unknown[] = [];
    collect(avatar, (rating) => ratings.push(rating));
    avatar.dispatchEvent(new CustomEvent("avatar-rating", { detail: { target: "conversation", value: "up" } }));
    expect(ratings).to.deep.equal([
      { target: "conversation", messageId: undefined, value: "up", text: undefined, conversation: "c1" },
    ]);
  });
});
