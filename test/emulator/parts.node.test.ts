/** The emulator's small parts, each by itself. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ANSWER_BOOK, answerTo } from "../../src/emulator/answers.js";
import { Recogniser } from "../../src/emulator/recogniser.js";
import { SCENARIOS, behaviourOf } from "../../src/emulator/scenarios.js";
import { type VoiceActivity, VoiceActivityDetector } from "../../src/emulator/voice-activity.js";
import { isLikeSpeech } from "../../src/emulator/speech-likeness.js";
import { synthesize } from "../../src/emulator/voice.js";
import { atRate } from "../support/spoken-wav.js";

const tone = (seconds: number, level: number) =>
  Int16Array.from({ length: seconds * 16_000 }, (_, index) => level * Math.sin(index / 8));

describe("the answer book", () => {
  it("knows every phrase in any spelling, and answers each differently", () => {
    for (const { phrase, answer } of ANSWER_BOOK) assert.equal(answerTo(`  ${phrase.toUpperCase()}?! `), answer);
    assert.equal(new Set(ANSWER_BOOK.map(({ answer }) => answer)).size, ANSWER_BOOK.length);
  });

  it("quotes what it does not know", () => {
    assert.match(answerTo("otters"), /otters/);
  });
});

describe("scenarios", () => {
  it("are laid over the default, joined by +", () => {
    const behaviour = behaviourOf("decoy+no-chunks");
    assert.deepEqual([behaviour.decoy, behaviour.chunks, behaviour.answers], [true, false, true]);
    assert.deepEqual(behaviourOf(undefined), behaviourOf("default"));
    for (const name of Object.keys(SCENARIOS)) assert.notDeepEqual(behaviourOf(name), behaviourOf(""), name);
    assert.throws(() => behaviourOf("toString"), /no scenario/);
  });
});

describe("the voice", () => {
  it("speaks at 22050 Hz, the same text from its cache, an odd language in English", async () => {
    const speech = await synthesize("Hello there.");
    assert.equal(speech.sampleRate, 22_050);
    assert.ok(speech.samples.length > 11_000);
    assert.equal(await synthesize("Hello there."), speech);
    assert.deepEqual((await synthesize("Hello there.", "--help")).samples, speech.samples);
    assert.deepEqual((await synthesize("Hello there.", "zz")).samples, speech.samples);
    assert.deepEqual((await synthesize("Hello there.", "ash")).samples, speech.samples);
  });
});

describe("voice activity", () => {
  const types = (activities: readonly VoiceActivity[]) => activities.map(({ type }) => type);

  it("finds what stands out of the quiet, ends it with a pause, and gives its samples", () => {
    const detector = new VoiceActivityDetector();
    assert.deepEqual(detector.push(tone(1, 30)), []);
    assert.deepEqual(types(detector.push(tone(1, 8000))), ["start"]);
    const [end] = detector.push(tone(1, 30));
    assert.ok(end?.type === "end" && end.samples.length > 16_000);
  });

  it("takes a click for nothing, and a flush for an end", () => {
    const detector = new VoiceActivityDetector();
    assert.deepEqual(detector.push(tone(0.06, 8000)), []);
    detector.push(tone(1, 30));
    detector.push(tone(0.5, 8000));
    assert.deepEqual(types(detector.flush()), ["end"]);
    assert.deepEqual(detector.flush(), []);
  });

  it("what is too short to be a word has no samples", () => {
    const detector = new VoiceActivityDetector();
    detector.push(tone(0.14, 8000));
    const [end] = detector.push(tone(1, 0));
    assert.ok(end?.type === "end" && end.samples.length === 0);
  });
});

/** A recogniser without a speech service. */
const bookOnly = (): Recogniser => new Recogniser(() => undefined);
const spokenAt16kHz = async (text: string) => ({ samples: atRate(await synthesize(text), 16_000) });

describe("what is like speech", () => {
  it("is a voice, and neither a tone nor a noise nor silence", async () => {
    const { samples } = await spokenAt16kHz("Where can I park my car?");
    assert.equal(isLikeSpeech(samples), true);
    assert.equal(isLikeSpeech(tone(1, 8000)), false);
    assert.equal(isLikeSpeech(new Int16Array(16_000)), false);
    let seed = 7;
    const noise = Int16Array.from({ length: 16_000 }, () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return (seed / 1_073_741_824 - 1) * 9000;
    });
    assert.equal(isLikeSpeech(noise), false);
  });
});

describe("the recogniser", () => {
  it("says that it is deaf where no program is installed", async () => {
    const path = process.env.PATH;
    process.env.PATH = "/nowhere";
    try {
      const { samples } = await spokenAt16kHz("what is your name");
      assert.deepEqual(await bookOnly().recognise(samples), { type: "deaf" });
    } finally {
      process.env.PATH = path;
    }
  });

  it("hears nothing in nothing", async () => {
    const recogniser = bookOnly();
    assert.deepEqual(await recogniser.recognise(new Int16Array(0)), { type: "nothing" });
    await recogniser.close();
  });
});
