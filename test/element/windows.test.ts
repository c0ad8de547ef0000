/** Every control is inside the window and under a press at its centre, in windows of every size, at every stage. */
import { expect } from "chai";
import { setViewport } from "@web/test-runner-commands";
import { loadLayout } from "../../src/element/controllers/layout-controller.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, find, nextTask, place, settled, TalkingRenderer } from "./support.js";

const SIZES: readonly (readonly [width: number, height: number, what: string])[] = [
  [320, 480, "the smallest phone"],
  [320, 568, "a small phone"],
  [360, 640, "a phone"],
  [375, 667, "a phone"],
  [390, 844, "a tall phone (scene 16)"],
  [480, 320, "the smallest phone, turned"],
  [568, 320, "a small phone, turned"],
  [667, 375, "a phone, turned"],
  [844, 390, "a tall phone, turned"],
  [640, 360, "a laptop at 200 %"],
  [768, 1024, "a tablet"],
  [1024, 768, "a tablet, turned"],
  [1280, 720, "a laptop"],
  [1366, 768, "a laptop (scene 15)"],
  [1440, 900, "a laptop"],
  [1536, 864, "a laptop"],
  [1920, 1080, "a screen"],
];

/** What cannot be pressed at its centre, or lies outside the window. */
function unreachable(element: LiveAvatarElement): string[] {
  const root = element.renderRoot as ShadowRoot;
  return [...root.querySelectorAll<HTMLElement>("button, input, [tabindex='0']")]
    .filter((control) => !control.closest("[hidden]"))
    .flatMap((control) => {
      const { left, top, right, bottom } = control.getBoundingClientRect();
      const { clientWidth, clientHeight } = document.documentElement;
      const isInside = left >= -0.5 && top >= -0.5 && right <= clientWidth + 0.5 && bottom <= clientHeight + 0.5;
      const hit = root.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const isHit = hit !== null && control.contains(hit);
      const isLarge = right - left >= 20 && bottom - top >= 20;
      if (isInside && isHit && isLarge) return [];
      const box = [left, top, right, bottom].map(Math.round).join(" ");
      return [
        `${control.className} (${box})${isInside ? "" : " outside"}${isHit ? "" : ` under ${String(hit?.className)}`}`,
      ];
    });
}

/** The chunk of these layouts: the first test would wait for the server that compiles it. */
before(loadLayout);

/** A page as `demo/script-tag.html`, with an avatar that can talk. */
async function bare(layout: string): Promise<{ element: LiveAvatarElement; renderer: TalkingRenderer }> {
  const renderer = new TalkingRenderer();
  const attributes: Record<string, string> = layout === "inline" ? {} : { layout, open: "" };
  const element = await place(attributes, renderer);
  const heading = document.createElement("h1");
  heading.textContent = "A bare script tag";
  element.before(heading);
  await settled(element);
  return { element, renderer };
}

async function exchange(element: LiveAvatarElement, renderer: TalkingRenderer, messages: number): Promise<void> {
  for (let count = 0; count < messages / 2; count += 1) {
    void element.sendMessage(`Question ${count}: what do you think of the weather?`);
    renderer.answer(`Answer ${count}: it depends on the day of the week, and on how many words fit into a line.`);
  }
  await settled(element);
}

for (const layout of ["inline", "floating", "fullscreen"]) {
  describe(`a window with an avatar that is ${layout}`, () => {
    before(() => {
      document.body.style.margin = "8px";
    });
    afterEach(async () => {
      await clear();
      document.querySelector("h1")?.remove();
    });
    after(() => setViewport({ width: 800, height: 600 }));

    for (const [width, height, what] of SIZES) {
      it(`of ${width} × ${height}, ${what}`, async () => {
        await setViewport({ width, height });
        const { element, renderer } = await bare(layout);
        expect(unreachable(element), "before Start").to.deep.equal([]);
        await element.start();
        await settled(element);
        expect(unreachable(element), "after Start").to.deep.equal([]);
        await exchange(element, renderer, 20);
        expect(unreachable(element), "after twenty messages").to.deep.equal([]);
        const log = find(element, ".transcript")!;
        expect(log.scrollTop + log.clientHeight, "the newest message shows").to.be.closeTo(log.scrollHeight, 2);
        find(element, ".end")!.click();
        await settled(element);
        expect(unreachable(element), "after the end").to.deep.equal([]);
      });
    }
  });
}

