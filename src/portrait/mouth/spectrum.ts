/** The spectrum of a moment of sound: energy in bands as wide as the ear's. */

const SIZE = 512;
export const BANDS = 16;
const [LOWEST, HIGHEST] = [80, 7800];

const mel = (hertz: number): number => Math.log(1 + hertz / 700);
/** In hertz; one more than there are bands. */
const EDGES = Array.from(
  { length: BANDS + 1 },
  (_, index) => 700 * (Math.exp(mel(LOWEST) + ((mel(HIGHEST) - mel(LOWEST)) * index) / BANDS) - 1),
);

const real = new Float32Array(SIZE);
const imaginary = new Float32Array(SIZE);
const hann = Float32Array.from({ length: SIZE }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / SIZE));

const cosines = Float32Array.from({ length: SIZE / 2 }, (_, index) => Math.cos((2 * Math.PI * index) / SIZE));
const sines = Float32Array.from({ length: SIZE / 2 }, (_, index) => -Math.sin((2 * Math.PI * index) / SIZE));

/** A decoded sound of one channel. */
export interface Samples {
  readonly data: Float32Array;
  readonly sampleRate: number;
}

/**
 * Writes the energy of each band to `bands` from `to` on: the logarithm, relative to `loudness`.
 * Every `step`th sample is read, so that 512 of them are a sound's length at any rate.
 * @param loudness the level that counts as full voice: see `loudnessOf`
 */
export function readBands(
  { data, sampleRate }: Samples,
  atSeconds: number,
  loudness: number,
  bands: Float32Array,
  to: number,
): void {
  const step = Math.max(1, Math.round(sampleRate / 20_000));
  const start = Math.round(atSeconds * sampleRate) - (SIZE * step) / 2;
  for (let index = 0; index < SIZE; index += 1) {
    real[index] = (data[start + index * step] ?? 0) * (hann[index] ?? 0);
    imaginary[index] = 0;
  }
  transform();
  const width = sampleRate / step / SIZE;
  // The energy of the window's samples, spread over its bins.
  const full = (loudness * SIZE) ** 2 / 64;
  for (let band = 0; band < BANDS; band += 1) {
    let sum = 0;
    const end = Math.min(SIZE / 2, (EDGES[band + 1] ?? 0) / width);
    for (let bin = Math.ceil((EDGES[band] ?? 0) / width); bin < end; bin += 1) {
      sum += (real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2;
    }
    bands[to + band] = Math.log10(sum / full + 1e-5) + 2.5;
  }
}

/** The level that is loud in this sound: recordings differ by 20 dB, mouths do not. */
export function loudnessOf({ data }: Samples): number {
  let peak = 0;
  const block = 2048;
  const levels: number[] = [];
  for (let start = 0; start + block <= data.length; start += block) {
    let power = 0;
    for (let index = start; index < start + block; index += 4) power += (data[index] ?? 0) ** 2;
    const level = Math.sqrt(power / (block / 4));
    levels.push(level);
    peak = Math.max(peak, level);
  }
  levels.sort((one, other) => one - other);
  return Math.max(0.02, levels[Math.floor(levels.length * 0.9)] ?? peak);
}

/** Cooley and Tukey's transform in place. */
function transform(): void {
  for (let from = 1, to = 0; from < SIZE; from += 1) {
    let bit = SIZE >> 1;
    for (; to & bit; bit >>= 1) to ^= bit;
    to ^= bit;
    if (from < to) {
      // Only the real part holds anything yet.
      const kept = real[from] ?? 0;
      real[from] = real[to] ?? 0;
      real[to] = kept;
    }
  }
  for (let length = 2; length <= SIZE; length *= 2) {
    for (let offset = 0; offset < length / 2; offset += 1) {
      const turn = offset * (SIZE / length);
      const cos = cosines[turn] ?? 1;
      const sin = sines[turn] ?? 0;
      for (let low = offset; low < SIZE; low += length) {
        const high = low + length / 2;
        const turnedReal = (real[high] ?? 0) * cos - (imaginary[high] ?? 0) * sin;
        const turnedImaginary = (real[high] ?? 0) * sin + (imaginary[high] ?? 0) * cos;
        const [lowReal, lowImaginary] = [real[low] ?? 0, imaginary[low] ?? 0];
        real[high] = lowReal - turnedReal;
        imaginary[high] = lowImaginary - turnedImaginary;
        real[low] = lowReal + turnedReal;
        imaginary[low] = lowImaginary + turnedImaginary;
      }
    }
  }
}
