/** A visitor is told from the avatar's echo by loudness alone, against sounds with the ups and downs of speech. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DELAY_SECONDS, DoubleTalk } from "../../../src/session/listening/double-talk.js";

const RATE = 16_000;
const FRAME = 512;
const LEVEL_WINDOW = 480;

/** Syllables of 120…220 ms between gaps of 20…80 ms, each as loud as it likes within 12 dB, and a longer pause now and then. */
function speech(seconds: number, random: () => number): Float32Array {
  const samples = new Float32Array(seconds * RATE);
  for (let at = 0; at < samples.length;) {
    const length = Math.round((0.12 + random() * 0.1) * RATE);
    const peak = 0.3 * 10 ** (-(random() * 12) / 20);
    const pitch = 100 + random() * 60;
    for (let index = 0; index < length && at + index < samples.length; index += 1) {
      const shape = Math.sin((Math.PI * index) / length);
      samples[at + index] = peak * shape * Math.sin((2 * Math.PI * pitch * index) / RATE);
    }
    at += length + Math.round((random() < 0.1 ? 0.4 : 0.02 + random() * 0.06) * RATE);
  }
  return samples;
}

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Scene {
  readonly seed: number;
  /** How much of the avatar's sound the microphone brings back, and how much of the visitor's. */
  readonly echo: number;
  readonly visitor?: number;
  /** The amplitude of the room's noise. */
  readonly noise?: number;
  /** Seconds after the avatar's beginning. */
  readonly visitorAt?: number;
  readonly seconds?: number;
  readonly isLevelKnown?: boolean;
  readonly detector?: DoubleTalk;
}

/** As a renderer tells it: the loudest of the last moments. */
function loudestIn(samples: Float32Array, end: number): number {
  let loudest = 0;
  for (let at = end; at > 0 && at > end - DELAY_SECONDS * RATE; at -= LEVEL_WINDOW) {
    const window = samples.subarray(Math.max(0, at - LEVEL_WINDOW), at);
    loudest = Math.max(loudest, Math.sqrt(window.reduce((sum, sample) => sum + sample * sample, 0) / window.length));
  }
  return loudest;
}

/** How much softer the avatar is while somebody talks. */
const SOFT = 0.2;

/** @returns the seconds at which somebody was taken to talk, from the avatar's beginning on */
function talkIn({
  seed,
  echo,
  visitor = 1,
  noise = 0.0005,
  visitorAt = Infinity,
  seconds = 10,
  isLevelKnown = true,
  detector = new DoubleTalk(RATE),
}: Scene): number[] {
  const random = randomOf(seed);
  const avatar = speech(seconds, random);
  const person = speech(2, random);
  const delay = Math.round((0.05 + random() * 0.3) * RATE);
  const from = Math.round(Math.min(visitorAt, seconds) * RATE);
  const found: number[] = [];
  /** As it leaves the loudspeaker. */
  const played = new Float32Array(avatar.length);
  for (let at = 0; at + FRAME <= avatar.length; at += FRAME) {
    const isSoft = isLevelKnown && detector.isTalking;
    for (let index = at; index < at + FRAME; index += 1) played[index] = (avatar[index] ?? 0) * (isSoft ? SOFT : 1);
    const frame = Float32Array.from({ length: FRAME }, (_, index) => {
      const now = at + index;
      const said = now >= from ? (person[now - from] ?? 0) * visitor : 0;
      return (played[now - delay] ?? 0) * echo + said + (random() - 0.5) * noise;
    });
    const rms = loudestIn(avatar, at + FRAME);
    const level = isLevelKnown ? rms * (isSoft ? SOFT : 1) : undefined;
    detector.push(frame, { level, isSounding: true, isSoft });
    if (detector.isTalking) found.push((at + FRAME) / RATE);
  }
  return found;
}

/** A detector that has heard the avatar for some seconds. */
function experienced(scene: Scene): DoubleTalk {
  const detector = new DoubleTalk(RATE);
  talkIn({ ...scene, seed: scene.seed + 1000, visitorAt: Infinity, seconds: 5, detector });
  return detector;
}

const SEEDS = Array.from({ length: 16 }, (_, index) => index + 1);

