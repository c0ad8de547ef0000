/** What the resampler of the microphone costs: processor time for a second of sound. */
import { Resampler } from "../../src/core/resampler.js";

export interface ResamplerCost {
  readonly from: number;
  readonly to: number;
  /** Processor time, as a part of the time that the sound lasts: 0.01 is one per cent of a core. */
  readonly share: number;
}

/** What microphones have, and what recognisers want. */
export const RATES = [
  [48_000, 16_000],
  [44_100, 16_000],
  [48_000, 24_000],
] as const;
/** The length of what an AudioWorklet gets at once. */
const QUANTUM = 128;

/** @param seconds the length of the sound that is resampled for each pair of rates */
export function measureResampler(seconds = 20): ResamplerCost[] {
  return RATES.map(([from, to]) => {
    const resampler = new Resampler(from, to);
    const quantum = Float32Array.from({ length: QUANTUM }, (_, place) => Math.sin(place / 5));
    const resample = (count: number): void => {
      for (let samples = 0; samples < count; samples += QUANTUM) resampler.push(quantum);
    };
    // Until the engine has compiled it.
    resample(from);
    const before = process.cpuUsage();
    resample(seconds * from);
    const { user, system } = process.cpuUsage(before);
    return { from, to, share: (user + system) / 1e6 / seconds };
  });
}
