/**
 * What a character means to the splitter.
 *
 * - `dot` `ellipsis` `mark`: may end a sentence when a space follows; `mark` is `!` and `?`
 * - `stop` `danda`: ends one without a space (`。`), or is at least never anything else (`।` `؟`)
 * - `upper` `lower` `letter`: the last one for scripts without case
 * - `comma`: the sentence goes on; `inverted`: one begins (`¿`); `code`: the backtick
 * - `accent`: belongs to what stands before it, as the number of a footnote does
 */
export type CharacterClass =
  | "space"
  | "newline"
  | "dot"
  | "ellipsis"
  | "mark"
  | "stop"
  | "danda"
  | "open"
  | "close"
  | "quote"
  | "dash"
  | "emphasis"
  | "comma"
  | "inverted"
  | "code"
  | "upper"
  | "lower"
  | "letter"
  | "digit"
  | "accent"
  | "symbol";

/** The classes that may end a sentence. */
export type Ender = "dot" | "ellipsis" | "mark" | "danda" | "stop";

const PUNCTUATION: Readonly<Partial<Record<CharacterClass, string>>> = {
  newline: "\n\r\v\f\u0085\u2028\u2029",
  dot: ".",
  ellipsis: "…⋯",
  mark: "!?‼‽⁇⁈⁉\u037e",
  stop: "。！？｡．",
  danda: "।॥؟۔։።፧፨။។៕᙮᠃᱾",
  open: "([{“‘«‹„‚‟「『（【《〈〔［｛｢",
  close: ")]}”’»›」』）】》〉〕］｝｣",
  quote: "\"'＂",
  dash: "-‐‑–—―",
  emphasis: "*_~",
  comma: ",;:，；：、､،؛",
  inverted: "¿¡",
  code: "`",
  accent: "⁰¹²³⁴⁵⁶⁷⁸⁹",
};

const CLASSES = new Map(
  (Object.keys(PUNCTUATION) as CharacterClass[]).flatMap((kind) =>
    Array.from(PUNCTUATION[kind] ?? "", (char) => [char, kind] as const),
  ),
);

function computeClass(char: string): CharacterClass {
  const punctuation = CLASSES.get(char);
  if (punctuation) return punctuation;
  // Georgian has two cases in Unicode and writes sentences in one; Han, kana and Hangul are here to be found soon.
  if (/[\u10d0-\u10ff\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uac00-\ud7a3]/.test(char)) return "letter";
  if (/\p{Ll}/u.test(char)) return "lower";
  if (/\p{Lu}/u.test(char)) return "upper";
  if (/\p{L}/u.test(char)) return "letter";
  if (/\p{N}/u.test(char)) return "digit";
  if (/\p{M}/u.test(char)) return "accent";
  return /\s/.test(char) ? "space" : "symbol";
}

/** What the alphabets have been asked for, up to the Chinese signs, whose class is found soon. */
const known: CharacterClass[] = [];

/** @param char one code point */
export function classOf(char: string): CharacterClass {
  return char < "\u3000" ? (known[char.charCodeAt(0)] ??= computeClass(char)) : computeClass(char);
}

export function isEnder(kind: CharacterClass): kind is Ender {
  return kind === "dot" || kind === "mark" || kind === "ellipsis" || kind === "stop" || kind === "danda";
}

export function isLetter(kind: CharacterClass): boolean {
  return kind === "lower" || kind === "upper" || kind === "letter" || kind === "accent";
}

/** What is drawn as one picture with, or as, an emoji. */
export function isEmoji(char: string): boolean {
  return /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200d]/u.test(char);
}

/** Written without spaces between words or sentences: Han, kana and what stands beside them. */
export function isEastAsian(char: string): boolean {
  return char >= "\u2e80";
}

export function isGreek(char: string): boolean {
  return /[\u0370-\u03ff\u1f00-\u1fff]/.test(char);
}

export function isCurrency(char: string): boolean {
  return /\p{Sc}/u.test(char);
}
