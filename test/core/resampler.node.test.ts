/** The resampler by measurement: a sweep of sines through every pair of rates, and any cut of any sound. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Resampler } from "../../src/core/resampler.js";
import { isNightly } from "../support/scope.js";

const PAIRS = [
  [48_000, 16_000],
  [44_100, 16_000],
  [48_000, 24_000],
  [48_000, 8_000],
  [192_000, 16_000],
  [16_000, 24_000],
  [16_000, 48_000],
  [8_000, 48_000],
  [44_100, 48_000],
  // Rates that have next to nothing in common: the filter is interpolated.
  [47_999, 16_000],
  [16_000, 44_099],
] as const;

/** Of 24 steps of a sweep each is heard every night, and every fourth with each change. */
const STRIDE = isNightly ? 1 : 4;

const AMPLITUDE = 0.8;
const sine = (frequency: number, rate: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_, n) => AMPLITUDE * Math.sin((2 * Math.PI * frequency * n) / rate));

const rms = (samples: Float32Array): number => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
const decibels = (ratio: number): number => 20 * Math.log10(ratio + 1e-12);

/** The tone of that frequency in the samples by least squares: its amplitude, and what is there besides. */
function toneIn(samples: Float32Array, frequency: number, rate: number): { amplitude: number; rest: number } {
  let [ss, sc, cc, xs, xc] = [0, 0, 0, 0, 0];
  const angle = (n: number): number => (2 * Math.PI * frequency * n) / rate;
  samples.forEach((x, n) => {
    const [s, c] = [Math.sin(angle(n)), Math.cos(angle(n))];
    [ss, sc, cc, xs, xc] = [ss + s * s, sc + s * c, cc + c * c, xs + x * s, xc + x * c];
  });
  const determinant = ss * cc - sc * sc;
  const [a, b] = [(xs * cc - xc * sc) / determinant, (xc * ss - xs * sc) / determinant];
  const rest = samples.map((x, n) => x - a * Math.sin(angle(n)) - b * Math.cos(angle(n)));
  return { amplitude: Math.hypot(a, b), rest: rms(rest) };
}

/** The middle of what comes out: its ends are where the sound begins and stops. */
function throughput(frequency: number, from: number, to: number): Float32Array {
  const output = new Resampler(from, to).push(sine(frequency, from, Math.round(from * 0.15)));
  return output.slice(Math.round(to * 0.04), Math.round(to * 0.13));
}

describe("the resampler", () => {
  for (const [from, to] of PAIRS) {
    const lower = Math.min(from, to);
    it(`${from} → ${to}: what it hears is level, and nothing else is in it`, () => {
      let [ripple, rest] = [0, 0];
      for (let step = STRIDE; step <= 24; step += STRIDE) {
        const frequency = (0.42 * lower * step) / 24;
        const tone = toneIn(throughput(frequency, from, to), frequency, to);
        ripple = Math.max(ripple, Math.abs(decibels(tone.amplitude / AMPLITUDE)));
        rest = Math.max(rest, tone.rest * Math.SQRT2);
      }
      assert.ok(ripple <= 0.5, `ripple of ${ripple.toFixed(3)} dB`);
      assert.ok(decibels(rest) <= -80, `alias or image at ${decibels(rest).toFixed(1)} dB`);
    });

    it(`${from} → ${to}: nothing is left of what is too high, and nothing is added to what is nearly so`, () => {
      let loudest = 0;
      for (let step = 0; step <= 24; step += STRIDE) {
        const frequency = 0.5 * lower + (step / 24) * (0.499 * from - 0.5 * lower);
        if (frequency >= 0.5 * lower) loudest = Math.max(loudest, rms(throughput(frequency, from, to)) * Math.SQRT2);
      }
      // In the transition band a tone may be softer. It stays the only one.
      for (const part of [0.44, 0.46, 0.48, 0.495]) {
        loudest = Math.max(loudest, toneIn(throughput(part * lower, from, to), part * lower, to).rest * Math.SQRT2);
      }
      assert.ok(decibels(loudest) <= -80, `alias or image at ${decibels(loudest).toFixed(1)} dB`);
    });
  }

  it("gives the same, however the input was cut", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PAIRS, [16_000, 16_000] as const),
        fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 12 }),
        ([from, to], cuts) => {
          const length = cuts.reduce((sum, cut) => sum + cut, 0);
          const input = Float32Array.from({ length }, (_, n) => Math.sin(n * n));
          const whole = new Resampler(from, to);
          const pieces = new Resampler(from, to);
          let start = 0;
          const parts = cuts.map((cut) => pieces.push(input.subarray(start, (start += cut))));
          const joined = [...parts, pieces.flush()].flatMap((part) => [...part]);
          assert.deepEqual(joined, [...whole.push(input), ...whole.flush()]);
          assert.equal(joined.length, Math.ceil((length * to) / from));
        },
      ),
    );
  });

  it("does not drift in ten minutes, and says how far it is behind", () => {
    for (const [from, to] of [
      [44_100, 8_000],
      [47_999, 8_000],
    ] as const) {
      const resampler = new Resampler(from, to);
      const second = sine(100, from, from);
      let count = 0;
      for (let n = 0; n < 600; n += 1) count += resampler.push(second).length;
      const behind = (resampler.latencyMs / 1000) * to;
      assert.ok(Math.abs(600 * to - count - behind) <= 1, `${600 * to - count} samples behind, not ${behind}`);
      count += resampler.flush().length;
      assert.equal(count, 600 * to);
    }
  });

  it("keeps the place of a sound", () => {
    const input = new Float32Array(4_800);
    input[2_400] = 1;
    const output = new Resampler(48_000, 16_000).push(input);
    assert.equal(output.indexOf(Math.max(...output)), 800);
    assert.ok(new Resampler(48_000, 16_000).latencyMs < 2.5);
  });

  it("begins anew after the end of a sound", () => {
    const resampler = new Resampler(48_000, 16_000);
    const noise = Float32Array.from({ length: 999 }, (_, n) => Math.sin(n * n));
    const first = [...resampler.push(noise), ...resampler.flush()];
    assert.deepEqual([...resampler.push(noise), ...resampler.flush()], first);
  });

  it("hands out what nobody else has, also where there is nothing to do", () => {
    const resampler = new Resampler(16_000, 16_000);
    const input = sine(440, 16_000, 64);
    const output = resampler.push(input);
    assert.deepEqual(output, input);
    assert.notEqual(output.buffer, input.buffer);
    assert.deepEqual([resampler.flush().length, resampler.latencyMs], [0, 0]);
  });

  it("takes no rate that it was not measured with", () => {
    for (const rate of [7_999, 192_001, 16_000.5, Number.NaN, 0, -16_000]) {
      assert.throws(() => new Resampler(48_000, rate), RangeError);
      assert.throws(() => new Resampler(rate, 16_000), RangeError);
    }
  });
});
