/** Labelled speech: words and sentences in espeak-ng's voices, with the times of their sounds as espeak-ng tells them. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { decodeWav, type WavSound } from "../../../src/core/wav.js";
import { synthesize } from "../../../src/emulator/voice.js";
import type { Labelled, Sounded } from "./measure.js";

/** What the mouth was adjusted by, and what was only measured. */
export type SetName = "tuning" | "held-out";

/** As the lists have it. */
interface Kept extends Labelled {
  readonly set: SetName;
  /** A WAV file beside the list; undefined: espeak-ng says it. */
  readonly file?: string | undefined;
}

export interface SpeechSet {
  readonly name: string;
  readonly set: SetName;
  readonly sounds: readonly Sounded[];
}

const soundedOf = (kept: Kept, { samples, sampleRate }: WavSound): Sounded => ({
  ...kept,
  samples: Float32Array.from(samples, (sample) => sample / 32_768),
  sampleRate,
});

async function read(path: string): Promise<Kept[]> {
  return JSON.parse(await readFile(path, "utf8")) as Kept[];
}

/** @param share one of so many, so that a test does not take a minute */
export async function espeakSpeech(share = 1): Promise<SpeechSet[]> {
  const all = await read(resolve(import.meta.dirname, "words.json"));
  const sets: SpeechSet[] = [];
  for (const [kind, isKind] of [
    ["words", (text: string) => !text.includes(" ")],
    ["sentences", (text: string) => text.includes(" ")],
  ] as const) {
    for (const set of ["tuning", "held-out"] as const) {
      const chosen = all.filter((one) => one.set === set && isKind(one.text)).filter((_, index) => index % share === 0);
      const sounds: Sounded[] = [];
      for (const one of chosen) sounds.push(soundedOf(one, await synthesize(one.text, one.voice)));
      sets.push({ name: `espeak-ng, ${kind}`, set, sounds });
    }
  }
  return sets;
}

/** Other voices, by lists of the same form: `speech.json` in a folder, with WAV files beside it. */
export async function otherSpeech(folder: string): Promise<SpeechSet[]> {
  const all = await read(resolve(folder, "speech.json"));
  const sets = new Map<string, SpeechSet & { sounds: Sounded[] }>();
  for (const one of all) {
    const key = `${one.voice} ${one.set}`;
    const set = sets.get(key) ?? { name: one.voice, set: one.set, sounds: [] };
    const file = await readFile(resolve(folder, one.file ?? ""));
    set.sounds.push(soundedOf(one, decodeWav(new Uint8Array(file))));
    sets.set(key, set);
  }
  return [...sets.values()];
}
