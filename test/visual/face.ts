/** Writes the pictures that the emulator sends: drawn in a page, packed as src/emulator/face.ts unpacks them. */
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import type { Browser, BrowserContext } from "puppeteer-core";
import { cutCoefficients, type FaceHeader, type FaceSize } from "../../src/emulator/face.js";
import { MOUTHS } from "../../src/emulator/mouth-shapes.js";
import { type Box, cut, encodePicture, GRID, i420Length } from "../../src/emulator/picture-codec.js";
import type { FaceLook } from "./face.client.js";
import { fileOf } from "./pictures.js";

export const FACE_FILE = fileOf("../../assets/emulator-face.br");

const SIZE: FaceSize = { width: 640, height: 480 };
const POSES = 5;
/** Of a pixel, 0…255: what differs by less may stay as it is. */
const UNSEEN = 3;

export async function drawFaceFile(browser: Browser | BrowserContext): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileOf("face.client.ts")],
    ...{ bundle: true, write: false, format: "iife", target: "es2022", logLevel: "error" },
  });
  const page = await browser.newPage();
  await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
  const draw = async (look: Partial<FaceLook> & { readonly sway: number }): Promise<Uint8Array> => {
    const whole: FaceLook = { ...SIZE, mouth: "rest", blink: false, wall: "room", ...look };
    return Buffer.from(await page.evaluate((one) => window.drawFace(one), whole), "base64");
  };
  const poses = [];
  for (let pose = 0; pose < POSES; pose += 1) {
    const sway = (pose / (POSES - 1)) * 2 - 1;
    const mouths = [];
    for (const mouth of MOUTHS.slice(1)) mouths.push(await draw({ sway, mouth }));
    poses.push({
      mouths,
      open: await draw({ sway }),
      closed: await draw({ sway, blink: true }),
      green: await draw({ sway, wall: "green" }),
    });
  }
  await page.close();

  const eyes = changedBox(poses.map(({ open, closed }) => [open, closed] as const));
  const mouth = changedBox(poses.flatMap(({ open, mouths }) => mouths.map((shape) => [open, shape] as const)));
  const header: FaceHeader = { ...SIZE, poses: POSES, eyes, mouth };
  const parts: Uint8Array[] = [];
  let before: Uint8Array = new Uint8Array(i420Length(SIZE.width, SIZE.height));
  for (const { open, closed, mouths, green } of poses) {
    const coded = encodePicture(open, SIZE.width, SIZE.height);
    parts.push(difference(coded, before));
    before = coded;
    const part = (picture: Uint8Array, box: Box): Uint8Array =>
      difference(
        encodePicture(cut(picture, SIZE.width, SIZE.height, box), box.width, box.height),
        cutCoefficients(coded, SIZE.width, SIZE.height, box),
      );
    parts.push(part(closed, eyes), ...mouths.map((shape) => part(shape, mouth)));
    parts.push(difference(encodePicture(green, SIZE.width, SIZE.height), coded));
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return brotliCompressSync(Buffer.concat([length, text, ...parts]), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
}

const difference = (one: Uint8Array, other: Uint8Array): Uint8Array =>
  one.map((value, index) => value - (other[index] ?? 0));

/** The smallest box of the grid with everything that differs in some pair. */
function changedBox(pairs: readonly (readonly [Uint8Array, Uint8Array])[]): Box {
  let [left, top, right, bottom] = [SIZE.width, SIZE.height, 0, 0];
  for (const [one, other] of pairs) {
    for (let at = 0; at < SIZE.width * SIZE.height; at += 1) {
      if (Math.abs((one[at] ?? 0) - (other[at] ?? 0)) <= UNSEEN) continue;
      const [x, y] = [at % SIZE.width, Math.floor(at / SIZE.width)];
      [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
    }
  }
  const [x, y] = [left, top].map((edge) => Math.floor(edge / GRID) * GRID) as [number, number];
  const [width, height] = [right - x, bottom - y].map((side) => Math.ceil(side / GRID) * GRID) as [number, number];
  return { x, y, width, height };
}
