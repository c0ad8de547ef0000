import type { VADEvent, VADProvider } from "../../src/core/ports/voice-activity.js";

export interface Heard {
  readonly event: VADEvent;
  /** Seconds into the sound, up to the end of the frame that decided it. */
  readonly at: number;
}

/** Gives a sound to a detector, frame by frame, and returns what it told. */
export async function hear(
  vad: VADProvider,
  sound: Float32Array,
  frameSize: () => number = () => 320,
): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  let at = 0;
  const note = (event: VADEvent) => () => void heard.push({ event, at: at / (vad.sampleRate ?? 16_000) });
  const offs = (["speech-start", "speech-end", "misfire"] as const).map((event) => vad.on(event, note(event)));
  while (at < sound.length) {
    const frame = sound.slice(at, at + frameSize());
    at += frame.length;
    await vad.process(frame);
  }
  for (const off of offs) off();
  return heard;
}
