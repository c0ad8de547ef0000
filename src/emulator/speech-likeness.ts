/** Whether a sound is somebody who speaks: long enough in a voice whose pitch moves. A cough, a beep and noise are not. */

const FRAME = 640; // 40 ms at 16 kHz: two periods of the lowest voice
const STEP = 320;
/** Lags of 350 to 75 Hz. */
const [SHORTEST_LAG, LONGEST_LAG] = [46, 213];
/** How alike two periods of a voice are. */
const PERIODIC = 0.5;
const MIN_LEVEL = 60;
/** How much of the rumble is taken out, which repeats itself by chance; 0 is nothing. */
const TILT = 0.7;
const MIN_VOICED_MS = 180;
/** The least relative change of pitch; a machine's tone has none. */
const MIN_MOVEMENT = 0.012;

/** The most that a voice's pitch changes from one step to the next, relatively. */
const MAX_STEP = 0.15;

/** @param samples 16 kHz, mono */
export function isLikeSpeech(samples: Int16Array): boolean {
  const sharp = samples.map((sample, index) => (sample - TILT * (samples[index - 1] ?? 0)) >> 1);
  const pitches: number[] = [];
  let before: number | undefined;
  for (let at = 0; at + FRAME + LONGEST_LAG <= samples.length; at += STEP) {
    const lag = periodAt(sharp, at);
    const pitch = lag === undefined ? undefined : 1 / lag;
    const goesOn = pitch !== undefined && before !== undefined && Math.abs(pitch / before - 1) <= MAX_STEP;
    if (goesOn) pitches.push(pitch);
    before = pitch;
  }
  if ((pitches.length * STEP * 1000) / 16_000 < MIN_VOICED_MS) return false;
  const mean = pitches.reduce((sum, pitch) => sum + pitch, 0) / pitches.length;
  const variance = pitches.reduce((sum, pitch) => sum + (pitch - mean) ** 2, 0) / pitches.length;
  return Math.sqrt(variance) / mean >= MIN_MOVEMENT;
}

/** The lag at which the sound repeats itself best; undefined where it does not. */
function periodAt(samples: Int16Array, at: number): number | undefined {
  const energy = energyAt(samples, at);
  if (Math.sqrt(energy / FRAME) < MIN_LEVEL) return undefined;
  let best = PERIODIC;
  let found: number | undefined;
  for (let lag = SHORTEST_LAG; lag <= LONGEST_LAG; lag += 1) {
    let product = 0;
    for (let i = at; i < at + FRAME; i += 1) product += (samples[i] ?? 0) * (samples[i + lag] ?? 0);
    const likeness = product / Math.sqrt(energy * energyAt(samples, at + lag) + 1);
    // A multiple of the period is as good as the period: the first one is meant.
    if (likeness > best * (found === undefined ? 1 : 1.05)) {
      best = likeness;
      found = lag;
    }
  }
  return found;
}

function energyAt(samples: Int16Array, at: number): number {
  let sum = 0;
  for (let i = at; i < at + FRAME; i += 1) sum += (samples[i] ?? 0) ** 2;
  return sum;
}
