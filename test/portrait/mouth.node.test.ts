/** The portrait's lips against the sounds that they play: a small part of `npm run bench -- mouth`, with a looser bound. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { soundsOf } from "../../src/portrait/mouth/spelling.js";
import { distances, mean } from "../support/mouth/measure.js";
import { espeakSpeech } from "../support/mouth/speech.js";
import type { SpeechSet } from "../support/mouth/speech.js";
import type { ReferenceViseme } from "../support/mouth/shapes.js";

/** The mean distance of the analysis by five bands, which knew no words; see test/bench/mouth-main.ts. */
const BEFORE = 0.57;

describe("the portrait's mouth", () => {
  let sets: readonly SpeechSet[];
  before(async () => {
    sets = await espeakSpeech(6);
  });

  const measured = (withText: boolean, viseme?: ReferenceViseme): number =>
    mean(
      sets
        .filter(({ set }) => set === "held-out")
        .flatMap(({ sounds }) => sounds.flatMap((sound) => distances(sound, withText)))
        .filter(({ moment }) => viseme === undefined || moment.viseme === viseme)
        .map(({ distance }) => distance),
    );

  it("is near the shape of each sound where the words are known", () => {
    const distance = measured(true);
    assert.ok(distance < BEFORE * 0.55, distance.toFixed(3));
  });

  it("is nearer than it was where they are not", () => {
    const distance = measured(false);
    assert.ok(distance < BEFORE * 0.65, distance.toFixed(3));
  });

  it('presses its lips for "m", tucks one for "f" and rounds them for "oo"', () => {
    // An open mouth is 0.9 from an "m", a wide one 1.4 from an "oo".
    for (const [viseme, limit] of [
      ["mm", 0.35],
      ["ff", 0.45],
      ["oo", 0.5],
    ] as const) {
      const distance = measured(true, viseme);
      assert.ok(distance < limit, `${viseme}: ${distance.toFixed(3)}`);
    }
  });

  it("follows what is heard where the words say something else", () => {
    const [words] = sets;
    const sounds = words?.sounds.map((sound) => ({ ...sound, text: "Fifty-five foxes, 12 %!" })) ?? [];
    const found = sounds.flatMap((sound) => distances(sound, true).map(({ distance }) => distance));
    assert.ok(found.length > 0 && found.every(Number.isFinite));
  });
});

describe("the shapes of written words", () => {
  const likeliest = (word: string): string =>
    (soundsOf(word) ?? [])
      .filter(({ isOptional }) => !isOptional)
      .map(({ shapes }) => shapes[0])
      .join(" ");

  it("are those of the lips in any of the alphabets that are known", () => {
    assert.equal(likeliest("moom"), "mm oo mm");
    assert.equal(likeliest("PHOTO"), "ff oh dd oh");
    assert.equal(likeliest("tomb"), "dd oh mm");
    assert.equal(likeliest("people"), "mm ee mm dd");
    assert.equal(likeliest("мама"), "mm aa mm aa");
    assert.equal(likeliest("φως"), "ff oh ss");
    assert.equal(likeliest("Müll"), "mm oo dd");
  });

  it("leave what is not known to the ear", () => {
    for (const word of ["42", "你好", "a1"]) assert.equal(soundsOf(word), undefined, word);
  });
});
