/** Speech for fake microphones: in the natural voice of the speech service where there is one, else in espeak-ng's. */
import assert from "node:assert/strict";
import { encodeWav, type WavSound } from "../../src/core/wav.js";
import { SpeechClient } from "../../src/emulator/speech-client.js";
import { synthesize } from "../../src/emulator/voice.js";

/** The speech service of the run, up to and with `/v1`; scripts/test.mjs starts it. */
export const SPEECH_SERVICE_URL = process.env["SPEECH_SERVICE_URL"];

/** Why a test of spoken words cannot run here, for the option `skip`: the emulator's book does not know espeak-ng's voice. */
export const WITHOUT_RECOGNISER =
  SPEECH_SERVICE_URL === undefined && "there is no speech service: SPEECH_SERVICE_URL is not set (npm run speech)";

/** For `startEmulator`: it hears, and the avatars keep the quick voice. */
export const RECOGNISER = SPEECH_SERVICE_URL === undefined ? undefined : { url: SPEECH_SERVICE_URL, speechModel: null };

const service = SPEECH_SERVICE_URL === undefined ? undefined : new SpeechClient({ url: SPEECH_SERVICE_URL });

const say = (text: string): Promise<WavSound> => (service ? service.speak(text) : synthesize(text));

/** A WAV file of sentences and of silences (numbers, in seconds). */
export async function spokenWav(parts: readonly (string | number)[]): Promise<Uint8Array> {
  const { samples, sampleRate } = await spoken(parts);
  return encodeWav(samples, sampleRate);
}

/** The same as 16-bit mono samples. */
export async function spoken(parts: readonly (string | number)[]): Promise<WavSound> {
  const sounds = await Promise.all(parts.map(async (part) => (typeof part === "number" ? part : say(part))));
  const sampleRate = sounds.map((sound) => (typeof sound === "number" ? 0 : sound.sampleRate)).find(Boolean) ?? 22_050;
  const pieces = sounds.map((sound) =>
    typeof sound === "number" ? new Int16Array(Math.round(sound * sampleRate)) : sound.samples,
  );
  const samples = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    samples.set(piece, at);
    at += piece.length;
  }
  return { samples, sampleRate };
}

/** The same sound at another rate, with straight lines between its samples: good enough for a recogniser. */
export function atRate({ samples, sampleRate }: WavSound, rate: number): Int16Array<ArrayBuffer> {
  const step = sampleRate / rate;
  return Int16Array.from({ length: Math.floor(samples.length / step) }, (_, index) => {
    const at = Math.floor(index * step);
    const [one = 0, other = one] = samples.subarray(at, at + 2);
    return one + (other - one) * (index * step - at);
  });
}

/** The words alone: recognisers write capitals and signs, one so and one so. */
export const words = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}' ]/gu, "")
    .trim();

/**
 * Asserts that one text was heard for each key word, in this order, and has that word. A small recogniser mishears an article now
 * and then ("tell me they story"): only tests of the recogniser itself compare whole sentences.
 */
export function assertHeard(texts: readonly string[], keyWords: readonly string[]): void {
  const found = texts.map(
    (text, at) =>
      words(text)
        .split(" ")
        .find((word) => word === keyWords[at]) ?? text,
  );
  assert.deepEqual(found, keyWords);
}
