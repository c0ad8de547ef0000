/**
 * Which shape is when: the likeliest way through what is heard, frame by frame. With the words, the way leads through their
 * shapes in their order; without them, from any shape to any other.
 */
import { LISTENED } from "./model.js";
import { soundsOf } from "./spelling.js";
import type { Viseme } from "./visemes.js";

/** One step of a way. Every sound is a few of them in a row: none is shorter. */
interface Step {
  /** Indices in {@link LISTENED}; empty: any. */
  readonly shapes: readonly number[];
  readonly sound: number;
  /** Costs of coming from the steps before, by how far before. */
  readonly from: readonly (readonly [number, number])[];
  readonly stay: number;
}

/** Frames that a sound lasts at least. */
const SHORTEST = 3;
/** Logarithms of probabilities. */
const COSTS = {
  stay: -0.2,
  stayRest: -0.02,
  go: -0.1,
  skip: -5,
  silent: -1,
  gap: -1.2,
  pause: -0.1,
  unlikely: -0.35,
  other: -1.2,
  change: -3.2,
};

/** A shape and the frames it lasts for. */
export interface Run {
  readonly viseme: Viseme;
  readonly from: number;
  readonly to: number;
}

interface Sound {
  readonly shapes: readonly Viseme[];
  /** What it costs to leave it out. */
  readonly skip: number;
}

const REST: Viseme = "rest";

