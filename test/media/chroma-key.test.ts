/** The chroma key: an avatar before a green wall, drawn here into a canvas, and keyed as the element does it. */
import { expect } from "chai";
import { ChromaKey } from "../../src/media/chroma-key/chroma-key.js";
import { keySettingsOf } from "../../src/media/chroma-key/key-settings.js";

type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

const WIDTH = 320;
const HEIGHT = 180;
const open: { stop(): void }[] = [];

/** A studio: its wall with a shadow, and before it a face with a green reflection at its edge. */
async function studio(wall: string, shadow: string): Promise<HTMLVideoElement> {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: WIDTH, height: HEIGHT });
  const context = canvas.getContext("2d")!;
  const paint = (): void => {
    const fill = (style: string, ...box: [number, number, number, number]): void => {
      context.fillStyle = style;
      context.fillRect(...box);
    };
    fill(wall, 0, 0, WIDTH, HEIGHT);
    fill(shadow, 0, 140, WIDTH, 40);
    fill("#d9a283", 120, 50, 80, 130);
    fill("#98a66f", 110, 50, 10, 130);
    fill("#ffffff", 140, 80, 10, 10);
    fill("#1a1a1a", 170, 80, 10, 10);
  };
  paint();
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = canvas.captureStream(30);
  document.body.append(video);
  const timer = setInterval(paint, 33);
  open.push({
    stop: () => {
      clearInterval(timer);
      video.remove();
    },
  });
  await video.play();
  return video;
}

const warnings: string[] = [];
const logger = { debug: () => undefined, warn: (text: string) => warnings.push(text), error: () => undefined };

function keyed(video: HTMLVideoElement, key: string): ChromaKey {
  const made = new ChromaKey({ video, key, logger });
  open.push({ stop: () => made.dispose() });
  return made;
}

const frameOf = (video: HTMLVideoElement) => new Promise((resolve) => video.requestVideoFrameCallback(resolve));

/** Waits for frames until it is so. */
async function until(video: HTMLVideoElement, isSo: () => boolean): Promise<void> {
  for (let frames = 0; !isSo(); frames += 1) {
    if (frames > 200) throw new Error(`not in 200 frames: ${isSo.toString()}`);
    await frameOf(video);
  }
}

/** Reads a pixel as a page would show it. A drawing buffer is readable in the task of its drawing alone. */
async function pixels(made: ChromaKey, video: HTMLVideoElement, places: readonly (readonly [number, number])[]) {
  await until(video, () => made.isShown);
  const copy = new OffscreenCanvas(WIDTH, HEIGHT).getContext("2d", { willReadFrequently: true })!;
  await until(video, () => {
    copy.clearRect(0, 0, WIDTH, HEIGHT);
    copy.drawImage(made.canvas, 0, 0, WIDTH, HEIGHT);
    return copy.getImageData(160, 120, 1, 1).data[3] !== 0;
  });
  return places.map(([x, y]) => [...copy.getImageData(x, y, 1, 1).data] as unknown as Pixel);
}

describe("the chroma key", () => {
  afterEach(() => {
    for (const thing of open.splice(0)) thing.stop();
    warnings.length = 0;
  });

  for (const [name, key, wall, shadow] of [
    ["a given green", "#00b140", "#00b140", "#008f33"],
    ["the wall that it finds", "auto", "#00b140", "#008f33"],
    ["a blue wall", "auto", "#0047bb", "#003a99"],
  ] as const) {
    it(`takes out ${name}, with its shadow, and leaves the face`, async () => {
      const video = await studio(wall, shadow);
      const made = keyed(video, key);
      const [corner, shade, skin, white, black] = await pixels(made, video, [
        [10, 10],
        [20, 170],
        [160, 120],
        [145, 85],
        [175, 85],
      ]);
      expect(corner![3], "the wall").to.be.below(10);
      expect(shade![3], "its shadow").to.be.below(10);
      for (const [what, pixel] of Object.entries({ skin, white, black })) expect(pixel![3], what).to.be.above(245);
      expect(skin![0], "the skin's red").to.be.within(200, 232);
      expect(warnings).to.deep.equal([]);
    });
  }

  it("takes the wall's reflection out of the edge, and leaves it where it is told to", async () => {
    const video = await studio("#00b140", "#008f33");
    const greenness = ([red, green, blue]: Pixel): number => green - (red + blue) / 2;
    const [clean] = await pixels(keyed(video, "#00b140"), video, [[115, 120]]);
    const [spilt] = await pixels(keyed(video, "#00b140 0.45 0.25 0"), video, [[115, 120]]);
    expect(greenness(spilt!), "as it comes").to.be.above(10);
    expect(greenness(clean!)).to.be.below(greenness(spilt!) / 2);
  });

  it("leaves a picture without such a wall as it is, and says so once", async () => {
    const video = await studio("#8a8f98", "#777c85");
    const made = keyed(video, "auto");
    await until(video, () => warnings.length > 0);
    expect(made.isShown).to.equal(false);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include("no wall of one colour");
  });

  it("shows the picture as it comes while its context is lost, and keys it again when it is back", async () => {
    const video = await studio("#00b140", "#008f33");
    const made = keyed(video, "auto");
    await until(video, () => made.isShown);
    const loss = made.canvas.getContext("webgl2")!.getExtension("WEBGL_lose_context")!;
    loss.loseContext();
    await until(video, () => !made.isShown);
    loss.restoreContext();
    await until(video, () => made.isShown);
  });

  it("draws no more after its end", async () => {
    const video = await studio("#00b140", "#008f33");
    const made = keyed(video, "auto");
    await until(video, () => made.isShown);
    document.body.append(made.canvas);
    made.dispose();
    expect(made.canvas.isConnected).to.equal(false);
    made.canvas.hidden = true;
    await frameOf(video);
    await frameOf(video);
    expect(made.isShown).to.equal(false);
  });

  it("reads what an attribute can say", () => {
    expect(keySettingsOf("auto")).to.deep.equal({ colour: undefined, similarity: 0.45, smoothness: 0.25, spill: 0.8 });
    expect(keySettingsOf(" rgb(0 255 0)  0.4 0.2 ").colour).to.deep.equal([0, 1, 0]);
    expect(keySettingsOf("lime 0.4 0.2 0")).to.include({ similarity: 0.4, smoothness: 0.2, spill: 0 });
    expect(keySettingsOf("no-colour 7 x").colour).to.equal(undefined);
    expect(keySettingsOf("#0f0 7").similarity, "out of range").to.equal(0.45);
    expect(keySettingsOf("").colour).to.equal(undefined);
  });
});
