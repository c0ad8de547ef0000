/** The tag of docs/layouts.md, in a page. */
import { expect } from "chai";
import "../../src/index.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { until } from "../contracts/framework.js";
import { markup } from "../support/recipe.js";

describe("the tag of docs/layouts.md", () => {
  it("is a floating avatar whose conversation is muted by closing", async () => {
    const { body } = new DOMParser().parseFromString(await markup("docs/layouts.md", 'on-close="mute"'), "text/html");
    const avatar = body.querySelector<LiveAvatarElement>("live-avatar")!;
    document.body.append(avatar);
    await avatar.updateComplete;
    expect([avatar.layout, avatar.placement, avatar.onClose]).to.deep.equal(["floating", "bottom-end", "mute"]);
    avatar.shadowRoot!.querySelector<HTMLElement>(".launcher")!.click();
    await until(() => getComputedStyle(avatar).visibility === "visible");
    expect(avatar.open).to.equal(true);
    avatar.remove();
  });
});
