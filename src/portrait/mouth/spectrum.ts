/** The spectrum of a moment of sound: energy in bands that tell vowels from hisses. */

const SIZE = 512;
/** Bands in hertz: voice, open vowels, front vowels, their upper formant, hisses. */
const EDGES = [90, 450, 950, 1700, 3200, 7800] as const;

export interface Bands {
  /** Root mean square, 0…1. */
  readonly level: number;
  /** Shares of the energy, adding up to 1: `voice open mid front hiss`. */
  readonly shares: readonly [number, number, number, number, number];
}

const SILENCE: Bands = { level: 0, shares: [0, 0, 0, 0, 0] };

const real = new Float32Array(SIZE);
const imaginary = new Float32Array(SIZE);
const hann = Float32Array.from({ length: SIZE }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / SIZE));

const cosines = Float32Array.from({ length: SIZE / 2 }, (_, index) => Math.cos((2 * Math.PI * index) / SIZE));
const sines = Float32Array.from({ length: SIZE / 2 }, (_, index) => -Math.sin((2 * Math.PI * index) / SIZE));

/** Around `atSeconds`; every `step`th sample, so that 512 of them are a sound's length at any rate. */
export function bandsAt(samples: Float32Array, sampleRate: number, atSeconds: number): Bands {
  const step = Math.max(1, Math.round(sampleRate / 20_000));
  const start = Math.round(atSeconds * sampleRate) - (SIZE * step) / 2;
  let power = 0;
  for (let index = 0; index < SIZE; index += 1) {
    const sample = samples[start + index * step] ?? 0;
    power += sample * sample;
    real[index] = sample * (hann[index] ?? 0);
    imaginary[index] = 0;
  }
  const level = Math.sqrt(power / SIZE);
  if (level < 0.0015) return SILENCE;
  transform();
  const width = sampleRate / step / SIZE;
  const sums: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  let total = 1e-9;
  for (let band = 0; band < sums.length; band += 1) {
    const [from, to] = [EDGES[band] ?? 0, EDGES[band + 1] ?? 0];
    for (let bin = Math.ceil(from / width); bin < Math.min(SIZE / 2, to / width); bin += 1) {
      // Speech falls by 6 dB an octave: without the weight everything would look like its lowest voice.
      const weight = (bin * width) / 1000;
      sums[band] = (sums[band] ?? 0) + ((real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2) * weight * weight;
    }
    total += sums[band] ?? 0;
  }
  const [voice, open, mid, front, hiss] = sums;
  return { level, shares: [voice / total, open / total, mid / total, front / total, hiss / total] };
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
