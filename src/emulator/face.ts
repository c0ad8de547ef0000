/**
 * The picture that the emulated avatar sends: a plain, friendly face with a mouth that follows the voice and
 * eyes that blink. It is a stand-in to see that video arrives and moves, not the portrait of this project.
 */
import { Raster, type Rgb } from "./raster.js";

export interface FaceSize {
  readonly width: number;
  readonly height: number;
}

/** Mouth shapes from closed to wide open. */
export const MOUTH_STEPS = 5;

const mix = (a: Rgb, b: Rgb, t: number): Rgb => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];
/** Light from the upper left. */
const lit =
  (light: Rgb, dark: Rgb) =>
  (u: number, v: number): Rgb =>
    mix(light, dark, Math.min(1, Math.max(0, 0.5 + 0.35 * u + 0.3 * v)));
const flat = (color: Rgb) => (): Rgb => color;

const SKIN = lit([246, 206, 178], [196, 140, 112]);
const HAIR = lit([92, 62, 48], [44, 28, 24]);
const SHIRT = lit([70, 112, 156], [30, 54, 92]);

/** Frames of one size, drawn once: the still parts are shared by every mouth and lid. */
export class FaceFrames {
  readonly #frames: readonly Uint8Array[];

  constructor(size: FaceSize) {
    const still = drawStill(size);
    this.#frames = [false, true].flatMap((blink) =>
      Array.from({ length: MOUTH_STEPS }, (_, mouth) =>
        drawFeatures(still.copy(), mouth / (MOUTH_STEPS - 1), blink).toI420(),
      ),
    );
  }

  /** The frame for a mouth of 0…{@link MOUTH_STEPS}-1. The bytes are shared: do not write to them. */
  frame(mouth: number, blink: boolean): Uint8Array {
    const step = Math.min(MOUTH_STEPS - 1, Math.max(0, Math.round(mouth)));
    const frame = this.#frames[(blink ? MOUTH_STEPS : 0) + step];
    if (!frame) throw new RangeError(`There is no mouth ${String(mouth)}.`);
    return frame;
  }
}

function drawStill({ width, height }: FaceSize): Raster {
  const picture = new Raster(width, height);
  picture.fill((x, y) => mix([222, 232, 240], [128, 152, 178], Math.min(1, Math.hypot(x - 0.35, y - 0.25))));
  picture.ellipse({ x: 0, y: 0.62, rx: 0.44, ry: 0.3 }, SHIRT, 3);
  picture.ellipse({ x: 0, y: -0.02, rx: 0.255, ry: 0.33 }, HAIR, 3);
  picture.ellipse({ x: 0, y: 0.3, rx: 0.085, ry: 0.14 }, lit([214, 166, 138], [150, 100, 80]), 3);
  picture.ellipse({ x: 0, y: 0.03, rx: 0.205, ry: 0.27 }, SKIN, 2);
  picture.ellipse({ x: -0.02, y: -0.21, rx: 0.215, ry: 0.11 }, HAIR, 4);
  picture.ellipse({ x: 0.012, y: 0.07, rx: 0.03, ry: 0.05 }, lit([232, 188, 160], [186, 128, 102]), 5);
  return picture;
}

function drawFeatures(picture: Raster, openness: number, blink: boolean): Raster {
  for (const side of [-1, 1]) {
    const x = side * 0.085;
    picture.ellipse({ x, y: -0.075, rx: 0.045, ry: 0.009 }, flat([70, 46, 38]), 2);
    if (blink) {
      picture.ellipse({ x, y: -0.015, rx: 0.036, ry: 0.005 }, flat([110, 70, 56]));
      continue;
    }
    picture.ellipse({ x, y: -0.018, rx: 0.037, ry: 0.022 }, flat([250, 250, 248]));
    picture.ellipse({ x, y: -0.018, rx: 0.019, ry: 0.021 }, lit([96, 140, 120], [40, 80, 70]));
    picture.ellipse({ x, y: -0.018, rx: 0.009, ry: 0.01 }, flat([16, 18, 20]));
    picture.ellipse({ x: x - 0.007, y: -0.026, rx: 0.005, ry: 0.005 }, flat([255, 255, 255]));
  }
  const lips = 0.012 + 0.05 * openness;
  picture.ellipse(
    { x: 0, y: 0.175, rx: 0.075 - 0.015 * openness, ry: lips + 0.01 },
    lit([206, 108, 102], [160, 72, 72]),
    2,
  );
  if (openness > 0) {
    picture.ellipse({ x: 0, y: 0.175, rx: 0.058 - 0.012 * openness, ry: lips - 0.006 }, flat([70, 22, 26]));
    picture.ellipse({ x: 0, y: 0.175 - lips * 0.6, rx: 0.042, ry: lips * 0.28 }, flat([244, 242, 236]));
  }
  return picture;
}
