/** A small RGB picture and the few shapes that a face needs, with soft edges; turned into I420 for WebRTC. */
export type Rgb = readonly [red: number, green: number, blue: number];

export interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly rx: number;
  readonly ry: number;
}

export class Raster {
  readonly width: number;
  readonly height: number;
  readonly #pixels: Float32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#pixels = new Float32Array(width * height * 3);
  }

  /** Paints every pixel by its place in the picture, both 0…1. */
  fill(color: (x: number, y: number) => Rgb): void {
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        this.#pixels.set(color(x / this.width, y / this.height), (y * this.width + x) * 3);
      }
    }
  }

  /** An ellipse in units of the picture's height, from its middle; `soft` is the width of its edge in pixels. */
  ellipse({ x, y, rx, ry }: Ellipse, color: (u: number, v: number) => Rgb, soft = 1.5): void {
    const unit = this.height;
    const cx = this.width / 2 + x * unit;
    const cy = this.height / 2 + y * unit;
    const px = Math.max(rx * unit, 0.5);
    const py = Math.max(ry * unit, 0.5);
    const top = Math.max(0, Math.floor(cy - py - soft));
    const bottom = Math.min(this.height - 1, Math.ceil(cy + py + soft));
    const left = Math.max(0, Math.floor(cx - px - soft));
    const right = Math.min(this.width - 1, Math.ceil(cx + px + soft));
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const u = (column - cx) / px;
        const v = (row - cy) / py;
        const inside = (1 - Math.hypot(u, v)) * Math.min(px, py);
        const cover = Math.min(1, Math.max(0, inside / soft + 0.5));
        if (cover > 0) this.#blend(row * this.width + column, color(u, v), cover);
      }
    }
  }

  copy(): Raster {
    const copy = new Raster(this.width, this.height);
    copy.#pixels.set(this.#pixels);
    return copy;
  }

  /** Planar YUV 4:2:0, BT.601 limited range, as WebRTC wants it. Width and height must be even. */
  toI420(): Uint8Array {
    const { width, height } = this;
    const luma = width * height;
    const out = new Uint8Array((luma * 3) / 2);
    const half = width >> 1;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = y * width + x;
        const [r, g, b] = this.#at(at);
        out[at] = 16 + 0.257 * r + 0.504 * g + 0.098 * b;
        if (((x | y) & 1) === 0) {
          const chroma = luma + (y >> 1) * half + (x >> 1);
          out[chroma] = 128 - 0.148 * r - 0.291 * g + 0.439 * b;
          out[chroma + (luma >> 2)] = 128 + 0.439 * r - 0.368 * g - 0.071 * b;
        }
      }
    }
    return out;
  }

  #at(index: number): Rgb {
    const at = index * 3;
    return [this.#pixels[at] ?? 0, this.#pixels[at + 1] ?? 0, this.#pixels[at + 2] ?? 0];
  }

  #blend(index: number, color: Rgb, cover: number): void {
    for (let i = 0; i < 3; i++) {
      const at = index * 3 + i;
      this.#pixels[at] = (this.#pixels[at] ?? 0) * (1 - cover) + (color[i] ?? 0) * cover;
    }
  }
}
