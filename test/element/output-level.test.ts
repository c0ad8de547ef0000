/** How loud the avatar is, for a page's styles: told while it speaks, asked for at no other time. */
import { expect } from "chai";
import { systemClock } from "../../src/core/clock.js";
import type { RendererSound } from "../../src/core/ports/avatar-renderer.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { FakeFace, FakeLLM } from "../../src/testing/index.js";
import { clear, find, place, settled, until } from "./support.js";

const VARIABLE = "--live-avatar-output-level";

/** A face that speaks until it is interrupted, as loud as a test says. */
class LoudFace extends FakeFace {
  level: number | undefined = 0.25;
  readings = 0;
  readonly sound: RendererSound;

  constructor() {
    super({ clock: systemClock, kind: "voice", speechMs: Infinity });
    const read = () => {
      this.readings += 1;
      return this.level;
    };
    this.sound = {
      get level() {
        return read();
      },
      setMuted: () => undefined,
      setVolume: () => undefined,
      unlock: () => Promise.resolve(),
    };
  }
}

async function speaking() {
  const llm = new FakeLLM({ clock: systemClock });
  const face = new LoudFace();
  const element = await place({ microphone: "off" });
  element.renderer = face;
  element.llm = llm;
  await element.start();
  await settled(element);
  const readingsBefore = face.readings;
  llm.plan(["A long story."]);
  void element.sendMessage("Tell me a story").catch(() => undefined);
  await until(() => element.getAttribute("state") === "speaking");
  await settled(element);
  return { element, face, readingsBefore };
}

const level = (element: LiveAvatarElement, node: Element | null = find(element, ".frame")): string =>
  getComputedStyle(node!).getPropertyValue(VARIABLE);
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
/** What is asked comes true within some animation frames. */
const shown = async (isTrue: () => boolean): Promise<void> => {
  for (let left = 300; left > 0 && !isTrue(); left -= 1) await frame();
  expect(isTrue(), isTrue.toString()).to.equal(true);
};

describe("the level of the avatar", () => {
  afterEach(clear);

  it("is a variable for parts and slots while it speaks, and asked for at no other time", async () => {
    const { element, face, readingsBefore } = await speaking();
    expect(readingsBefore).to.equal(0);
    const slotted = document.createElement("p");
    slotted.slot = "header";
    element.append(slotted);
    await shown(() => level(element) === "0.25");
    expect(level(element, slotted)).to.equal("0.25");
    expect([element.session?.outputLevel, element.hasAttribute("style")]).to.deep.equal([0.25, false]);
    face.level = 7;
    await shown(() => level(element) === "1.00");
    element.interrupt();
    await settled(element);
    expect(level(element)).to.equal("");
    const { readings } = face;
    await frame();
    await frame();
    expect(face.readings).to.equal(readings);
  });

  it("is not there where the renderer does not measure it", async () => {
    const { element, face } = await speaking();
    await shown(() => level(element) === "0.25");
    face.level = undefined;
    await shown(() => level(element) === "");
  });
});
