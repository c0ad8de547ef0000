/** Ratings: thumbs for answers and a word at the end, told to the page by an event and to nobody else. */
import "axe-core";
import type axeCore from "axe-core";
import { expect } from "chai";
import { sendKeys } from "@web/test-runner-commands";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, find, settled, talk, until, untilLoaded } from "./support.js";

const { axe } = globalThis as unknown as { axe: typeof axeCore };

function heard(element: LiveAvatarElement): unknown[] {
  const ratings: unknown[] = [];
  element.addEventListener("avatar-rating", ({ detail }) => ratings.push(detail));
  return ratings;
}

const thumbs = (element: LiveAvatarElement, within = ".transcript") => [
  ...element.renderRoot.querySelectorAll<HTMLButtonElement>(`${within} .thumb`),
];
const pressed = (element: LiveAvatarElement, within?: string) =>
  thumbs(element, within).map((thumb) => thumb.getAttribute("aria-pressed"));

async function answered(rating: string) {
  const { element, renderer } = await talk({ rating });
  const ratings = heard(element);
  void element.sendMessage("Hello");
  renderer.answer("Good morning.");
  await until(() => element.messages.length === 2);
  await settled(element);
  return { element, ratings, renderer };
}

describe("rating", () => {
  afterEach(clear);

  it("is not there unless a page wants it", async () => {
    const { element } = await answered("");
    expect(thumbs(element)).to.deep.equal([]);
    await element.stop();
    await settled(element);
    expect(find(element, ".rating")).to.equal(null);
  });

  it("of an answer tells the page, and can be changed and taken back", async () => {
    const { element, ratings } = await answered("answers");
    await untilLoaded(() => thumbs(element).length === 2);
    const { id } = element.messages[1]!;
    for (const index of [0, 1, 1]) {
      thumbs(element)[index]!.click();
      await settled(element);
    }
    expect(ratings).to.deep.equal([
      { target: "answer", messageId: id, value: "up" },
      { target: "answer", messageId: id, value: "down" },
      { target: "answer", messageId: id, value: null },
    ]);
    thumbs(element)[1]!.click();
    await settled(element);
    expect(pressed(element)).to.deep.equal(["false", "true"]);
    const { violations } = await axe.run(element);
    expect(violations.map(({ id: rule }) => rule)).to.deep.equal([]);
    await element.stop();
    await settled(element);
    expect(find(element, "form.rating")).to.equal(null);
    expect(pressed(element)).to.deep.equal(["false", "true"]);
  });

  it("at the end tells a thumb and a word, and the focus stays", async () => {
    const { element, ratings } = await answered("end");
    expect(thumbs(element)).to.deep.equal([]);
    await element.stop();
    await untilLoaded(() => find(element, "form.rating") !== null);
    find<HTMLFormElement>(element, "form.rating")!.requestSubmit();
    expect(ratings).to.deep.equal([]);
    const { violations } = await axe.run(element);
    expect(violations.map(({ id: rule }) => rule)).to.deep.equal([]);
    thumbs(element, "form.rating")[0]!.click();
    find(element, ".words")!.focus();
    const keys: string[] = [];
    const listen = ({ key }: KeyboardEvent): unknown => keys.push(key);
    document.addEventListener("keydown", listen);
    await sendKeys({ type: "so kind" });
    document.removeEventListener("keydown", listen);
    expect(keys).to.deep.equal([]);
    find(element, "form.rating .pill")!.focus();
    await sendKeys({ press: "Enter" });
    await settled(element);
    expect(ratings).to.deep.equal([{ target: "conversation", value: "up", text: "so kind" }]);
    expect((element.renderRoot as ShadowRoot).activeElement?.textContent).to.equal("Thank you.");
    await element.start();
    await settled(element);
    await element.stop();
    await settled(element);
    expect(find(element, ".rated")).to.equal(null);
  });
});
