/** A browser without `light-dark()` gets the light colours, and nothing that cannot be read. */
import { expect } from "chai";
import { systemClock } from "../../src/core/clock.js";
import { FakeRenderer } from "../../src/testing/index.js";

const supports = CSS.supports.bind(CSS);
(CSS as { supports: unknown }).supports = (...args: [string, string]) =>
  !args[1].startsWith("light-dark") && supports(...args);
await import("../../src/index.js");
// Loaded ahead, so that no wait depends on the server of the test.
await import("../../src/element/assembly/assemble.js");

const sheetsOf = (element: Element): string[] =>
  (element.shadowRoot?.adoptedStyleSheets ?? []).map((sheet) =>
    [...sheet.cssRules].map(({ cssText }) => cssText).join("\n"),
  );

describe("a browser without light-dark()", () => {
  it("gets the light colours in every sheet, and what a page sets", async () => {
    const element = document.createElement("live-avatar");
    element.renderer = Object.assign(new FakeRenderer({ clock: systemClock, mountMs: 0 }), {
      respond: () => Promise.resolve(),
    });
    document.body.append(element);
    await element.start();
    await element.updateComplete;
    const sheets = sheetsOf(element);
    expect(sheets.length).to.be.greaterThan(2);
    expect(sheets.filter((sheet) => sheet.includes("light-dark"))).to.deep.equal([]);
    const frame = element.shadowRoot!.querySelector(".frame")!;
    const { backgroundColor, color } = getComputedStyle(frame);
    expect([backgroundColor, color]).to.deep.equal(["rgb(255, 255, 255)", "rgb(23, 26, 34)"]);
    element.style.setProperty("--live-avatar-surface", "rgb(1, 2, 3)");
    expect(getComputedStyle(frame).backgroundColor).to.equal("rgb(1, 2, 3)");
    element.remove();
  });
});