describe("somebody who talks over the avatar", () => {
  it("is found within a second, 6 dB over the echo, wherever the avatar is in its sentence", () => {
    const found = SEEDS.filter((seed) => {
      const visitorAt = 1.5 + (seed % 10) * 0.7;
      const [first = Infinity] = talkIn({ seed, echo: 0.5, visitorAt, detector: experienced({ seed, echo: 0.5 }) });
      assert.ok(first >= visitorAt, `seed ${seed}: nobody talks at ${first}`);
      return first < visitorAt + 1;
    });
    assert.ok(found.length >= 0.85 * SEEDS.length, `${found.length} of ${SEEDS.length}`);
  });

  it("is found where the echo is cancelled, as softly as he speaks", () => {
    for (const seed of SEEDS) {
      const [first = Infinity] = talkIn({ seed, echo: 0.005, visitor: 0.1, visitorAt: 3 });
      assert.ok(first >= 3 && first < 3.5, `seed ${seed}: ${first}`);
    }
  });

  it("is found in a loud room, and the noise of the room is nobody", () => {
    for (const seed of SEEDS) {
      const [first = Infinity] = talkIn({ seed, echo: 0.3, noise: 0.02, visitorAt: 4 });
      assert.ok(first >= 4 && first < 4.6, `seed ${seed}: ${first}`);
    }
  });

  it("is found without the avatar's own level, too", () => {
    const found = SEEDS.filter((seed) => {
      const scene = { seed, echo: 0.25, isLevelKnown: false };
      const [first = Infinity] = talkIn({ ...scene, visitorAt: 5, detector: experienced(scene) });
      return first >= 5 && first < 5.6;
    });
    assert.ok(found.length >= 0.8 * SEEDS.length, `${found.length} of ${SEEDS.length}`);
  });
});

describe("the avatar's echo", () => {
  it("is nobody, at any loudness below its own, once it has been heard", () => {
    for (const seed of SEEDS) {
      for (const echo of [0.02, 0.1, 0.5, 0.7]) {
        const detector = experienced({ seed, echo });
        const seconds = talkIn({ seed, echo, detector }).length * (FRAME / RATE);
        assert.ok(seconds < 0.2, `seed ${seed}, echo ${echo}: ${seconds} s`);
      }
    }
  });

  it("that is loud from the beginning makes the avatar soft for two seconds, once", () => {
    for (const seed of SEEDS) {
      const found = talkIn({ seed, echo: 0.7 });
      assert.ok((found.at(-1) ?? 0) < 4, `seed ${seed}: until ${found.at(-1)}`);
    }
  });

  it("that is louder than any person is said to tell nothing", () => {
    const detector = new DoubleTalk(RATE);
    talkIn({ seed: 1, echo: 3, detector });
    detector.learn(10, 0);
    assert.equal(detector.isUseless, true);
  });

  it("that has become louder is learned once the words have told that it was one", () => {
    const detector = new DoubleTalk(RATE);
    assert.deepEqual(talkIn({ seed: 1, echo: 0.05, detector }), []);
    assert.notDeepEqual(talkIn({ seed: 2, echo: 0.4, detector, seconds: 3 }), [], "it is taken for somebody");
    detector.learn(10, 0);
    talkIn({ seed: 3, echo: 0.4, detector, seconds: 3 });
    detector.learn(10, 0);
    assert.deepEqual(talkIn({ seed: 4, echo: 0.4, detector }), []);
  });

  it("is not learned from what somebody says after it", () => {
    const detector = experienced({ seed: 6, echo: 0.1 });
    talkIn({ seed: 6, echo: 0.1, visitorAt: 0.5, seconds: 2.5, detector });
    assert.equal(detector.isTalking, true);
    detector.learn(10, 2.5);
    assert.equal(detector.isTalking, true);
    assert.notDeepEqual(talkIn({ seed: 7, echo: 0.1, visitorAt: 0, seconds: 2, detector }), []);
  });

  it("that is cancelled down to digital silence is none: somebody is found as softly as he speaks", () => {
    const detector = new DoubleTalk(RATE);
    for (let count = 0; count < 100; count += 1) {
      detector.push(new Float32Array(FRAME), { level: undefined, isSounding: true, isSoft: false });
    }
    const [first = Infinity] = talkIn({
      seed: 5,
      echo: 0,
      noise: 0,
      visitor: 0.1,
      visitorAt: 1,
      isLevelKnown: false,
      detector,
    });
    assert.ok(first >= 1 && first < 1.5, String(first));
  });
});
