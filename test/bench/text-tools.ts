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

type StageName = "splitter" | "markers" | "both";

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

/**
 * The parser alone passes over such signs in one chunk faster than anybody can call a function for each. With the
 * splitter behind it the limit holds.
 */
const UNLIMITED = "markers, by the character: signs of markers";

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const repeated = (text: string, length: number): string =>
  text.repeat(Math.ceil(length / text.length)).slice(0, length);

/** In interleaved rounds, the dearer first in every other one; the first round warms up and does not count. */
function compare(
  rounds: number,
  start: () => Stage,
  chunks: Readonly<Record<"ours" | "other", readonly string[]>>,
): Pick<TextCost, "ours" | "other"> {
  const times = { ours: [] as number[], other: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const ways = ["ours", "other"] as const;
    for (const way of round % 2 === 0 ? ways : [...ways].reverse()) {
      const stage = start();
      const cost = timed(() => {
        for (const chunk of chunks[way]) stage.push(chunk);
        stage.flush();
      });
      if (round > 0) times[way].push(cost);
    }
  }
  return { ours: summarize(times.ours), other: summarize(times.other) };
}

/** Every stage with every text that is a trial for it: cost that is linear doubles, and asks little for a chunk. */
export function* measureTextTools(rounds: number): Generator<TextCost> {
  for (const [name, start] of Object.entries(STAGES)) {
    for (const [kind, text] of Object.entries(TEXTS[name as StageName])) {
      const long = repeated(text, 4 * MEGA);
      const growth = compare(rounds, start, { ours: [long], other: [long.slice(0, 2 * MEGA)] });
      yield { what: `${name}, 4 MB: ${kind}`, ...growth, otherName: "2 MB", limit: 2.2 };
      const whole = long.slice(0, MEGA);
      const chunking = compare(rounds, start, { ours: whole.split(""), other: [whole] });
      const costs = { what: `${name}, by the character: ${kind}`, ...chunking, otherName: "one chunk" };
      yield costs.what === UNLIMITED ? costs : { ...costs, limit: 5 };
    }
  }
}
