/** `live-avatar.css`: nothing moves when the script comes, and nothing of the slots is seen before. */
import { expect } from "chai";
import { setViewport } from "@web/test-runner-commands";

const WIDTHS = [180, 320, 480, 760, 1200];
const SLOTS =
  '<p slot="header">Header</p><img slot="poster" alt="" width="900" height="900" /><p slot="offline">Call us</p><p>Text</p>';

const link = document.createElement("link");
link.rel = "stylesheet";
link.href = "/src/live-avatar.css";
const loaded = new Promise((resolve) => {
  link.onload = resolve;
});
document.head.append(link);

const fragment = (source: string) => document.createRange().createContextualFragment(source);

interface Shift extends PerformanceEntry {
  readonly value: number;
}

describe("live-avatar.css", () => {
  it("keeps the place of the element, whatever the width, and hides its slots", async () => {
    await loaded;
    await setViewport({ width: 1300, height: 800 });
    const places = WIDTHS.map((width) => {
      const place = document.createElement("div");
      place.style.inlineSize = `${String(width)}px`;
      place.append(fragment(`<live-avatar lang="en">${SLOTS}</live-avatar><p>Below</p>`));
      document.body.append(place);
      return place;
    });
    const high = document.createElement("div");
    high.append(fragment('<live-avatar lang="en" style="block-size: 500px"></live-avatar><p>Below</p>'));
    document.body.append(high);
    places.push(high);
    const floating = document.createElement("live-avatar");
    floating.setAttribute("layout", "floating");
    document.body.append(floating);
    let moved = 0;
    if (PerformanceObserver.supportedEntryTypes.includes("layout-shift"))
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) moved += (entry as Shift).value;
      }).observe({ type: "layout-shift" });

    const below = () => places.map((place) => place.querySelector("p:last-child")!.getBoundingClientRect().top);
    const before = below();
    const seen = [...document.querySelectorAll("live-avatar > *")].filter((child) => child.checkVisibility());
    expect(seen).to.deep.equal([]);
    expect(floating.checkVisibility()).to.equal(false);

    await import("../../src/index.js");
    const elements = [...document.querySelectorAll("live-avatar")];
    await Promise.all(elements.map((element) => element.updateComplete));
    expect(elements.every((element) => element.shadowRoot?.querySelector(".frame, .launcher"))).to.equal(true);
    const by = below().map((top, index) => Math.abs(top - before[index]!));
    expect(Math.max(...by), by.join(" ")).to.be.at.most(8);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    expect(moved).to.be.at.most(0.001);
    for (const node of [...places, floating]) node.remove();
  });
});
