/** Speech for fake microphones, said by the emulator's own voice. */
import { encodeWav } from "../../src/core/wav.js";
import { synthesize } from "../../src/emulator/voice.js";

/** A WAV file of sentences and of silences (numbers, in seconds). */
export async function spokenWav(parts: readonly (string | number)[]): Promise<Uint8Array> {
  const { samples, sampleRate } = await spoken(parts);
  return encodeWav(samples, sampleRate);
}

/** The same as 16-bit mono samples. */
export async function spoken(
  parts: readonly (string | number)[],
): Promise<{ readonly samples: Int16Array; readonly sampleRate: number }> {
  const sampleRate = (await synthesize("a")).sampleRate;
  const pieces = await Promise.all(
    parts.map(async (part) =>
      typeof part === "number" ? new Int16Array(Math.round(part * sampleRate)) : (await synthesize(part)).samples,
    ),
  );
  const samples = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    samples.set(piece, at);
    at += piece.length;
  }
  return { samples, sampleRate };
}
