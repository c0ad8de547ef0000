/** Seconds of sound that are heard as one loudness. */
const WINDOW_SECONDS = 0.03;
/** Of these many samples one is looked at: a loudness needs no more. */
const STEP = 4;

/** How loud a sound is at a moment (RMS), 0…1: its loudest channel. */
export function levelAt(sound: AudioBuffer, seconds: number): number {
  const end = Math.round(seconds * sound.sampleRate);
  const start = Math.max(0, end - Math.round(WINDOW_SECONDS * sound.sampleRate));
  let level = 0;
  for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
    const samples = sound.getChannelData(channel).subarray(start, Math.max(start, end));
    let power = 0;
    for (let index = 0; index < samples.length; index += STEP) power += (samples[index] ?? 0) ** 2;
    level = Math.max(level, Math.sqrt((power * STEP) / samples.length || 0));
  }
  return Math.min(1, level);
}

/** How loud it was at most in the last seconds before a moment (RMS), 0…1. */
export function loudestOf(sound: AudioBuffer, seconds: number, last: number): number {
  let loudest = 0;
  for (let at = seconds; at > 0 && at >= seconds - last; at -= WINDOW_SECONDS)
    loudest = Math.max(loudest, levelAt(sound, at));
  return loudest;
}
