/** What the text tools cost: that it grows as the text does, whatever the text and however it comes. */
import { createMarkerParser, type MarkerPart } from "../../src/core/marker-parser.js";
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
  /** Highest ratio of the medians that passes; without one the figure informs. */
  readonly limit?: number;
}

export type StageName = "splitter" | "markers" | "both";

const MEGA = 1_000_000;

const STAGES: Readonly<Record<StageName, () => Stage>> = {
  splitter: () => createSentenceSplitter(),
  markers: () => createMarkerParser(),
  both: () => {
    const markers = createMarkerParser();
    const splitter = createSentenceSplitter();
    const split = (parts: readonly MarkerPart[]): void => {
      for (const part of parts) if (part.type === "text") splitter.push(part.text);
    };
    return {
      push: (chunk) => split(markers.push(chunk)),
      flush: () => {
        split(markers.flush());
        splitter.flush();
      },
    };
  },
};

const PROSE = CORPUS.map(({ text }) => text).join("\n\n");

/** What nothing ends, or everything seems to, or what keeps an end undecided. */
const SENTENCES: Readonly<Record<string, string>> = {
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
  prose: PROSE,
};
/** The marker parser looks for one sign, so that text without it costs too little to be compared. */
const MARKERS: Readonly<Record<string, string>> = {
  markers: 'Oh! <|ACT {"emotion":"happy"}|> I see. <|DELAY:500|>',
  "open markers": '<|ACT {"a',
  "signs of markers": "<|<",
};
const TEXTS: Readonly<Record<StageName, Readonly<Record<string, string>>>> = {
  splitter: SENTENCES,
  markers: MARKERS,
  both: { prose: PROSE, ...MARKERS },
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
function measureGrowth(stage: StageName, text: string, rounds: number): TextCost {
  const long = repeated(text, 4 * MEGA);
  const short = long.slice(0, 2 * MEGA);
  const start = STAGES[stage];
  const dearer = () => run(start(), long, long.length);
  const cheaper = () => run(start(), short, short.length);
  return { what: `${stage}, 4 MB`, ...compare(rounds, dearer, cheaper), otherName: "2 MB", limit: 2.2 };
}

/**
 * One character a chunk beside all in one chunk. The marker parser alone has no limit here: it finds its sign in a
 * long chunk many times faster than anybody could hand it the characters.
 */
function measureChunks(stage: StageName, text: string, rounds: number): TextCost {
  const whole = repeated(text, MEGA);
  const start = STAGES[stage];
  const dearer = () => run(start(), whole, 1);
  const cheaper = () => run(start(), whole, whole.length);
  const costs = { what: `${stage}, by the character`, ...compare(rounds, dearer, cheaper), otherName: "one chunk" };
  return stage === "markers" ? costs : { ...costs, limit: 5 };
}

/** Every stage with every text that is a trial for it, both ways. */
export function* measureTextTools(rounds: number): Generator<TextCost> {
  for (const measure of [measureGrowth, measureChunks]) {
    for (const stage of Object.keys(STAGES) as StageName[]) {
      for (const [name, text] of Object.entries(TEXTS[stage])) {
        const cost = measure(stage, text, rounds);
        yield { ...cost, what: `${cost.what}: ${name}` };
      }
    }
  }
}
