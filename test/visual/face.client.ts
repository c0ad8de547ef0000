/** Runs in the page of face.ts: draws Ada as the emulator sends her, with what draws her on a site. */
import type { Wall } from "../../src/emulator/face.js";
import type { Mouth } from "../../src/emulator/mouth-shapes.js";
import { CHARACTERS } from "../../src/portrait/characters/index.js";
import { EMOTION_RIGS } from "../../src/portrait/motion/emotions.js";
import { VISEMES } from "../../src/portrait/mouth/visemes.js";
import { Painter } from "../../src/portrait/paint.js";
import { paletteOf, tonesOf } from "../../src/portrait/palette.js";
import { addRig, clampRig, neutralRig, type Rig } from "../../src/portrait/rig.js";
import { surface } from "./surface.js";

export interface FaceLook {
  readonly width: number;
  readonly height: number;
  /** −1 … 1. */
  readonly sway: number;
  readonly mouth: Mouth;
  readonly blink: boolean;
  readonly wall: Wall;
}

const FRIENDLY = 0.3;
/** Twice the size, and then halved: finer edges. */
const FINE = 2;
const GREEN = [0, 177, 64] as const;

const tones = tonesOf(paletteOf(CHARACTERS.ada.dark));
const TONES = {
  room: tones,
  green: { ...tones, background: GREEN, backgroundLight: GREEN, backgroundDark: GREEN },
};

function rigOf({ sway, mouth, blink }: FaceLook): Rig {
  const rig = neutralRig();
  addRig(rig, CHARACTERS.ada.rest);
  addRig(rig, EMOTION_RIGS.happy, FRIENDLY);
  if (mouth !== "rest") {
    // As the portrait's actor has it: while sounds are formed, the mien steps back from the mouth.
    for (const key of ["jaw", "upperLip", "press", "pucker", "lowerLip"] as const) rig[key] *= 0.3;
    rig.smile *= 0.65;
    addRig(rig, VISEMES[mouth].rig);
  }
  addRig(rig, { yaw: sway * 1.3, pitch: sway * 0.4, roll: sway * 0.7, breath: (sway + 1) / 2 });
  if (blink) rig.blinkL = rig.blinkR = 1;
  clampRig(rig);
  return rig;
}

/** @returns the picture's I420 bytes (BT.601, limited range), in base64 */
function drawFace(look: FaceLook): string {
  const { width, height, wall } = look;
  const large = surface(width * FINE, height * FINE);
  new Painter(large, CHARACTERS.ada, TONES[wall]).paint(rigOf(look), width * FINE, height * FINE);
  const picture = surface(width, height);
  picture.drawImage(large.canvas, 0, 0, width, height);
  const { data } = picture.getImageData(0, 0, width, height);
  const luma = width * height;
  const out = new Uint8Array((luma * 3) / 2);
  const channel = (x: number, y: number, index: number): number => data[(y * width + x) * 4 + index] ?? 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [r, g, b] = [channel(x, y, 0), channel(x, y, 1), channel(x, y, 2)];
      out[y * width + x] = Math.round(16 + 0.257 * r + 0.504 * g + 0.098 * b);
    }
  }
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const [r = 0, g = 0, b = 0] = [0, 1, 2].map(
        (index) =>
          (channel(x, y, index) + channel(x + 1, y, index) + channel(x, y + 1, index) + channel(x + 1, y + 1, index)) /
          4,
      );
      const at = luma + ((y * width) >> 2) + (x >> 1);
      out[at] = Math.round(128 - 0.148 * r - 0.291 * g + 0.439 * b);
      out[at + (luma >> 2)] = Math.round(128 + 0.439 * r - 0.368 * g - 0.071 * b);
    }
  }
  return btoa(Array.from(out, (value) => String.fromCharCode(value)).join(""));
}

declare global {
  interface Window {
    drawFace: typeof drawFace;
  }
}
window.drawFace = drawFace;
