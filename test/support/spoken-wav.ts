/** Speech for fake microphones, said by the emulator's own voice. */
import { synthesize } from "../../src/emulator/voice.js";

/** A WAV file of sentences and of silences (numbers, in seconds). */
export async function spokenWav(parts: readonly (string | number)[]): Promise<Uint8Array> {
  const { samples, sampleRate } = await spoken(parts);
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
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
