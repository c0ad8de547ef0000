/**
 * Shapes of the mouth for written words: letters and pairs of letters to sounds, roughly as English and its neighbours
 * write them. A voice says when a word begins; between two words the pace is estimated.
 */
import type { Viseme } from "./visemes.js";

/** One shape, from `at` on, in milliseconds of the track. */
export interface Cue {
  readonly viseme: Viseme;
  readonly at: number;
  readonly ms: number;
}

interface Spelling {
  readonly letters: string;
  readonly visemes: readonly Viseme[];
}

const spelling = (letters: string, ...visemes: readonly Viseme[]): Spelling => ({ letters, visemes });

/** Longest first. */
const SPELLINGS: readonly Spelling[] = [
  ...[spelling("tion", "sh", "eh", "dd"), spelling("tsch", "sh"), spelling("ough", "oh"), spelling("eigh", "eh", "ee")],
  ...[spelling("sch", "sh"), spelling("tch", "sh"), spelling("igh", "aa", "ee"), spelling("eau", "oh")],
  ...[spelling("th", "th"), spelling("sh", "sh"), spelling("ch", "sh"), spelling("ph", "ff"), spelling("wh", "oo")],
  ...[spelling("ck", "kk"), spelling("ng", "kk"), spelling("qu", "kk", "oo"), spelling("gh")],
  ...[spelling("oo", "oo"), spelling("ou", "aa", "oo"), spelling("ow", "oh", "oo"), spelling("oi", "oh", "ee")],
  ...[
    spelling("oy", "oh", "ee"),
    spelling("oa", "oh"),
    spelling("ee", "ee"),
    spelling("ea", "ee"),
    spelling("ie", "ee"),
  ],
  ...[spelling("ei", "aa", "ee"), spelling("ai", "eh", "ee"), spelling("ay", "eh", "ee"), spelling("au", "oh")],
  ...[
    spelling("aw", "oh"),
    spelling("ew", "oo"),
    spelling("ue", "oo"),
    spelling("er", "rr"),
    spelling("ar", "aa", "rr"),
  ],
];

const LETTERS: Readonly<Record<string, readonly Viseme[]>> = {
  ...{ a: ["aa"], e: ["eh"], i: ["ee"], o: ["oh"], u: ["oo"], y: ["ee"] },
  ...{ b: ["mm"], p: ["mm"], m: ["mm"], f: ["ff"], v: ["ff"], w: ["oo"] },
  ...{ d: ["dd"], t: ["dd"], n: ["dd"], l: ["dd"], s: ["ss"], z: ["ss"], c: ["kk"], k: ["kk"], g: ["kk"], q: ["kk"] },
  ...{ x: ["kk", "ss"], j: ["sh"], r: ["rr"], h: [] },
};

const VOWELS: ReadonlySet<Viseme> = new Set(["aa", "ee", "eh", "oh", "oo"]);
const VOWEL_MS = 105;
const CONSONANT_MS = 68;
const WORD_GAP_MS = 30;
const PAUSE_MS = 240;

/** The sounds of a word, in order; doubled letters sound once. */
function visemesOf(word: string): Viseme[] {
  // Accents do not change the shape of the mouth enough to be seen.
  const plain = word.toLowerCase().normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll("ß", "s");
  const found: Viseme[] = [];
  let at = 0;
  while (at < plain.length) {
    const known = SPELLINGS.find(({ letters }) => plain.startsWith(letters, at));
    const character = String.fromCodePoint(plain.codePointAt(at) ?? 32);
    const silent = character === "e" && at === plain.length - 1 && found.some((viseme) => VOWELS.has(viseme));
    const sounds =
      known?.visemes ?? (silent ? [] : (LETTERS[character] ?? (/\p{L}|\p{N}/u.test(character) ? ["eh" as const] : [])));
    for (const viseme of sounds) if (viseme !== found.at(-1)) found.push(viseme);
    at += known?.letters.length ?? character.length;
  }
  return found;
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
