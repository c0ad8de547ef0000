/**
 * How well the speech service hears: sentences in its own natural voice and in espeak-ng's, plain and under noise, by word error
 * rate; and how long it takes. SPEECH_SERVICE_URL names the service.
 */
import { performance } from "node:perf_hooks";
import type { WavSound } from "../../src/core/wav.js";
import { SpeechClient } from "../../src/emulator/speech-client.js";
import { synthesize } from "../../src/emulator/voice.js";
import { SENTENCES } from "./recognition-sentences.js";
import { percentile95, summarize } from "./statistics.js";
import { wordErrors, wordsOf } from "./word-errors.js";

const url = process.env["SPEECH_SERVICE_URL"];
if (url === undefined)
  throw new Error("SPEECH_SERVICE_URL names no speech service: npm run bench -- recognition starts one.");
const service = new SpeechClient({ url });

const VOICES: Readonly<Record<string, (text: string) => Promise<WavSound>>> = {
  Piper: (text) => service.speak(text),
  "espeak-ng": (text) => synthesize(text),
};
/** Decibels of the speech over white noise; undefined: no noise. */
const NOISE = [undefined, 20, 10];

/** White noise of a fixed seed, so many decibels below the speech. */
function withNoise({ samples, sampleRate }: WavSound, decibels: number): WavSound {
  const power = samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length;
  // Evenly spread values have a third of their peak's power.
  const peak = Math.sqrt((3 * power) / 10 ** (decibels / 10));
  let seed = 7;
  const noisy = samples.map((sample) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.max(-32_768, Math.min(32_767, sample + (seed / 1_073_741_824 - 1) * peak));
  });
  return { samples: noisy, sampleRate };
}

console.log(`| voice | noise | word error rate | sentences without an error | seconds a sentence: median, p95 |
| --- | --- | --- | --- | --- |`);
for (const [name, speak] of Object.entries(VOICES)) {
  const sounds = new Map<string, WavSound>();
  for (const sentence of SENTENCES) sounds.set(sentence, await speak(sentence));
  for (const decibels of NOISE) {
    let [wrong, all, whole] = [0, 0, 0];
    const seconds: number[] = [];
    for (const [sentence, plain] of sounds) {
      const { samples, sampleRate } = decibels === undefined ? plain : withNoise(plain, decibels);
      const begun = performance.now();
      const heard = await service.hear(samples, sampleRate);
      seconds.push((performance.now() - begun) / 1000);
      const said = wordsOf(sentence);
      const errors = wordErrors(said, wordsOf(heard));
      [wrong, all, whole] = [wrong + errors, all + said.length, whole + (errors === 0 ? 1 : 0)];
      if (errors > 0 && process.env["VERBOSE"]) console.log(`    ${sentence} → ${heard}`);
    }
    const noise = decibels === undefined ? "none" : `${decibels} dB`;
    const rate = `${((100 * wrong) / all).toFixed(1)} %`;
    const times = `${summarize(seconds).median.toFixed(2)}, ${percentile95(seconds).toFixed(2)}`;
    console.log(`| ${name} | ${noise} | ${rate} | ${whole} of ${SENTENCES.length} | ${times} |`);
  }
}
