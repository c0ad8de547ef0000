/** The pictures that the emulated avatar sends, and the mouth that follows what it says. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FaceFrames, type Look } from "../../src/emulator/face.js";
import { MOUTHS, mouthTrack, SHAPE_MS, shapesOf } from "../../src/emulator/mouth-shapes.js";
import { decodePicture, encodePicture, i420Length } from "../../src/emulator/picture-codec.js";
import { synthesize } from "../../src/emulator/voice.js";

const SILENT: Look = { sway: 0, mouth: "rest", blink: false };
const SIZES = [
  [640, 480],
  [320, 240],
  [160, 120],
] as const;

/** Mean difference of the light in a part of two frames, 0…255; the part in shares of the picture. */
function differenceIn(
  [one, other]: readonly [Uint8Array, Uint8Array],
  [width, height]: readonly [number, number],
  [left, top, right, bottom]: readonly [number, number, number, number],
): number {
  let [sum, count] = [0, 0];
  for (let y = Math.floor(top * height); y < bottom * height; y += 1) {
    for (let x = Math.floor(left * width); x < right * width; x += 1) {
      sum += Math.abs((one[y * width + x] ?? 0) - (other[y * width + x] ?? 0));
      count += 1;
    }
  }
  return sum / count;
}

const MOUTH = [0.44, 0.52, 0.56, 0.66] as const;
const EYES = [0.4, 0.38, 0.6, 0.43] as const;
const WALL = [0, 0, 0.2, 0.5] as const;

describe("the face", () => {
  for (const size of SIZES) {
    const [width, height] = size;
    const frames = new FaceFrames({ width, height });
    const taken = (look: Partial<Look>) => frames.frame({ ...SILENT, ...look }).slice();
    const silent = taken({});

    it(`is I420 of its size, and of values that video has: ${String(width)}×${String(height)}`, () => {
      assert.equal(silent.length, i420Length(width, height));
      // Rounded coefficients may go a little beyond the range of video.
      assert.ok(silent.every((value) => value >= 4 && value <= 248));
    });

    it(`has a mouth for every shape, and only the mouth changes: ${String(width)}×${String(height)}`, () => {
      const shapes = MOUTHS.map((mouth) => taken({ mouth }));
      for (const [index, one] of shapes.entries()) {
        for (const other of shapes.slice(index + 1)) assert.ok(differenceIn([one, other], size, MOUTH) > 1);
        assert.equal(differenceIn([one, silent], size, EYES), 0);
        assert.equal(differenceIn([one, silent], size, WALL), 0);
      }
    });

    it(`blinks with any mouth, and sways: ${String(width)}×${String(height)}`, () => {
      const speaking = taken({ mouth: "oh" });
      const blinking = taken({ mouth: "oh", blink: true });
      assert.ok(differenceIn([speaking, blinking], size, EYES) > 10);
      assert.equal(differenceIn([speaking, blinking], size, MOUTH), 0);
      assert.ok(differenceIn([silent, taken({ sway: 1 })], size, MOUTH) > 0.5);
      assert.deepEqual(taken({ sway: 7 }), taken({ sway: 1 }), "beyond its ends it stays");
      assert.deepEqual(taken({}), silent, "what was shown leaves nothing");
    });
  }

  it("stands before a plain green wall where that is asked for", () => {
    const size = { width: 320, height: 240 };
    const [room, green] = [new FaceFrames(size), new FaceFrames(size, "green")].map((one) => one.frame(SILENT));
    assert.ok(room && green);
    assert.ok(differenceIn([room, green], [320, 240], MOUTH) < 1);
    const [luma, quarter] = [320 * 240, 160 * 120];
    // The left edge, down to the shoulders.
    for (let row = 0; row < 80; row += 1) {
      const at = luma + row * 160;
      assert.ok(Math.abs((green[at] ?? 0) - 105) < 4 && Math.abs((green[at + quarter] ?? 0) - 58) < 4);
    }
  });

  it("has no other size", () => {
    assert.throws(() => new FaceFrames({ width: 500, height: 480 }), RangeError);
  });
});

describe("the code of the pictures", () => {
  it("gives a picture back, within what the eye sees", () => {
    const [width, height] = [32, 16];
    const picture = Uint8Array.from({ length: i420Length(width, height) }, (_, at) => 40 + ((at * 5) % 160));
    const back = decodePicture(encodePicture(picture, width, height), width, height);
    const away = picture.map((value, at) => Math.abs(value - (back[at] ?? 0)));
    assert.ok(away.reduce((sum, one) => sum + one, 0) / away.length < 6);
  });
});

describe("the mouth", () => {
  it("takes the shapes of the letters", () => {
    assert.deepEqual(shapesOf("My shoe"), ["mm", "ee", "sh", "oh"]);
    assert.deepEqual(shapesOf("Boom, five!"), ["mm", "oo", "mm", "ff", "ee", "ff"]);
    assert.deepEqual(shapesOf("…!"), []);
  });

  it("keeps time with the voice: lips close in a word, and rest in a pause and after the end", async () => {
    const text = "Mama may mop. Oh, no!";
    const speech = await synthesize(text);
    const track = mouthTrack(text, speech);
    assert.equal(track.length, Math.ceil(speech.samples.length / Math.floor((speech.sampleRate * SHAPE_MS) / 1000)));
    const shown = track.filter((mouth, index) => mouth !== track[index - 1]);
    assert.equal(shown.filter((mouth) => mouth === "mm").length, 5);
    const silence = { ...speech, samples: new Int16Array(22_050) };
    assert.deepEqual(new Set(mouthTrack(text, silence)), new Set(["rest"]));
    assert.deepEqual(new Set(mouthTrack("", speech)), new Set(["rest"]));
    const paused = {
      ...speech,
      samples: Int16Array.from([...speech.samples, ...new Int16Array(22_050), ...speech.samples]),
    };
    const middle = Math.round(mouthTrack(text, paused).length / 2);
    assert.equal(mouthTrack(text, paused)[middle], "rest");
  });
});
