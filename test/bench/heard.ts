/** What a recording of a reply tells: when sound began, and how long it paused. */

/** A recorded sound. */
export interface Sound {
  readonly sampleRate: number;
  /** The time of the first sample, by the sound's own clock. */
  readonly startSeconds: number;
  /** 16-bit mono. */
  readonly samples: Int16Array;
}

/** −40 dBFS: whatever is below is silence. */
const HEARD = 328;
/** A tone passes zero, and a resampler fades its ends: what is shorter than this is no pause. */
const SHORTEST_GAP_MS = 1;

/** @returns the time of the first sound, if there is any */
export function firstSoundSeconds({ samples, sampleRate, startSeconds }: Sound): number | undefined {
  const index = samples.findIndex((sample) => Math.abs(sample) >= HEARD);
  return index < 0 ? undefined : startSeconds + index / sampleRate;
}

/** @returns milliseconds of every silence between two sounds, in their order */
export function gapsMs({ samples, sampleRate }: Sound): number[] {
  const gaps: number[] = [];
  let last: number | undefined;
  for (const [index, sample] of samples.entries()) {
    if (Math.abs(sample) < HEARD) continue;
    const ms = last === undefined ? 0 : ((index - last - 1) / sampleRate) * 1000;
    if (ms >= SHORTEST_GAP_MS) gaps.push(ms);
    last = index;
  }
  return gaps;
}
