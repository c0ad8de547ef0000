/**
 * The pictures that the emulated avatar sends: the portrait Ada, drawn beforehand by the package's own portrait in a few poses, with
 * the shapes of her mouth and with closed eyes. Read and unpacked with the first picture that is needed.
 */
import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import type { Behaviour } from "./behaviour.js";
import { MOUTHS, type Mouth } from "./mouth-shapes.js";
import { type Box, cut, decodePicture, i420Length, paste, shrink } from "./picture-codec.js";

export interface FaceSize {
  readonly width: number;
  readonly height: number;
}

/** What is behind the face: a wall in soft light, or a plain green one. */
export type Wall = Behaviour["wall"];

/** What stands before the pictures in the file. */
export interface FaceHeader extends FaceSize {
  readonly poses: number;
  readonly eyes: Box;
  readonly mouth: Box;
}

export interface Look {
  /** 0…1: from one end of the slow sway to the other. */
  readonly sway: number;
  readonly mouth: Mouth;
  readonly blink: boolean;
}

/** Of this module and of the built one. */
const FILE = new URL("../../assets/emulator-face.br", import.meta.url);

/** Frames up to this size are drawn once for all who show them: those of a picture of 160×120. */
const SMALL_BYTES = 32_000;

interface Pose {
  readonly picture: Uint8Array;
  readonly closedEyes: Uint8Array;
  /** All but the first, which is in the picture. */
  readonly mouths: readonly Uint8Array[];
}

/** All frames of one size and wall: whole pictures of the poses, and what changes in them as parts. */
export class FaceFrames {
  readonly #size: FaceSize;
  readonly #poses: readonly Pose[];
  readonly #eyes: Box;
  readonly #mouth: Box;
  readonly #frame: Uint8Array;
  /** The frames of all looks so far, where they are small. */
  readonly #drawn: Map<string, Uint8Array> | undefined;

  /** @throws RangeError for a size that is not the file's, nor a whole part of it */
  constructor(size: FaceSize, wall: Wall = "room") {
    const bytes = brotliDecompressSync(readFileSync(FILE));
    const headerLength = bytes.readUInt32LE(0);
    const header = JSON.parse(bytes.toString("utf8", 4, 4 + headerLength)) as FaceHeader;
    const by = header.width / size.width;
    if (header.height / size.height !== by || ![1, 2, 4].includes(by)) {
      throw new RangeError(`There is no face of ${String(size.width)}×${String(size.height)}.`);
    }
    this.#size = size;
    this.#poses = readPoses(bytes.subarray(4 + headerLength), header, wall, by);
    this.#eyes = smaller(header.eyes, by);
    this.#mouth = smaller(header.mouth, by);
    this.#frame = new Uint8Array(i420Length(size.width, size.height));
    if (this.#frame.length <= SMALL_BYTES) this.#drawn = new Map();
  }

  /**
   * The frame of a look. The bytes may be the next frame's too: they have to be sent, or copied, before it is asked for, and are not
   * to be changed.
   */
  frame({ sway, mouth, blink }: Look): Uint8Array {
    const pose = Math.round(Math.min(1, Math.max(0, sway)) * (this.#poses.length - 1));
    if (!this.#drawn) return this.#draw(this.#frame, pose, mouth, blink);
    const look = `${String(pose)} ${mouth} ${String(blink)}`;
    const drawn = this.#drawn.get(look) ?? this.#draw(new Uint8Array(this.#frame.length), pose, mouth, blink);
    this.#drawn.set(look, drawn);
    return drawn;
  }

  #draw(frame: Uint8Array, index: number, mouth: Mouth, blink: boolean): Uint8Array {
    const { width, height } = this.#size;
    const pose = this.#poses[index];
    if (!pose) throw new RangeError(`There is no pose ${String(index)}.`);
    frame.set(pose.picture);
    if (blink) paste(pose.closedEyes, frame, width, height, this.#eyes);
    const shape = pose.mouths[MOUTHS.indexOf(mouth) - 1];
    if (shape) paste(shape, frame, width, height, this.#mouth);
    return frame;
  }
}

/** Each picture is the difference from the pose before, each part that from its pose: in the order that `npm run pictures` writes. */
function readPoses(body: Uint8Array, header: FaceHeader, wall: Wall, by: number): Pose[] {
  const { width, height, eyes, mouth } = header;
  let at = 0;
  const next = (length: number): Uint8Array => body.subarray(at, (at += length));
  const whole = (coefficients: Uint8Array): Uint8Array =>
    shrink(decodePicture(coefficients, width, height), width, height, by);
  let before = new Uint8Array(i420Length(width, height));
  return Array.from({ length: header.poses }, () => {
    const pose = sum(before, next(before.length));
    before = pose;
    const part = (box: Box): Uint8Array => {
      const ground = cutCoefficients(pose, width, height, box);
      const pixels = decodePicture(sum(ground, next(ground.length)), box.width, box.height);
      return shrink(pixels, box.width, box.height, by);
    };
    const closedEyes = part(eyes);
    const mouths = MOUTHS.slice(1).map(() => part(mouth));
    const green = next(pose.length);
    return { picture: whole(wall === "green" ? sum(pose, green) : pose), closedEyes, mouths };
  });
}

/** The coefficients of a part: of its blocks, a coefficient after the other. */
export function cutCoefficients(coefficients: Uint8Array, width: number, height: number, box: Box): Uint8Array {
  const [per, partPer] = [i420Length(width, height) / 64, i420Length(box.width, box.height) / 64];
  const part = new Uint8Array(partPer * 64);
  // A plane of one coefficient is a picture of an eighth of the size.
  const eighth = smaller(box, 8);
  for (let index = 0; index < 64; index += 1) {
    const plane = coefficients.subarray(index * per, (index + 1) * per);
    part.set(cut(plane, width / 8, height / 8, eighth), index * partPer);
  }
  return part;
}

function sum(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const sums = new Uint8Array(one);
  for (let index = 0; index < sums.length; index += 1) sums[index] = (sums[index] ?? 0) + (other[index] ?? 0);
  return sums;
}

const smaller = ({ x, y, width, height }: Box, by: number): Box => ({
  ...{ x: x / by, y: y / by, width: width / by, height: height / by },
});
