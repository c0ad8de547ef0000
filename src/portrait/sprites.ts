/**
 * The sprites: what looks the same in every frame (hair, cloth, the form of the face) is painted once for a size and a palette, and
 * then laid down in strips that follow the head: a hundred strands and shadows cost what a picture costs.
 */
import { Brush } from "./brush.js";
import type { Placement } from "./brush.js";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Sprite {
  readonly picture: HTMLCanvasElement | ImageBitmap;
  readonly box: Box;
}

/** Where a point of the sprite is seen. */
export type Place = (x: number, y: number) => { readonly x: number; readonly y: number };

export class Sprites {
  readonly #kept = new Map<string, Sprite>();
  #scale = 0;

  /** Another size or palette: everything is painted anew when it is next needed. */
  forget(): void {
    for (const { picture } of this.#kept.values()) freePicture(picture);
    this.#kept.clear();
  }

  /** The picture of that name, painted now if there is none at this scale. */
  get(name: string, box: Box, scale: number, paint: (brush: Brush) => void): Sprite {
    if (scale !== this.#scale) this.forget();
    this.#scale = scale;
    const kept = this.#kept.get(name);
    if (kept?.box.right === box.right && kept.box.bottom === box.bottom) return kept;
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil((box.right - box.left) * scale);
    canvas.height = Math.ceil((box.bottom - box.top) * scale);
    const context = canvas.getContext("2d");
    if (context) {
      const brush = new Brush(context);
      brush.begin({ scale, originX: -box.left * scale, originY: -box.top * scale });
      paint(brush);
    }
    const sprite = { picture: settled(canvas), box };
    this.#kept.set(name, sprite);
    return sprite;
  }
}

/** The same as a bitmap, where the browser has them: it cannot change, so that drawing it takes half the script. */
function settled(canvas: HTMLCanvasElement): HTMLCanvasElement | ImageBitmap {
  if (typeof OffscreenCanvas === "undefined") return canvas;
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const context = copy.getContext("2d");
  if (!context) return canvas;
  context.drawImage(canvas, 0, 0);
  freePicture(canvas);
  return copy.transferToImageBitmap();
}

/** Frees the memory of a picture at once, without waiting for garbage collection. */
function freePicture(picture: HTMLCanvasElement | ImageBitmap): void {
  if ("close" in picture) picture.close();
  else picture.width = picture.height = 0;
}

/** A part of the sprite's width, and the place in it at which neighbouring strips must meet. */
export type Column = readonly [from: number, to: number, anchor: number];

/**
 * Lays the sprite down in horizontal strips between `rows`, each as a parallelogram of where it is seen.
 * @param overlap device pixels by which a strip covers the next: needed where what is painted is opaque
 */
export function layDown(
  { context }: Brush,
  { scale, originX, originY }: Placement,
  { picture, box }: Sprite,
  { rows, columns = [[box.left, box.right, (box.left + box.right) / 2]], overlap = 0 }: Strips,
  place: Place,
): void {
  for (const [left, right, anchor] of columns) {
    const width = right - left;
    const fromX = Math.round((left - box.left) * scale);
    const wide = Math.min(picture.width - fromX, Math.ceil(width * scale));
    for (let row = 0; row + 1 < rows.length; row += 1) {
      const [top, bottom] = [rows[row] ?? 0, rows[row + 1] ?? 0];
      const { x: topX, y: topY } = place(anchor, top);
      const { x: lowX, y: lowY } = place(anchor, bottom);
      const { x: leftX, y: leftY } = place(left, (top + bottom) / 2);
      const { x: rightX, y: rightY } = place(right, (top + bottom) / 2);
      const [alongX, alongY] = [(rightX - leftX) / width, (rightY - leftY) / width];
      const back = anchor - box.left - fromX / scale;
      context.setTransform(
        ...([alongX * scale, alongY * scale] as const),
        ...([((lowX - topX) / (bottom - top)) * scale, ((lowY - topY) / (bottom - top)) * scale] as const),
        ...([originX + (topX - alongX * back) * scale, originY + (topY - alongY * back) * scale] as const),
      );
      const from = (top - box.top) * scale;
      const tall = Math.min(picture.height - from, (bottom - top) * scale + overlap);
      context.drawImage(picture, fromX, from, wide, tall, 0, 0, wide / scale, tall / scale);
    }
  }
  context.setTransform(scale, 0, 0, scale, originX, originY);
}

export interface Strips {
  readonly rows: readonly number[];
  readonly columns?: readonly Column[];
  readonly overlap?: number;
}

/** Heights from `from` to `to` in equal steps. */
export function rowsBetween(from: number, to: number, steps: number): number[] {
  return Array.from({ length: steps + 1 }, (_, step) => from + ((to - from) * step) / steps);
}
