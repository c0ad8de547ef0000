/** Sound as a WAV file: uncompressed, one channel, 16 bits a sample, or 8 where the samples come as bytes. */
import type { OwnBytes, OwnSamples } from "./own-buffer.js";

/** The length of the header in a usual file; a file that is no longer has no samples. */
export const WAV_HEADER_BYTES = 44;
const PCM = 1;

export interface WavSound {
  readonly samples: OwnSamples;
  /** Hertz. */
  readonly sampleRate: number;
}

/** @param samples 16-bit ones, or 8-bit ones in whose middle, 128, is silence */
export function encodeWav(samples: Int16Array | Uint8Array, sampleRate: number): OwnBytes {
  const { byteLength, BYTES_PER_ELEMENT: width } = samples;
  const file = new Uint8Array(WAV_HEADER_BYTES + byteLength);
  const view = new DataView(file.buffer);
  const writeWord = (at: number, word: string): void => {
    for (let i = 0; i < word.length; i += 1) view.setUint8(at + i, word.charCodeAt(i));
  };
  writeWord(0, "RIFF");
  view.setUint32(4, WAV_HEADER_BYTES - 8 + byteLength, true);
  writeWord(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * width, true);
  view.setUint16(32, width, true);
  view.setUint16(34, width * 8, true);
  writeWord(36, "data");
  view.setUint32(40, byteLength, true);
  if (width === 1) file.set(samples, WAV_HEADER_BYTES);
  else samples.forEach((sample, index) => view.setInt16(WAV_HEADER_BYTES + index * 2, sample, true));
  return file;
}

/**
 * The samples of a 16-bit file of one channel. A file that announces more samples than it has gives those that are there.
 * @throws RangeError for bytes that are no such file
 */
export function decodeWav(file: Uint8Array): WavSound {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const readWord = (at: number): string => String.fromCharCode(...file.subarray(at, at + 4));
  if (readWord(0) !== "RIFF" || readWord(8) !== "WAVE") throw new RangeError("These bytes are no WAV file.");
  let sampleRate: number | undefined;
  for (let at = 12; at + 8 <= file.byteLength;) {
    const [name, length, start] = [readWord(at), view.getUint32(at + 4, true), at + 8];
    if (name === "fmt ") {
      const [format, channels, bits] = [start, start + 2, start + 14].map((place) => view.getUint16(place, true));
      if (format !== PCM || channels !== 1 || bits !== 16) throw new RangeError("The WAV file is not 16-bit mono.");
      sampleRate = view.getUint32(start + 4, true);
    }
    if (name === "data" && sampleRate !== undefined) {
      const samples = new Int16Array(Math.min(length, file.byteLength - start) >> 1);
      for (let i = 0; i < samples.length; i += 1) samples[i] = view.getInt16(start + i * 2, true);
      return { samples, sampleRate };
    }
    at = start + length + (length & 1); // a part of odd length has a byte after it
  }
  throw new RangeError("The WAV file has no sound.");
}