function soundsOfText(text: string): Sound[] {
  const sounds: Sound[] = [{ shapes: [REST], skip: COSTS.pause }];
  for (const match of text.matchAll(/[\p{L}\p{M}\p{N}'’]+|[.!?…:;,–—。、！？]+/gu)) {
    const word = match[0];
    if (!/[\p{L}\p{N}]/u.test(word)) {
      sounds.push({ shapes: [REST], skip: COSTS.pause });
      continue;
    }
    // A number, or letters that are not known: whatever is heard.
    const spelled = soundsOf(word) ?? [{ shapes: [], isOptional: true }];
    for (const { shapes, isOptional } of spelled) sounds.push({ shapes, skip: isOptional ? COSTS.silent : COSTS.skip });
    sounds.push({ shapes: [REST], skip: COSTS.gap });
  }
  return sounds;
}

function stepsOf(sounds: readonly Sound[]): Step[] {
  const steps: Step[] = [];
  const ends: number[] = [];
  const skips: number[] = [];
  for (const [sound, { shapes, skip }] of sounds.entries()) {
    const indices = shapes.map((shape) => LISTENED.indexOf(shape));
    const length = shapes.length === 0 ? 1 : SHORTEST;
    for (let part = 0; part < length; part += 1) {
      const at = steps.length;
      const from: [number, number][] = [];
      if (part > 0) from.push([1, 0]);
      else {
        let cost = COSTS.go;
        // From the end of the sound before, or past some that were not said.
        for (let before = sound - 1; before >= 0 && before >= sound - 4; before -= 1) {
          from.push([at - (ends[before] ?? 0), cost]);
          cost += skips[before] ?? 0;
        }
      }
      const isLast = part === length - 1;
      const stay = !isLast ? -Infinity : shapes[0] === REST || shapes.length === 0 ? COSTS.stayRest : COSTS.stay;
      steps.push({ shapes: indices, sound, from, stay });
    }
    ends.push(steps.length - 1);
    skips.push(skip);
  }
  return steps;
}

/** Follows a sound through its text. */
export class TextPath {
  readonly #steps: readonly Step[];
  #scores: Float32Array;
  #next: Float32Array;
  readonly #heard: Float32Array[] = [];
  readonly #back: Uint8Array[] = [];

  constructor(text: string) {
    const sounds = soundsOfText(text);
    this.#steps = stepsOf(sounds);
    this.#scores = new Float32Array(this.#steps.length).fill(-Infinity);
    this.#next = new Float32Array(this.#steps.length);
  }

  get frames(): number {
    return this.#heard.length;
  }

  /** @param scores by shape, as the listener gives them; kept */
  hear(scores: Float32Array): void {
    const back = new Uint8Array(this.#steps.length);
    const isFirst = this.#heard.length === 0;
    for (const [at, step] of this.#steps.entries()) {
      let best = isFirst ? startOf(step, at) : (this.#scores[at] ?? 0) + step.stay;
      if (!isFirst) {
        for (const [distance, cost] of step.from) {
          const score = (this.#scores[at - distance] ?? -Infinity) + cost;
          if (score > best) [best, back[at]] = [score, distance];
        }
      }
      this.#next[at] = best + emission(step, scores);
    }
    [this.#scores, this.#next] = [this.#next, this.#scores];
    this.#heard.push(scores);
    this.#back.push(back);
  }

  /** The shapes from a frame on, to the last that was heard. */
  runs(from: number): Run[] {
    const runs: Run[] = [];
    let at = this.#scores.reduce((best, score, index) => (score > (this.#scores[best] ?? 0) ? index : best), 0);
    let end = this.#heard.length;
    for (let frame = end - 1; frame >= 0; frame -= 1) {
      const distance = this.#back[frame]?.[at] ?? 0;
      const before = at - distance;
      const step = this.#steps[at];
      const isStart = frame === 0 || this.#steps[before]?.sound !== step?.sound;
      if (isStart && step) {
        runs.unshift(...this.#shapesOf(step, frame, end));
        end = frame;
        if (frame <= from) break;
      }
      at = before;
    }
    return runs;
  }

  #shapesOf({ shapes }: Step, from: number, to: number): Run[] {
    if (shapes.length === 0) return runsOfFrames(this.#heard, from, to, (scores) => argmax(scores));
    let best = shapes[0] ?? 0;
    let most = -Infinity;
    for (const [place, shape] of shapes.entries()) {
      let sum = 0;
      for (let frame = from; frame < to; frame += 1) sum += this.#heard[frame]?.[shape] ?? 0;
      sum += place > 0 ? COSTS.unlikely * (to - from) : 0;
      if (sum > most) [most, best] = [sum, shape];
    }
    return [{ viseme: LISTENED[best] ?? REST, from, to }];
  }
}

const startOf = (step: Step, at: number): number => (at === 0 || (at === SHORTEST && step.sound === 1) ? 0 : -Infinity);

function emission({ shapes }: Step, scores: Float32Array): number {
  if (shapes.length === 0) return scores.reduce((most, score) => Math.max(most, score), -Infinity) + COSTS.other;
  let best = -Infinity;
  for (let place = 0; place < shapes.length; place += 1) {
    best = Math.max(best, (scores[shapes[place] ?? 0] ?? 0) + (place > 0 ? COSTS.unlikely : 0));
  }
  return best;
}

function argmax(scores: Float32Array): number {
  let best = 0;
  for (let index = 1; index < scores.length; index += 1) if ((scores[index] ?? 0) > (scores[best] ?? 0)) best = index;
  return best;
}

function runsOfFrames(
  heard: readonly Float32Array[],
  from: number,
  to: number,
  shapeOf: (scores: Float32Array) => number,
): Run[] {
  const runs: { viseme: Viseme; from: number; to: number }[] = [];
  for (let frame = from; frame < to; frame += 1) {
    const scores = heard[frame];
    const viseme = LISTENED[scores ? shapeOf(scores) : 0] ?? REST;
    const last = runs.at(-1);
    if (last?.viseme === viseme) last.to = frame + 1;
    else runs.push({ viseme, from: frame, to: frame + 1 });
  }
  return runs;
}

/** Follows a sound whose words are not known. */
export class FreePath {
  #scores = new Float32Array(LISTENED.length);
  #next = new Float32Array(LISTENED.length);
  readonly #back: Uint8Array[] = [];

  get frames(): number {
    return this.#back.length;
  }

  hear(scores: Float32Array): void {
    const back = new Uint8Array(LISTENED.length);
    const before = argmax(this.#scores);
    const changed = (this.#scores[before] ?? 0) + COSTS.change;
    for (let shape = 0; shape < LISTENED.length; shape += 1) {
      const stayed = this.#scores[shape] ?? 0;
      back[shape] = stayed >= changed ? shape : before;
      this.#next[shape] = Math.max(stayed, changed) + (scores[shape] ?? 0);
    }
    [this.#scores, this.#next] = [this.#next, this.#scores];
    this.#back.push(back);
  }

  runs(from: number): Run[] {
    const runs: Run[] = [];
    let at = argmax(this.#scores);
    let end = this.#back.length;
    for (let frame = end - 1; frame >= 0; frame -= 1) {
      const before = this.#back[frame]?.[at] ?? at;
      if (frame === 0 || before !== at) {
        runs.unshift({ viseme: LISTENED[at] ?? REST, from: frame, to: end });
        end = frame;
        if (frame <= from) break;
      }
      at = before;
    }
    return runs;
  }
}
