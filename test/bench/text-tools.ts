/** What the text tools cost: that it grows as the text does, whatever the text and however it comes. */
import { createMarkerParser } from "../../src/core/marker-parser.js";
import { createSentenceSplitter } from "../../src/core/sentence-splitter/sentence-splitter.js";
import { CORPUS } from "../core/corpus/corpus.js";
import type { Summary } from "./statistics.js";
import { summarize } from "./statistics.js";

/** A stage of the pipeline, as far as its cost goes. */
interface Stage {
  push(chunk: string): unknown;
  flush(): unknown;
}

/** A comparison: one stage, one kind of text, two ways to have it. */
export interface TextCost {
  readonly what: string;
  /** Milliseconds for the dearer way. */
  readonly ours: Summary;
  /** Milliseconds for the cheaper one. */
  readonly other: Summary;
  readonly otherName: string;
  /** Highest ratio of the medians that passes. */
  readonly limit: number;
}

const MEGA = 1_000_000;

const STAGES: Readonly<Record<string, () => Stage>> = {
  splitter: () => createSentenceSplitter(),
  markers: () => createMarkerParser(),
};

const PROSE = CORPUS.map(({ text }) => text).join("\n\n");

/** What nothing ends, or everything seems to, or what keeps an end undecided. */
const TEXTS: Readonly<Record<string, string>> = {
  "no end": "a",
  "words without an end": "word ",
  Chinese: "天",
  "marks alone": "!?.",
  "spaces alone": " ",
  "digits and dots": "1.",
  "opening quotes": "“",
  initials: "A. ",
  "undecided ends": "etc. “(",
  accents: "\u0301",
  "open markers": '<|ACT {"a',
  "signs of markers": "<|<",
  prose: PROSE,
};

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function run(stage: Stage, text: string, chunkLength: number): void {
  for (let at = 0; at < text.length; at += chunkLength) stage.push(text.slice(at, at + chunkLength));
  stage.flush();
}

const repeated = (text: string, length: number): string =>
  text.repeat(Math.ceil(length / text.length)).slice(0, length);

/** In interleaved rounds, the dearer first in every other one; the first round warms up and does not count. */
function compare(rounds: number, dearer: () => void, cheaper: () => void): Pick<TextCost, "ours" | "other"> {
  const ours: number[] = [];
  const other: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const turns = [() => ours.push(timed(dearer)), () => other.push(timed(cheaper))];
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) turn();
  }
  return { ours: summarize(ours.slice(1)), other: summarize(other.slice(1)) };
}

/** 4 MB in one chunk beside 2 MB: cost that is linear doubles. */
export function measureGrowth(stage: string, text: string, rounds: number): TextCost {
  const long = repeated(TEXTS[text] ?? text, 4 * MEGA);
  const short = long.slice(0, 2 * MEGA);
  const start = STAGES[stage] ?? STAGES.splitter!;
  return {
    what: `${stage}, 4 MB: ${text}`,
    ...compare(
      rounds,
      () => run(start(), long, long.length),
      () => run(start(), short, short.length),
    ),
    otherName: "2 MB",
    limit: 2.2,
  };
}

/** One character a chunk beside all in one chunk. */
export function measureChunks(stage: string, text: string, rounds: number): TextCost {
  const whole = repeated(TEXTS[text] ?? text, MEGA);
  const start = STAGES[stage] ?? STAGES.splitter!;
  return {
    what: `${stage}, by the character: ${text}`,
    ...compare(
      rounds,
      () => run(start(), whole, 1),
      () => run(start(), whole, whole.length),
    ),
    otherName: "one chunk",
    limit: 5,
  };
}

/** Every stage with every text, both ways. */
export function* measureTextTools(rounds: number): Generator<TextCost> {
  for (const measure of [measureGrowth, measureChunks]) {
    for (const stage of Object.keys(STAGES)) {
      for (const text of Object.keys(TEXTS)) yield measure(stage, text, rounds);
    }
  }
}
