/** Sounds that are no speech, for detectors of speech: each from a seed, so that every run hears the same. Samples are −1…1. */

/** Numbers from 0 up to 1, the same ones for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Make = (seconds: number, rate: number, random: () => number) => Float32Array;

const fill = (seconds: number, rate: number, sample: (at: number) => number): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * rate) }, (_, index) => sample(index / rate));

const white: Make = (seconds, rate, random) => fill(seconds, rate, () => random() * 2 - 1);

/** The sum of slower and slower noises. */
const pink: Make = (seconds, rate, random) => {
  const rows = new Float32Array(12);
  let count = 0;
  return fill(seconds, rate, () => {
    count += 1;
    for (let row = 0; row < rows.length && count % 2 ** row === 0; row += 1) rows[row] = random() * 2 - 1;
    let sum = 0;
    for (const value of rows) sum += value;
    return sum / rows.length;
  });
};

const hum: Make = (seconds, rate) =>
  fill(seconds, rate, (at) =>
    [1, 0.5, 0.4, 0.2, 0.2].reduce((sum, gain, n) => sum + gain * Math.sin(2 * Math.PI * 50 * (n + 1) * at), 0),
  );

/** Air and blades: pink noise that swells a little, over a tone of the motor. */
const fan: Make = (seconds, rate, random) => {
  const air = pink(seconds, rate, random);
  return air.map((value, index) => {
    const at = index / rate;
    return value * (1 + 0.25 * Math.sin(2 * Math.PI * 1.3 * at)) + 0.03 * Math.sin(2 * Math.PI * 117 * at);
  });
};

/** Bursts at random times. @param perSecond on average @param burst a sound of its own, from 0 s on */
const bursts =
  (perSecond: number, burst: (at: number, random: () => number) => number, lengthSeconds: number): Make =>
  (seconds, rate, random) => {
    const sound = new Float32Array(Math.round(seconds * rate));
    for (
      let start = random() / perSecond;
      start < seconds - lengthSeconds;
      start += (0.4 + 1.2 * random()) / perSecond
    ) {
      const gain = 0.5 + random() / 2;
      for (let i = 0; i < lengthSeconds * rate; i += 1) {
        const index = Math.round(start * rate) + i;
        sound[index] = (sound[index] ?? 0) + gain * burst(i / rate, random);
      }
    }
    return sound;
  };

const noise = (random: () => number): number => random() * 2 - 1;

/** A press and a release of a key: two clicks with a ring. */
const key = (at: number, random: () => number): number => {
  const click = (t: number): number =>
    t < 0 ? 0 : Math.exp(-t / 0.004) * (0.7 * noise(random) + 0.3 * Math.sin(2 * Math.PI * 2300 * t));
  return click(at) + 0.6 * click(at - 0.07);
};

const click = (at: number, random: () => number): number => Math.exp(-at / 0.002) * noise(random);

/** A bang that rings low, and rattles. */
const slam = (at: number, random: () => number): number =>
  Math.exp(-at / 0.09) * (Math.sin(2 * Math.PI * 70 * at) + 0.5 * noise(random)) +
  0.2 * Math.exp(-at / 0.2) * noise(random);

/** Air that bursts out twice, with a little of the throat in it. */
const cough = (at: number, random: () => number): number => {
  const puff = (t: number): number => (t < 0 ? 0 : Math.min(1, t / 0.01) * Math.exp(-t / 0.06));
  const throat = Math.sin(2 * Math.PI * 140 * at + 3 * Math.sin(2 * Math.PI * 23 * at));
  return (puff(at) + 0.7 * puff(at - 0.25)) * (0.8 * noise(random) + 0.2 * throat);
};

/** Notes of a scale with three partials each, four a second, like a toy piano. */
const music: Make = (seconds, rate, random) => {
  const scale = [220, 247, 277, 294, 330, 370, 415, 440];
  let [note, since] = [220, 0];
  return fill(seconds, rate, (at) => {
    if (at - since >= 0.25) [note, since] = [scale[Math.floor(random() * scale.length)] ?? 220, at];
    const t = at - since;
    return (
      Math.exp(-t / 0.3) *
      (Math.sin(2 * Math.PI * note * t) +
        0.5 * Math.sin(4 * Math.PI * note * t) +
        0.2 * Math.sin(6 * Math.PI * note * t))
    );
  });
};

const beep: Make = (seconds, rate) =>
  fill(seconds, rate, (at) => (at % 1 < 0.15 ? Math.sin(2 * Math.PI * 1000 * at) : 0));

export const NOISES = {
  white,
  pink,
  hum,
  fan,
  clicks: bursts(1.5, click, 0.02),
  typing: bursts(6, key, 0.15),
  slams: bursts(0.4, slam, 0.8),
  coughs: bursts(0.4, cough, 0.6),
  beeps: beep,
  music,
} as const satisfies Record<string, Make>;
export type NoiseName = keyof typeof NOISES;

/** @param level the root mean square of the whole result, pauses included */
export function makeNoise(name: NoiseName, seconds: number, rate: number, level: number, seed = 1): Float32Array {
  const sound = NOISES[name](seconds, rate, seeded(seed));
  const gain = level / (rootMeanSquare(sound) || 1);
  return sound.map((value) => value * gain);
}

export function rootMeanSquare(sound: Float32Array): number {
  return Math.sqrt(sound.reduce((sum, value) => sum + value * value, 0) / (sound.length || 1));
}

export const decibels = (db: number): number => 10 ** (db / 20);

/**
 * A sentence without words: syllables of a fifth of a second, with the pitch and the formants of a voice.
 * @param level the root mean square of the result
 */
export function makeSyllables(count: number, rate: number, level: number, pitch = 120): Float32Array {
  const partials = Array.from({ length: 25 }, (_, index) => index + 1);
  const formants = [600, 1200, 2500];
  const gains = partials.map((n) =>
    Math.max(...formants.map((formant) => 1 / (1 + ((n * pitch - formant) / 120) ** 2))),
  );
  const sound = fill(count / 5, rate, (at) => {
    const glide = 2 * Math.PI * (pitch * at + 3 * Math.sin(2 * Math.PI * 0.8 * at));
    const envelope = Math.sin(Math.PI * ((at * 5) % 1)) ** 2;
    return envelope * partials.reduce((sum, n, index) => sum + (gains[index] ?? 0) * Math.sin(n * glide), 0);
  });
  const gain = level / rootMeanSquare(sound);
  return sound.map((value) => value * gain);
}

/** All sounds at once: the shorter ones end before the longest. Each begins at its second. */
export function mix(
  rate: number,
  ...parts: readonly (readonly [atSecond: number, sound: Float32Array])[]
): Float32Array {
  const length = Math.max(...parts.map(([at, sound]) => Math.round(at * rate) + sound.length));
  const mixed = new Float32Array(length);
  for (const [at, sound] of parts) {
    const start = Math.round(at * rate);
    sound.forEach((value, index) => {
      mixed[start + index] = (mixed[start + index] ?? 0) + value;
    });
  }
  return mixed;
}
