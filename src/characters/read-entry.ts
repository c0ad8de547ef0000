/**
 * One lorebook entry, from the shapes that editors write, to the names of the specification: SillyTavern's World Info
 * and what it exports (numbers in `extensions`), Chub, RisuAI, Agnai, NovelAI and Backyard.
 */
import { isRecord } from "../core/is-record.js";
import type { LorebookEntry, LoreRole } from "./character-card.js";
import { ROLES } from "./decorators.js";
import { booleanOf, numberOf, textOf, textsOf, type Unknown } from "./read-values.js";

type Reader = (value: unknown) => unknown;
type EntryField = readonly [name: string, read: Reader, others: readonly string[], fallback?: unknown];

/** SillyTavern's numbers for a position. */
const POSITIONS = ["before_char", "after_char", "an_top", "an_bottom", "at_depth", "em_top", "em_bottom", "outlet"];
const MARKS = ["selectiveLogic", "display_index", "useProbability", "exclude_recursion"];
const CHANCES = ["probability", "activationPercent", "risu_activationPercent"];
const CONTENT = ["content", "entry", "text", "value"];
/** The number of keys that all comma texts of a book are parted into. */
const MAX_PARTED = 20_000;

/** The fields that take a value of one type, their other names, and the default; each may also stand in `extensions`. */
const FIELDS: readonly EntryField[] = [
  ["content", textOf, CONTENT.slice(1), ""],
  ["insertion_order", numberOf, ["order", "insertorder", "weight"], 0],
  ["case_sensitive", booleanOf, ["caseSensitive", "risu_case_sensitive"]],
  ["constant", booleanOf, ["alwaysActive", "forceActivation"]],
  ["priority", numberOf, []],
  ["name", textOf, []],
  ["depth", numberOf, []],
  ["role", roleOf, []],
  ["scan_depth", numberOf, ["scanDepth"]],
  ["match_whole_words", booleanOf, ["matchWholeWords"]],
  ["selective_logic", numberOf, ["selectiveLogic"]],
  ["group", textOf, []],
  ["group_override", booleanOf, ["groupOverride"]],
  ["group_weight", numberOf, ["groupWeight"]],
  ["exclude_recursion", booleanOf, ["excludeRecursion"]],
  ["prevent_recursion", booleanOf, ["preventRecursion"]],
  ["delay_until_recursion", booleanOf, ["delayUntilRecursion"]],
  ["delay", numberOf, []],
];

/** Parts keys that are one text at its commas, `/a{1,2}/` stays whole. The limit is for a book: a text can hold a million. */
export class KeyLists {
  #left = MAX_PARTED;

  read(...values: readonly unknown[]): readonly string[] | undefined {
    const lists = values.map((value) => (typeof value === "string" ? this.#part(value) : textsOf(value)));
    return lists.find((list) => list && list.length > 0) ?? lists.find((list) => list !== undefined);
  }

  #part(text: string): readonly string[] {
    const parts: string[] = [];
    for (const [part] of text.matchAll(/\s*\/(?:\\.|[^\\/\n])+\/[a-z]*\s*(?=,|$)|[^,]+/g)) {
      if (this.#left-- <= 0) break;
      parts.push(part.trim());
    }
    return parts;
  }
}

/**
 * The entry, and why it can never be told although it is switched on, where that is so.
 * @param isOurs whether the entry may be changed
 */
export function readEntry(
  entry: Unknown,
  isOurs: boolean,
  lists: KeyLists,
): { readonly entry: LorebookEntry; readonly why: string | undefined } {
  const extensions: Unknown = isRecord(entry.extensions) ? entry.extensions : {};
  // Read before anything is changed: it is of the shape as it was written.
  const isTavern = "key" in entry || "keysecondary" in entry || MARKS.some((mark) => mark in extensions);
  const read = (as: Reader, names: readonly string[]): unknown => {
    for (const record of [entry, extensions]) {
      for (const name of names) {
        const value = as(record[name]);
        if (value !== undefined) return value;
      }
    }
    return undefined;
  };
  const set: Record<string, unknown> = isOurs ? entry : { ...entry };
  const put = (name: string, value: unknown): void => {
    if (value !== undefined || name in set) set[name] = value;
  };

  const hasContent = read(textOf, CONTENT) !== undefined;
  for (const [name, as, others, fallback] of FIELDS) put(name, read(as, [name, ...others]) ?? fallback);
  const off = [booleanOf(entry.enabled) === false, booleanOf(entry.disable), booleanOf(entry.disabled)];
  put("keys", lists.read(entry.keys, entry.key, entry.keywords) ?? []);
  put("secondary_keys", lists.read(entry.secondary_keys, entry.keysecondary, entry.secondkey));
  put("selective", booleanOf(entry.selective) ?? ("keysecondary" in entry ? true : undefined));
  put("enabled", !off.includes(true));
  // SillyTavern writes `use_regex: true` whatever the keys are, and takes only `/these/` for patterns.
  put("use_regex", isTavern ? undefined : read(booleanOf, ["use_regex", "useRegex"]));
  put("position", POSITIONS[numberOf(extensions.position) ?? numberOf(entry.position) ?? -1] ?? textOf(entry.position));
  const isCertain = read(booleanOf, ["useProbability"]) === false;
  put("probability", isCertain ? undefined : read(numberOf, CHANCES));
  const result = set as unknown as LorebookEntry;
  return { entry: result, why: result.enabled ? whyUnused(result, hasContent) : undefined };
}

function whyUnused(entry: LorebookEntry, hasContent: boolean): string | undefined {
  if (entry.position === "outlet") return "it belongs to an outlet";
  // Placeholders of editors have an empty text. What was not understood has none at all.
  if (entry.content === "") return hasContent ? undefined : "it has no content";
  const isAlways = entry.constant === true || entry.content.includes("@@");
  return isAlways || entry.keys.some((key) => key.trim() !== "") ? undefined : "it has no keys";
}

/** SillyTavern has numbers for the roles. */
export function roleOf(value: unknown): LoreRole | undefined {
  return ROLES[numberOf(value) ?? -1] ?? ROLES.find((role) => role === value);
}
