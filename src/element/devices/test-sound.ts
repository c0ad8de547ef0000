import { systemClock } from "../../core/clock.js";

const SECONDS = 0.9;

/**
 * Plays two soft notes through a speaker; call it in a press. An element plays them, since not every browser chooses the speaker of an
 * AudioContext, and a stream needs no source that a page's policy could forbid.
 * @param deviceId "": the system's choice
 * @throws what the browser throws; AbortError
 */
export async function playTestSound(deviceId: string, volume: number, signal: AbortSignal): Promise<void> {
  const context = new AudioContext();
  const audio = new Audio();
  try {
    const output = context.createMediaStreamDestination();
    audio.srcObject = output.stream;
    audio.volume = volume;
    if (deviceId) await audio.setSinkId(deviceId);
    await audio.play();
    const now = context.currentTime;
    for (const [frequency, start] of [
      [523, now],
      [784, now + 0.28],
    ] as const) {
      const note = new OscillatorNode(context, { frequency });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(0.3, start + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.001, start + 0.5);
      note.connect(gain).connect(output);
      note.start(start);
      note.stop(start + 0.5);
    }
    await systemClock.sleep(SECONDS * 1000, signal);
  } finally {
    audio.srcObject = null;
    await context.close();
  }
}
