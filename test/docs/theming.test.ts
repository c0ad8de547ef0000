/** The blocks of docs/theming.md, in a page. */
import { expect } from "chai";
import "../../src/index.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { markup, recipe } from "../support/recipe.js";

const { rememberConsent } = await recipe<{ rememberConsent: (avatar: LiveAvatarElement) => void }>(
  "docs/theming.md",
  "// consent.js",
);

async function placed(words: string): Promise<LiveAvatarElement> {
  const { body } = new DOMParser().parseFromString(await markup("docs/theming.md", words), "text/html");
  const avatar = body.querySelector<LiveAvatarElement>("live-avatar")!;
  document.body.append(avatar);
  await avatar.updateComplete;
  return avatar;
}

describe("docs/theming.md", () => {
  it("has a rule that dresses the element", async () => {
    const text = await (await fetch("/docs/theming.md")).text();
    const sheet = new CSSStyleSheet();
    const blocks = [...text.matchAll(/^```css\n([\s\S]*?)^```/gm)].map(([, block]) => block!);
    sheet.replaceSync(blocks.find((block) => block.includes("::part(start-button)"))!);
    document.adoptedStyleSheets = [sheet];
    const avatar = await placed("This paragraph stays");
    const root = avatar.shadowRoot!;
    expect(getComputedStyle(root.querySelector(".frame")!).borderRadius).to.equal("12px");
    expect(getComputedStyle(root.querySelector("[part=start-button]")!).textTransform).to.equal("uppercase");
    document.adoptedStyleSheets = [];
    avatar.remove();
  });

  it("has a question of consent whose answer the recipe remembers, until it is taken back", async () => {
    localStorage.clear();
    const avatar = await placed('slot="consent"');
    rememberConsent(avatar);
    expect(avatar.consent).to.equal(undefined);
    const press = (action: string) => avatar.querySelector<HTMLElement>(`[data-avatar-action=${action}]`)!.click();
    press("consent");
    avatar.remove();
    const next = await placed('slot="consent"');
    rememberConsent(next);
    expect(next.consent).to.equal("given");
    next.querySelector<HTMLElement>("[data-avatar-action=decline]")!.click();
    expect(next.consent).to.equal(undefined);
    expect(localStorage.length).to.equal(0);
    next.remove();
  });
});
