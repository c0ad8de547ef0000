import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { firstSoundSeconds, gapsMs, type Sound } from "./heard.js";

const SAMPLE_RATE = 48_000;

/** Silence and a tone by turns, in milliseconds: [silence, tone, silence …]. */
function sound(...lengths: number[]): Sound {
  const parts = lengths.map((ms, index) =>
    Array.from({ length: (ms * SAMPLE_RATE) / 1000 }, (_, n) =>
      index % 2 ? Math.round(12_000 * Math.sin((2 * Math.PI * 440 * n) / SAMPLE_RATE)) : 0,
    ),
  );
  return { sampleRate: SAMPLE_RATE, startSeconds: 7, samples: Int16Array.from(parts.flat()) };
}

const rounded = (values: readonly number[]) => values.map((value) => Math.round(value * 10) / 10);

describe("what a recording tells", () => {
  it("finds the first sound by the sound's own clock", () => {
    const at = firstSoundSeconds(sound(250, 100));
    assert.ok(at !== undefined && Math.abs(at - 7.25) < 0.0005, String(at));
  });

  it("hears nothing in silence, nor in a whisper of noise", () => {
    assert.equal(firstSoundSeconds(sound(100)), undefined);
    const whisper = { ...sound(100), samples: Int16Array.from({ length: 4800 }, (_, n) => (n % 2 ? 300 : -300)) };
    assert.equal(firstSoundSeconds(whisper), undefined);
    assert.deepEqual(gapsMs(whisper), []);
  });

  it("measures the silences between sounds, and neither what comes before nor after", () => {
    assert.deepEqual(rounded(gapsMs(sound(300, 100, 12, 100, 40, 100, 500))), [12, 40]);
  });

  it("takes a tone's way through zero for sound", () => {
    assert.deepEqual(gapsMs(sound(0, 2000, 0, 1000)), []);
  });
});
