import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loudness, SAMPLE_RATE, silenceFrom, soundBetween } from "./loudness.js";

/** Sound and silence by turns, in milliseconds: [sound, silence, sound …]. */
function recording(...lengths: number[]): Int16Array {
  const parts = lengths.map((ms, index) =>
    new Int16Array((ms * SAMPLE_RATE) / 1000).map((_, n) => (index % 2 ? 0 : 8000 * Math.sin(n / 10))),
  );
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

describe("the loudness of a recording", () => {
  it("finds the silence that lasts, not the gap between two words", () => {
    const windows = loudness(recording(200, 60, 300, 500), 1000);
    assert.equal(silenceFrom(windows, 1100), 1560);
  });

  it("begins a silence no earlier than it is asked from", () => {
    assert.equal(silenceFrom(loudness(recording(100, 500), 0), 250), 250);
  });

  it("finds none where there is none", () => {
    assert.equal(silenceFrom(loudness(recording(500, 60), 0), 0), undefined);
  });

  it("measures how much sound there is between two times", () => {
    const windows = loudness(recording(200, 100, 300), 0);
    assert.equal(soundBetween(windows, 100, 600), 400);
    assert.equal(windows.filter(({ decibels }) => decibels === -Infinity).length, 10);
  });
});
