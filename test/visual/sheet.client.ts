/** Runs in a page: draws sheets of a character, every look of it at rest, and compares pictures. */
import { EMOTIONS } from "../../src/core/vocabulary.js";
import { PortraitRenderer } from "../../src/portrait/index.js";
import { FakeClock, FakeVoice } from "../../src/testing/index.js";
import { ManualFrames } from "../portrait/support.js";

export interface SheetOptions {
  readonly character: "ada" | "noah";
  readonly scheme: "light" | "dark";
  /** CSS pixels of one portrait; a page's scale may double them. */
  readonly size: number;
  /** Pixels of a cell of the sheet. */
  readonly cell: number;
  /** Default: every emotion, then every shape of the mouth. */
  readonly looks?: readonly string[];
  readonly columns?: number;
}

/** What the lips do in the middle of these sounds. */
const MOUTHS: Readonly<Record<string, string>> = { mm: "mmm", aa: "aaa", ee: "eee", oo: "ooo", ff: "fff" };
const FRAME_MS = 20;
const SETTLING_MS = 900;
/** Into the first sound, where its shape is whole. */
const IN_SOUND_MS = 80;

/** One character that looks like that, and keeps still. */
async function look(name: string, { character, scheme, size }: SheetOptions): Promise<HTMLCanvasElement> {
  const stage = document.createElement("div");
  stage.style.cssText = `width: ${size}px; height: ${size}px; color-scheme: ${scheme}`;
  document.body.replaceChildren(stage);
  const [clock, frames, voice] = [new FakeClock(), new ManualFrames(), new FakeVoice()];
  const portrait = new PortraitRenderer({
    ...{ character, clock, voice, requestFrame: frames.request, motion: "reduced", random: () => 0.9 },
  });
  await portrait.mount(stage);
  const play = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += FRAME_MS) {
      await clock.advance(FRAME_MS);
      frames.run();
    }
  };
  const mouth = MOUTHS[name];
  const emotion = EMOTIONS.find((one) => one === name);
  if (mouth === undefined && emotion === undefined) throw new Error(`there is no look "${name}"`);
  if (emotion) portrait.update({ avatar: { emotion: { label: emotion, intensity: 1 } } });
  await play(SETTLING_MS);
  if (mouth !== undefined) {
    void portrait.speakText?.(mouth);
    voice.begin();
    await play(IN_SOUND_MS);
  }
  const canvas = stage.querySelector("canvas");
  if (!canvas) throw new Error("there is no canvas");
  const still = document.createElement("canvas");
  [still.width, still.height] = [canvas.width, canvas.height];
  still.getContext("2d")?.drawImage(canvas, 0, 0);
  await portrait.unmount();
  return still;
}

/** Half by half, so that a smaller picture holds what the larger one showed. */
function shrink(picture: HTMLCanvasElement, size: number): HTMLCanvasElement {
  let source = picture;
  while (source.width > size) {
    const half = document.createElement("canvas");
    half.width = half.height = Math.max(size, Math.ceil(source.width / 2));
    const context = half.getContext("2d");
    if (!context) throw new Error("no context");
    context.imageSmoothingQuality = "high";
    context.drawImage(source, 0, 0, half.width, half.height);
    source = half;
  }
  return source;
}

async function sheetOf(options: SheetOptions): Promise<HTMLCanvasElement> {
  const looks = options.looks ?? [...EMOTIONS, ...Object.keys(MOUTHS)];
  const { cell, columns = 6 } = options;
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [cell * columns, cell * Math.ceil(looks.length / columns)];
  for (const [index, name] of looks.entries()) {
    const still = shrink(await look(name, options), cell);
    sheet.getContext("2d")?.drawImage(still, (index % columns) * cell, Math.floor(index / columns) * cell, cell, cell);
  }
  return sheet;
}

const visual = {
  /** The sheets below each other. @returns a data URL */
  async sheet(...parts: readonly SheetOptions[]): Promise<string> {
    const drawn: HTMLCanvasElement[] = [];
    for (const options of parts) drawn.push(await sheetOf(options));
    const sheet = document.createElement("canvas");
    sheet.width = Math.max(...drawn.map(({ width }) => width));
    sheet.height = drawn.reduce((sum, { height }) => sum + height, 0);
    let top = 0;
    for (const part of drawn) {
      sheet.getContext("2d")?.drawImage(part, 0, top);
      top += part.height;
    }
    return sheet.toDataURL("image/webp", 0.75);
  },

  /**
   * Compares in blocks of 4 × 4 pixels, so that neither a compressed picture nor another anti-aliasing is a difference.
   * @returns share of the blocks, 0…1, whose colour is another, and both pictures with those blocks marked
   */
  async compare(actual: string, expected: string): Promise<{ readonly share: number; readonly picture: string }> {
    const [one, other] = await Promise.all([picture(actual), picture(expected)]);
    if (one.width !== other.width || one.height !== other.height) return { share: 1, picture: actual };
    const [width, height] = [Math.floor(one.width / BLOCK), Math.floor(one.height / BLOCK)];
    const [here, there] = [blocks(one, width, height), blocks(other, width, height)];
    const marks = document.createElement("canvas");
    [marks.width, marks.height] = [one.width, one.height * 2];
    const context = marks.getContext("2d");
    if (!context) throw new Error("no context");
    context.drawImage(one, 0, 0);
    context.drawImage(other, 0, one.height);
    context.fillStyle = "rgb(255 0 80 / 60%)";
    let count = 0;
    for (let block = 0; block < width * height; block += 1) {
      const distance = Math.max(
        ...[0, 1, 2, 3].map((channel) =>
          Math.abs((here[4 * block + channel] ?? 0) - (there[4 * block + channel] ?? 0)),
        ),
      );
      if (distance <= TOLERANCE) continue;
      count += 1;
      const [x, y] = [(block % width) * BLOCK, Math.floor(block / width) * BLOCK];
      context.fillRect(x, y, BLOCK, BLOCK);
      context.fillRect(x, y + one.height, BLOCK, BLOCK);
    }
    return { share: count / (width * height), picture: marks.toDataURL("image/png") };
  },
};

const BLOCK = 4;
/** Of 255. */
const TOLERANCE = 14;

async function picture(url: string): Promise<ImageBitmap> {
  return createImageBitmap(await (await fetch(url)).blob());
}

function blocks(image: ImageBitmap, width: number, height: number): Uint8ClampedArray {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no context");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width * BLOCK, height * BLOCK, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

declare global {
  interface Window {
    visual: typeof visual;
  }
}
window.visual = visual;