describe("a small window with a notice", () => {
  afterEach(clear);
  after(() => setViewport({ width: 800, height: 600 }));

  for (const layout of ["floating", "fullscreen"])
    for (const [width, height, what] of SIZES) {
      it(`${layout}, ${width} × ${height}, ${what}: every control is in reach`, async () => {
        await setViewport({ width, height });
        const { element, renderer } = await bare(layout);
        await element.start();
        await exchange(element, renderer, 20);
        renderer.report({ type: "mic", mic: "blocked" });
        await settled(element);
        document.querySelector("h1")?.remove();
        // Where the picture needs the whole room, the transcript gives it all away.
        expect(unreachable(element).filter((control) => !control.startsWith("transcript"))).to.deep.equal([]);
      });
    }
});

describe("a floating avatar and a phone's keyboard", () => {
  const real = Object.getOwnPropertyDescriptor(window, "visualViewport")!;
  afterEach(async () => {
    Object.defineProperty(window, "visualViewport", real);
    await clear();
  });
  after(() => setViewport({ width: 800, height: 600 }));

  /** A keyboard that covers the window's lower part; `offsetTop`: the browser has scrolled what is left. */
  async function withKeyboard(layout: string, { height, offsetTop = 0, scale = 1 }: Record<string, number>) {
    const viewport = Object.assign(new EventTarget(), { height: innerHeight, offsetTop: 0, scale: 1 });
    Object.defineProperty(window, "visualViewport", { value: viewport, configurable: true });
    const { element } = await bare(layout);
    document.querySelector("h1")?.remove();
    await element.start();
    await settled(element);
    find(element, ".input")!.focus();
    Object.assign(viewport, { height, offsetTop, scale });
    viewport.dispatchEvent(new Event("resize"));
    await nextTask();
    const boxOf = (selector: string) => find(element, selector)!.getBoundingClientRect();
    return { element, viewport, close: () => boxOf(".close"), composer: () => boxOf(".composer") };
  }

  for (const layout of ["floating", "fullscreen"])
    for (const [width, height, left, offsetTop] of [
      [320, 480, 264, 0],
      [390, 844, 508, 0],
      [390, 844, 508, 120],
      [568, 320, 150, 0],
    ] as const) {
      it(`${layout} in ${width} × ${height}: close button and composer stay above it (${left} px from ${offsetTop})`, async () => {
        await setViewport({ width, height });
        const { close, composer } = await withKeyboard(layout, { height: left, offsetTop });
        expect(close().top).to.be.at.least(offsetTop);
        expect(close().bottom).to.be.at.most(offsetTop + left);
        expect(composer().top).to.be.at.least(offsetTop);
        expect(composer().bottom).to.be.at.most(offsetTop + left);
      });
    }

  it("takes its room back when the keyboard goes", async () => {
    await setViewport({ width: 320, height: 480 });
    const { element, viewport, composer } = await withKeyboard("floating", { height: 264 });
    Object.assign(viewport, { height: 480 });
    viewport.dispatchEvent(new Event("resize"));
    await settled(element);
    expect(composer().bottom).to.be.above(400);
  });

  it("leaves a window alone that is zoomed with two fingers", async () => {
    await setViewport({ width: 320, height: 480 });
    const { composer } = await withKeyboard("floating", { height: 240, scale: 2 });
    expect(composer().bottom).to.be.above(400);
  });
});
