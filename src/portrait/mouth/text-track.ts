/** Shapes of the mouth for written words. A voice says when a word begins; between two words the pace is estimated. */
import { soundsOf } from "./spelling.js";
import type { Viseme } from "./visemes.js";

/** One shape, from `at` on, in milliseconds of the track. */
export interface Cue {
  readonly viseme: Viseme;
  readonly at: number;
  readonly ms: number;
}

const VOWELS: ReadonlySet<Viseme> = new Set(["aa", "ee", "eh", "oh", "oo"]);
const VOWEL_MS = 105;
const CONSONANT_MS = 68;
const WORD_GAP_MS = 30;
const PAUSE_MS = 240;

/** The likeliest shapes of a word, in order; of a number or letters that are not known, one for each character. */
function visemesOf(word: string): Viseme[] {
  const sounds = soundsOf(word);
  if (!sounds) return Array.from(word, (_, at) => (at % 2 ? "dd" : "eh"));
  return sounds.filter(({ isOptional }) => !isOptional).map(({ shapes }) => shapes[0]);
}

/** Where a word of the text begins on the track. */
interface TimedWord {
  readonly charIndex: number;
  readonly at: number;
}

export interface TextTrack {
  readonly cues: readonly Cue[];
  readonly words: readonly TimedWord[];
  readonly durationMs: number;
}

/** The whole text at an even pace; `rate` 2 is twice as fast. */
export function textTrack(text: string, rate = 1): TextTrack {
  const cues: Cue[] = [];
  const words: TimedWord[] = [];
  let at = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}'’]+|[.!?…:;,–—]+/gu)) {
    if (/^[\p{L}\p{N}'’]/u.test(match[0])) {
      words.push({ charIndex: match.index, at });
      for (const viseme of visemesOf(match[0])) {
        const ms = (VOWELS.has(viseme) ? VOWEL_MS : CONSONANT_MS) / rate;
        cues.push({ viseme, at, ms });
        at += ms;
      }
      at += WORD_GAP_MS / rate;
    } else {
      const ms = PAUSE_MS / rate;
      cues.push({ viseme: "rest", at, ms });
      at += ms;
    }
  }
  return { cues, words, durationMs: at };
}
