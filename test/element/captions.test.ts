/** Captions: two lines that can be read on any picture, whatever is said, in the way of nothing. */
import { expect } from "chai";
import { pagesOf } from "../../src/element/conversation/captions.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, find, settled, talk, type TalkingRenderer } from "./support.js";

const WHITE = [255, 255, 255] as const;
/** The lightest colour of the portrait's wall. */
const WALL = [233, 226, 214] as const;

type Colour = readonly [number, number, number, number];

function colour(text: string): Colour {
  const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b, a];
}

function luminance(channels: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = channels.map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: readonly number[], other: readonly number[]): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** The contrast of the caption's words on its ground over this picture; nothing of the foot's own shade counts. */
function contrastOn(element: LiveAvatarElement, picture: readonly number[]): number {
  const [r, g, b, alpha] = colour(getComputedStyle(find(element, ".captions")!).backgroundColor);
  const ground = [r, g, b].map((value, index) => value * alpha + picture[index]! * (1 - alpha));
  return contrast(colour(getComputedStyle(find(element, ".captions p")!).color).slice(0, 3), ground);
}

const box = (element: LiveAvatarElement, selector: string): DOMRect => find(element, selector)!.getBoundingClientRect();

/** As often as captions are measured anew. */
async function measured(element: LiveAvatarElement): Promise<void> {
  for (let left = 20; left > 0; left -= 1) await settled(element);
}

const TEXTS = {
  "long words": "Donaudampfschifffahrtsgesellschaftskapitän ".repeat(9),
  Chinese: "这是一个非常长的句子没有空格也没有任何可以换行的地方请把它分成几页来显示".repeat(4),
  Arabic: "هذه جملة طويلة جدا لا تتسع في سطرين من الترجمة المصاحبة ".repeat(5),
  English: "This sentence goes on and on, for it has a lot to tell to whoever reads it here. ".repeat(4),
} as const;

const say = (renderer: TalkingRenderer, text: string): void => {
  renderer.report({ type: "reply-chunk", text }, { type: "speech-start" });
};

describe("captions", () => {
  afterEach(clear);

  for (const [what, picture] of [
    ["white", WHITE],
    ["the portrait's wall", WALL],
  ] as const) {
    it(`have a contrast of 4.5:1 and more on ${what}`, async () => {
      const { element, renderer } = await talk();
      say(renderer, "Hello.");
      await settled(element);
      expect(contrastOn(element, picture)).to.be.at.least(4.5);
      renderer.report({ type: "user-transcript", text: "And you?", isFinal: false });
      await settled(element);
      expect(find(element, ".captions p")!.className).to.equal("heard");
      expect(contrastOn(element, picture)).to.be.at.least(4.5);
    });
  }

  for (const [what, text] of Object.entries(TEXTS)) {
    for (const width of [320, 900]) {
      it(`are at most two lines of ${what} in ${width} pixels, with nothing cut off`, async () => {
        const { element, renderer } = await talk();
        document.body.append(element);
        const host = document.createElement("style");
        host.textContent = `live-avatar { inline-size: ${width}px; }`;
        document.head.append(host);
        say(renderer, text);
        await measured(element);
        host.remove();
        const captions = find(element, ".captions")!;
        const words = captions.querySelector("p")!;
        const line = parseFloat(getComputedStyle(captions).lineHeight);
        expect(captions.clientHeight).to.be.at.most(2 * line + 1);
        expect(words.offsetHeight).to.be.at.most(captions.clientHeight + 1);
        expect(words.scrollWidth).to.be.at.most(captions.clientWidth + 1);
        expect(words.textContent.length).to.be.greaterThan(12);
      });
    }
  }

  it("are as large as a page wants", async () => {
    const { element, renderer } = await talk();
    element.style.setProperty("--live-avatar-caption-size", "30px");
    say(renderer, TEXTS.English);
    await measured(element);
    expect(getComputedStyle(find(element, ".captions p")!).fontSize).to.equal("30px");
    expect(find(element, ".captions p")!.offsetHeight).to.be.at.most(find(element, ".captions")!.clientHeight + 1);
  });

  it("are neither over the buttons nor over notices", async () => {
    const { element, renderer } = await talk();
    say(renderer, TEXTS.English);
    renderer.report({ type: "mic", mic: "blocked" });
    await measured(element);
    expect(box(element, ".captions").bottom).to.be.at.most(box(element, ".toolbar").top);
    const button = find(element, ".notice .pill")!;
    const { left, top, width, height } = button.getBoundingClientRect();
    const hit = (element.renderRoot as ShadowRoot).elementFromPoint(left + width / 2, top + height / 2);
    expect(hit).to.equal(button);
  });

  it("show a long sentence in pages, whole", () => {
    for (const text of Object.values(TEXTS)) {
      for (const width of [30, 70, 140]) {
        const pages = pagesOf(text, width);
        expect(pages.length).to.be.greaterThan(1);
        expect(pages.join("").replaceAll(" ", "")).to.equal(text.replaceAll(" ", ""));
        for (const page of pages) expect(page.length).to.be.at.most(Math.max(width, 43));
      }
    }
  });
});

describe("the moving picture", () => {
  afterEach(clear);

  it("can be stopped, and moves again", async () => {
    const { element } = await talk();
    expect(find(element, ".still-button")).to.equal(null);
    const canvas = document.createElement("canvas");
    canvas.getContext("2d")!.fillRect(0, 0, 9, 9);
    find(element, ".stage")!.append(canvas);
    element.requestUpdate();
    await settled(element);
    await settled(element);
    const button = find(element, ".still-button")!;
    const { width, height } = button.getBoundingClientRect();
    expect(Math.min(width, height)).to.be.at.least(44);
    button.click();
    await settled(element);
    const still = find<HTMLCanvasElement>(element, "canvas.still")!;
    expect(still.getContext("2d")!.getImageData(3, 3, 1, 1).data[3]).to.equal(255);
    const stage = box(element, ".stage");
    expect(still.getBoundingClientRect().width).to.equal(stage.width);
    expect(button.getAttribute("aria-label")).to.equal("Let the picture move");
    button.click();
    await settled(element);
    expect(find(element, "canvas.still")).to.equal(null);
  });
});
