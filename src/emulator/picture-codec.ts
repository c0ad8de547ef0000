/**
 * The code of the emulator's pictures: I420 planes as cosine transforms of 8×8 pixels, rounded, one byte a coefficient. Equal
 * coefficients of all blocks stand together, and a picture is stored as its difference from another, so that a general-purpose
 * compression leaves little. `npm run pictures` writes it, the emulator reads it.
 */

/** A part of a picture, in pixels; all four are multiples of {@link GRID}, so that its colours are whole blocks too. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const GRID = 16;
const SIDE = 8;
const AREA = SIDE * SIDE;

/** The cosines of one row: `WAVES[frequency * 8 + place]`. */
const WAVES = Float32Array.from({ length: AREA }, (_, index) => {
  const [frequency, place] = [index >> 3, index & 7];
  return (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * place + 1) * frequency * Math.PI) / 16);
});

/** The picture of each coefficient alone: `PATTERNS[coefficient * 64 + pixel]`. */
const PATTERNS = Float32Array.from({ length: AREA * AREA }, (_, index) => {
  const [coefficient, pixel] = [Math.floor(index / AREA), index % AREA];
  const down = WAVES[(coefficient >> 3) * SIDE + (pixel >> 3)] ?? 0;
  return down * (WAVES[(coefficient & 7) * SIDE + (pixel & 7)] ?? 0);
});

/** What a coefficient is divided by: fine detail is kept less exactly, and that of colours less than that of light. */
const step = (index: number, isColour: boolean): number => {
  const frequency = (index >> 3) + (index & 7);
  if (frequency === 0) return 8;
  return isColour ? 7 + 2.5 * frequency : 5 + 1.6 * frequency;
};

/** Bytes of a picture of this size: the light, then two planes of colour at half the size. */
export const i420Length = (width: number, height: number): number => (width * height * 3) / 2;

/** The blocks of a picture: their first pixels, plane by plane, row by row, and from which on they are colours. */
function blocksOf(width: number, height: number): { readonly starts: Int32Array; readonly colours: number } {
  const starts: number[] = [];
  let plane = 0;
  for (const by of [1, 2, 2]) {
    const [columns, rows] = [width / by, height / by];
    for (let row = 0; row < rows; row += SIDE) {
      for (let column = 0; column < columns; column += SIDE) starts.push(plane + row * columns + column);
    }
    plane += columns * rows;
  }
  return { starts: Int32Array.from(starts), colours: (width * height) / AREA };
}

/** The coefficients of a picture, one byte each, modulo 256. */
export function encodePicture(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const { starts, colours } = blocksOf(width, height);
  const out = new Uint8Array(pixels.length);
  for (const [index, start] of starts.entries()) {
    const isColour = index >= colours;
    const stride = isColour ? width >> 1 : width;
    for (let coefficient = 0; coefficient < AREA; coefficient += 1) {
      let sum = 0;
      for (let i = 0; i < AREA; i += 1) {
        const pixel = (pixels[start + (i >> 3) * stride + (i & 7)] ?? 0) - 128;
        sum += pixel * (PATTERNS[coefficient * AREA + i] ?? 0);
      }
      const rounded = Math.round(sum / step(coefficient, isColour));
      out[coefficient * starts.length + index] = Math.min(127, Math.max(-127, rounded));
    }
  }
  return out;
}

/** The picture of coefficients. Most of them are 0, and cost nothing. */
export function decodePicture(coefficients: Uint8Array, width: number, height: number): Uint8Array {
  const { starts, colours } = blocksOf(width, height);
  const signed = new Int8Array(coefficients.buffer, coefficients.byteOffset, coefficients.length);
  const sums = new Float32Array(coefficients.length).fill(128);
  for (let index = 0; index < signed.length; index += 1) {
    const value = signed[index] ?? 0;
    if (value === 0) continue;
    const block = index % starts.length;
    const coefficient = (index - block) / starts.length;
    const isColour = block >= colours;
    const stride = isColour ? width >> 1 : width;
    addPattern(sums, starts[block] ?? 0, stride, coefficient * AREA, value * step(coefficient, isColour));
  }
  return new Uint8Array(new Uint8ClampedArray(sums).buffer); // rounded, and within 0…255
}

function addPattern(sums: Float32Array, start: number, stride: number, pattern: number, value: number): void {
  for (let i = 0; i < AREA; i += 1) {
    const at = start + (i >> 3) * stride + (i & 7);
    sums[at] = (sums[at] ?? 0) + value * (PATTERNS[pattern + i] ?? 0);
  }
}

/** A part of a picture as a picture of its own. */
export function cut(picture: Uint8Array, width: number, height: number, box: Box): Uint8Array {
  const part = new Uint8Array(i420Length(box.width, box.height));
  eachRow(width, height, box, (at, partAt, length) => {
    part.set(picture.subarray(at, at + length), partAt);
  });
  return part;
}

/** Puts a part into a picture. */
export function paste(part: Uint8Array, picture: Uint8Array, width: number, height: number, box: Box): void {
  eachRow(width, height, box, (at, partAt, length) => {
    picture.set(part.subarray(partAt, partAt + length), at);
  });
}

function eachRow(
  width: number,
  height: number,
  box: Box,
  handleRow: (at: number, partAt: number, length: number) => void,
): void {
  let [plane, partAt] = [0, 0];
  for (const by of [1, 2, 2]) {
    const stride = width / by;
    const length = box.width / by;
    for (let row = 0; row < box.height / by; row += 1) {
      handleRow(plane + (box.y / by + row) * stride + box.x / by, partAt, length);
      partAt += length;
    }
    plane += stride * (height / by);
  }
}

/** The picture at a `by`-th of its size, which its sides can be divided by twice over. */
export function shrink(picture: Uint8Array, width: number, height: number, by: number): Uint8Array {
  const out = new Uint8Array(picture.length / (by * by));
  let [from, to] = [0, 0];
  for (const plane of [1, 2, 2]) {
    const [stride, columns, rows] = [width / plane, width / plane / by, height / plane / by];
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        let sum = 0;
        for (let y = 0; y < by; y += 1) {
          for (let x = 0; x < by; x += 1) sum += picture[from + (row * by + y) * stride + column * by + x] ?? 0;
        }
        out[to + row * columns + column] = Math.round(sum / (by * by));
      }
    }
    from += (width / plane) * (height / plane);
    to += columns * rows;
  }
  return out;
}
