/** Sounds in which nobody speaks, at 16 kHz; random ones have a seed of their own, so that every run hears the same. */
const RATE = 16_000;

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 1_073_741_824 - 1;
  };
}

const sound = (seconds: number, sampleAt: (index: number) => number): Int16Array =>
  Int16Array.from({ length: Math.round(seconds * RATE) }, (_, index) => sampleAt(index));

const join = (...pieces: readonly Int16Array[]): Int16Array => Int16Array.from(pieces.flatMap((piece) => [...piece]));

const hush = (seconds: number): Int16Array => {
  const random = randomOf(3);
  return sound(seconds, () => random() * 8);
};

const white = (seconds: number, level: number): Int16Array => {
  const random = randomOf(7);
  return sound(seconds, () => random() * level);
};

const tone = (hertz: number, seconds: number, level = 8000): Int16Array =>
  sound(seconds, (index) => Math.sin((index * 2 * Math.PI * hertz) / RATE) * level);

/** Breath through a throat, that dies away; `voiced` adds a voice to it. */
function cough(seed: number, voiced: number): Int16Array {
  const random = randomOf(seed);
  let [one, two] = [0, 0];
  return sound(0.35, (index) => {
    // A resonance at 900 Hz.
    const next = 1.6 * one - 0.8 * two + random();
    [one, two] = [next, one];
    const voice = voiced * Math.sin((index * 2 * Math.PI * 150) / RATE);
    return (next / 5 + voice) * 9000 * Math.min(1, index / 160) * Math.exp(-index / (0.09 * RATE));
  });
}

const clicks = (): Int16Array => {
  const random = randomOf(11);
  return sound(2, (index) => (index % 3200 < 80 ? random() * 12_000 : 0));
};

export const NOISES: Readonly<Record<string, Int16Array>> = {
  "digital silence": new Int16Array(2 * RATE),
  "a quiet room": hush(2),
  "soft noise": white(1.5, 300),
  noise: white(1.5, 2000),
  "loud noise": white(1.5, 9000),
  "a beep": join(hush(0.3), tone(1000, 0.4), hush(0.5)),
  "a low beep": join(hush(0.3), tone(440, 0.4), hush(0.5)),
  "three beeps": join(hush(0.2), tone(880, 0.2), hush(0.2), tone(880, 0.2), hush(0.2), tone(880, 0.2), hush(0.4)),
  "a cough": join(hush(0.4), cough(5, 0), hush(0.5)),
  "a cough with a voice": join(hush(0.4), cough(6, 0.5), hush(0.5)),
  "two coughs": join(hush(0.4), cough(5, 0.2), hush(0.15), cough(6, 0.2), hush(0.5)),
  "the hum of the mains": sound(2, (index) =>
    [50, 100, 150].reduce((sum, hertz) => sum + 3000 * Math.sin((index * 2 * Math.PI * hertz) / RATE), 0),
  ),
  clicks: clicks(),
  "a melody": join(...[262, 330, 392, 523, 392, 330, 262].map((hertz) => tone(hertz, 0.25, 6000))),
};
