/** EnergyVAD with spoken sentences in noise: the figures that docs/voice-input.md promises. Run with FIGURES=1 to see them. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { EnergyVAD } from "../../src/browser/energy-vad.js";
import { hear } from "../support/hear.js";
import { decibels, makeNoise, mix, rootMeanSquare } from "../support/noises.js";
import { spoken } from "../support/spoken-wav.js";

const SENTENCES = [
  "What is your name?",
  "Tell me about the ocean, please.",
  "Yes.",
  "She sells sea shells by the sea shore.",
  "Five hundred and twenty three.",
  "Could you explain how the solar system was formed?",
];
const PAUSE_SECONDS = 1.5;
const LEVEL_DB = -26;

interface Talk {
  readonly sound: Float32Array;
  readonly rate: number;
  /** Seconds at which each sentence begins and ends. */
  readonly spans: readonly (readonly [start: number, end: number])[];
}

async function talk(): Promise<Talk> {
  const spans: [number, number][] = [];
  const parts: [number, Float32Array][] = [];
  let [at, rate] = [2, 0];
  for (const sentence of SENTENCES) {
    const { samples, sampleRate } = await spoken([sentence]);
    const sound = trimmed(Float32Array.from(samples, (sample) => sample / 32_768));
    rate = sampleRate;
    spans.push([at, at + sound.length / rate]);
    parts.push([at, sound]);
    at += sound.length / rate + PAUSE_SECONDS;
  }
  return { sound: mix(rate, ...parts, [0, new Float32Array(Math.ceil(at * rate))]), rate, spans };
}

/** The sentence without the silence around it, at the usual loudness of a microphone. */
function trimmed(sound: Float32Array): Float32Array {
  const peak = sound.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
  const isHeard = (value: number): boolean => Math.abs(value) > peak * 0.02;
  const cut = sound.slice(sound.findIndex(isHeard), sound.findLastIndex(isHeard) + 1);
  const gain = decibels(LEVEL_DB) / rootMeanSquare(cut);
  return cut.map((value) => value * gain);
}

describe("EnergyVAD, of six sentences of espeak-ng", () => {
  let heardTalk: Talk;
  before(async () => {
    heardTalk = await talk();
  });

  for (const [noise, snr, least] of [
    ["white", 20, 6],
    ["white", 10, 6],
    ["white", 5, 5],
    ["pink", 10, 6],
    ["pink", 5, 5],
    ["fan", 10, 6],
    ["fan", 0, 5],
    ["hum", 0, 5],
    ["typing", 10, 6],
  ] as const) {
    it(`finds at least ${least} in ${noise} that is ${snr} dB quieter, each from its first word to its last`, async () => {
      const { sound, rate, spans } = heardTalk;
      const around = makeNoise(noise, sound.length / rate, rate, decibels(LEVEL_DB - snr), 3);
      const vad = new EnergyVAD({ sampleRate: rate });
      const heard = await hear(vad, mix(rate, [0, sound], [0, around]));
      const starts = heard.filter(({ event }) => event === "speech-start").map(({ at }) => at);
      const found = spans.filter(([start, end]) => starts.some((at) => at > start - 0.1 && at < end));
      const late = found.map(
        ([start, end]) => Math.min(...starts.filter((at) => at > start - 0.1 && at < end)) - start,
      );
      const longest = Math.round(Math.max(...late) * 1000);
      if (process.env.FIGURES) console.log(noise, snr, "dB:", found.length, "found, onset at most", longest, "ms");
      assert.ok(found.length >= least, `${found.length} found`);
      assert.equal(starts.length, found.length, "nothing else, and no sentence in two");
      assert.ok(longest <= vad.onsetMs + 100, `${longest} ms: what is kept before the start covers it`);
      assert.ok(!heard.some(({ event }) => event === "misfire"));
    });
  }
});
