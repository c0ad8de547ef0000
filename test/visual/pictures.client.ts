/** Runs in the page of pictures.ts: draws sheets with what draws a portrait on a site, and compares them. */
import { Appearance } from "../../src/portrait/appearance.js";
import { CHARACTERS } from "../../src/portrait/characters/index.js";
import { VISEMES } from "../../src/portrait/mouth/visemes.js";
import { FakeClock } from "../../src/testing/fake-clock.js";
import type { Sheet, Subject } from "./subjects.js";
import { surface } from "./surface.js";

/** Longer than an emotion and a mouth need; shorter than the wait for a blink where every number drawn is 1. */
const SETTLED_MS = 1200;
const FRAME_MS = 20;

/** One face, settled, as its canvas; nothing in it depends on time or chance. */
async function draw(
  { character, scheme, emotion, intensity = 1, mouth }: Subject,
  width: number,
  height: number,
): Promise<HTMLCanvasElement> {
  const container = document.createElement("div");
  Object.assign(container.style, { width: `${String(width)}px`, height: `${String(height)}px`, colorScheme: scheme });
  document.body.append(container);
  const clock = new FakeClock();
  let frame = (): void => undefined;
  const requestFrame = (fn: () => void) => {
    frame = fn;
    return () => undefined;
  };
  const options = { clock, requestFrame, random: () => 1, motion: "reduced" } as const;
  const appearance = new Appearance(CHARACTERS[character], options, clock, () => mouth && VISEMES[mouth].rig);
  appearance.mount(container);
  appearance.update({ avatar: { emotion: { label: emotion, intensity } } });
  for (let passed = 0; passed < SETTLED_MS; passed += FRAME_MS) {
    await clock.advance(FRAME_MS);
    frame();
  }
  const canvas = container.querySelector("canvas");
  if (!canvas) throw new Error("nothing was drawn");
  const picture = surface(width, height);
  picture.drawImage(canvas, 0, 0);
  appearance.unmount();
  container.remove();
  return picture.canvas;
}

/** @returns the sheet as a WebP data URL */
async function drawSheet({ rows, drawn, kept, aspect = 1, quality }: Sheet): Promise<string> {
  const width = kept * aspect;
  const sheet = surface(width * Math.max(...rows.map((row) => row.length)), kept * rows.length);
  for (const [row, subjects] of rows.entries()) {
    for (const [column, subject] of subjects.entries()) {
      sheet.drawImage(await draw(subject, drawn * aspect, drawn), column * width, row * kept, width, kept);
    }
  }
  return sheet.canvas.toDataURL("image/webp", quality);
}

/** Side of a cell of the comparison, in pixels of a face 200 px high: anti-aliasing and compression even out in it. */
const CELL = 4;

/**
 * By face: the largest difference of a square's mean colour, 0…255, and how many squares differ by more than `tolerance`.
 * Both come compressed alike, so that compression is no difference.
 */
async function compareSheets(
  { rows, kept }: Sheet,
  urls: readonly [string, string],
  tolerance: number,
): Promise<Difference[]> {
  const [drawn, before] = await Promise.all([load(urls[0]), load(urls[1])]);
  if (before.width !== drawn.width || before.height !== drawn.height) {
    return [{ row: 0, column: 0, worst: 255, cells: Infinity }];
  }
  const side = Math.round((CELL * kept) / 200);
  const [now, then] = [means(drawn, side), means(before, side)];
  return rows.flatMap((subjects, row) =>
    subjects.map((_, column) => {
      let [worst, cells] = [0, 0];
      const perFace = kept / side;
      for (let y = row * perFace; y < (row + 1) * perFace; y += 1) {
        for (let x = column * perFace; x < (column + 1) * perFace; x += 1) {
          const at = (y * (drawn.width / side) + x) * 4;
          const away = Math.max(
            ...[0, 1, 2].map((channel) => Math.abs((now[at + channel] ?? 0) - (then[at + channel] ?? 0))),
          );
          worst = Math.max(worst, away);
          if (away > tolerance) cells += 1;
        }
      }
      return { row, column, worst, cells };
    }),
  );
}

async function load(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

/** Mean colours of squares of `side` pixels, four numbers each. */
function means(source: HTMLImageElement, side: number): Float32Array {
  const full = surface(source.width, source.height);
  full.drawImage(source, 0, 0);
  const { data, width, height } = full.getImageData(0, 0, source.width, source.height);
  const columns = width / side;
  const sums = new Float32Array(columns * (height / side) * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const to = (Math.floor(y / side) * columns + Math.floor(x / side)) * 4;
      for (let channel = 0; channel < 4; channel += 1) {
        sums[to + channel] = (sums[to + channel] ?? 0) + (data[(y * width + x) * 4 + channel] ?? 0) / (side * side);
      }
    }
  }
  return sums;
}

export interface Difference {
  readonly row: number;
  readonly column: number;
  readonly worst: number;
  readonly cells: number;
}

const pictures = { drawSheet, compareSheets };
declare global {
  interface Window {
    pictures: typeof pictures;
  }
}
window.pictures = pictures;
