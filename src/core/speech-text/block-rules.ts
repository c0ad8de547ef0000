/** What stands at the beginning of a line and is no word: list signs, headings, quotes, rules, tables, fences, definitions. */
import { lineAt, type Place, type Taken, taken } from "./place.js";

/** What the beginning of a line says about the rest of it. */
export type LineKind = "text" | "heading" | "row" | "fence" | "prefix";

export interface LineStart extends Taken {
  /** `prefix`: the same line may have another one, as `> - ` has. */
  readonly kind: LineKind;
  /** The fence that was opened. */
  readonly fence?: Fence | undefined;
}

/** The signs that end a block of code. */
export interface Fence {
  readonly sign: string;
  readonly length: number;
}

/** A line whose beginning is still unclear after this many characters is text. */
const MAX_PREFIX = 200;

const FENCE = /^[ \t]*(`{3,}|~{3,})([^]*)$/;
const FENCE_BEGUN = /^[ \t]*(?:`{1,2}|~{1,2})$/;
/** Markdown that was wrapped in a fence is Markdown. */
const WRAPPED = /^\s*(?:markdown|md)\s*$/i;
/** `---`, `***`, `* * *`, and the lines below a heading. */
const RULE = /^[ \t]*([-*_=])(?:[ \t]*\1)*[ \t]*$/;
const TABLE_RULE = /^[ \t|:-]*$/;
const isTableRule = (line: string): boolean => TABLE_RULE.test(line) && line.includes("|") && line.includes("-");
const DEFINITION_BEGUN = /^[ \t]*\[[^\]\n]*(?:\](?::[^]*)?)?$/;
const DEFINITION = /^[ \t]*\[[^\]\n]+\]:[ \t]*\S/;
const FOOTNOTE = /^[ \t]*\[\^[^\]\n]+\]:[ \t]*/;
const QUOTE = /^[ \t]*>(?![=\d])[ \t]?(?:\[![a-z]+\])?/i;
const HEADING = /^[ \t]*#{1,6}(?=[ \t]|$)[ \t]*/;
const BULLET = /^[ \t]*[-*+•‣◦▪●○■□][ \t]+(?:\[[ xX]\](?=[ \t]|$)[ \t]*)?/;
const ROW = /^[ \t]*\|/;
/** What a longer beginning could change. */
const PREFIX_BEGUN = /^[ \t]*(?:[-*+•‣◦▪●○■□](?:[ \t]+(?:\[(?:[ xX]\]?)?)?)?|#{1,6}|>[ \t]?(?:\[(?:![a-z]*\]?)?)?)?$/i;

/** @returns `undecided` while the beginning of the line is not yet clear */
export function readLineStart(place: Place): LineStart | "undecided" {
  const { line, isWhole } = lineAt(place);
  const isUnclear = !isWhole && line.length < MAX_PREFIX;
  const fence = FENCE.exec(line);
  if (fence) {
    const [, signs = "", info = ""] = fence;
    if (isUnclear && !info.includes("`")) return "undecided";
    if (signs.startsWith("~") || !info.includes("`")) {
      if (WRAPPED.test(info)) return start("prefix", line.length);
      return { ...start("fence", line.length), fence: { sign: signs.charAt(0), length: signs.length } };
    }
    return start("text", 0);
  }
  if (isUnclear && FENCE_BEGUN.test(line)) return "undecided";
  const rule = RULE.exec(line);
  if (isUnclear && (rule || TABLE_RULE.test(line))) return "undecided";
  const count = line.replaceAll(/[ \t]/g, "").length;
  const isRule = rule !== null && (count >= 3 || rule[1] === "=" || rule[1] === "-");
  if (isRule || isTableRule(line)) return start("text", line.length);
  const footnote = FOOTNOTE.exec(line);
  if (footnote) return start("prefix", footnote[0].length);
  if (DEFINITION_BEGUN.test(line)) {
    if (isUnclear) return "undecided";
    if (DEFINITION.test(line)) return start("text", line.length);
  }
  if (isUnclear && PREFIX_BEGUN.test(line)) return "undecided";
  const heading = HEADING.exec(line);
  if (heading) return start("heading", heading[0].length);
  const prefix = QUOTE.exec(line) ?? BULLET.exec(line);
  if (prefix) return start("prefix", prefix[0].length);
  const row = ROW.exec(line);
  return row ? start("row", row[0].length) : start("text", 0);
}

/** Within a fence: how much of the line is code, and whether it is the one that ends the block. */
export function readCodeLine(
  place: Place,
  { sign, length }: Fence,
): { readonly length: number; readonly isEnd: boolean } | "undecided" {
  const { line, isWhole } = lineAt(place);
  const signs = line.trim();
  const couldEnd = signs.replaceAll(sign, "") === "";
  if (couldEnd && !isWhole && line.length < MAX_PREFIX) return "undecided";
  return { length: line.length, isEnd: couldEnd && signs.length >= length };
}

const start = (kind: LineKind, length: number): LineStart => ({ ...taken(length), kind });
