/** How loud a recording is, window by window. */
export const SAMPLE_RATE = 48_000;
const WINDOW_MS = 10;
const SAMPLES_PER_WINDOW = (SAMPLE_RATE * WINDOW_MS) / 1000;

/** Below this nobody hears anything. */
const SILENCE_DB = -50;
/** So long it must last: speech has gaps of its own. */
const SILENCE_MS = 100;

export interface LoudnessWindow {
  /** Milliseconds since the epoch at which the window begins. */
  readonly at: number;
  /** dBFS; -Infinity for nothing at all. */
  readonly decibels: number;
}

/**
 * @param samples 16-bit mono at {@link SAMPLE_RATE}
 * @param startedAt the epoch milliseconds of the first sample
 */
export function loudness(samples: Int16Array, startedAt: number): LoudnessWindow[] {
  const windows: LoudnessWindow[] = [];
  for (let start = 0; start + SAMPLES_PER_WINDOW <= samples.length; start += SAMPLES_PER_WINDOW) {
    let sum = 0;
    for (const sample of samples.subarray(start, start + SAMPLES_PER_WINDOW)) sum += (sample / 32_768) ** 2;
    windows.push({
      at: startedAt + (start / SAMPLE_RATE) * 1000,
      decibels: 10 * Math.log10(sum / SAMPLES_PER_WINDOW),
    });
  }
  return windows;
}

/** @returns when the first silence at or after `from` begins (never before `from`), if there is one */
export function silenceFrom(windows: readonly LoudnessWindow[], from: number): number | undefined {
  const needed = SILENCE_MS / WINDOW_MS;
  let quiet = 0;
  for (const { at, decibels } of windows) {
    if (at + WINDOW_MS <= from) continue;
    quiet = decibels < SILENCE_DB ? quiet + 1 : 0;
    if (quiet === needed) return Math.max(from, at - (needed - 1) * WINDOW_MS);
  }
  return undefined;
}

/** @returns milliseconds of sound between two times */
export function soundBetween(windows: readonly LoudnessWindow[], from: number, to: number): number {
  return windows.filter(({ at, decibels }) => at >= from && at < to && decibels >= SILENCE_DB).length * WINDOW_MS;
}
