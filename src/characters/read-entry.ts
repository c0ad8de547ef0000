/**
 * One lorebook entry, from the shapes that editors write, to the names of the specification: SillyTavern's World Info
 * and what it exports (numbers in `extensions`), Chub, RisuAI, Agnai, NovelAI and Backyard.
 */
import { isRecord } from "../core/is-record.js";
import type { LorebookEntry, LoreRole } from "./character-card.js";
import { ROLES } from "./decorators.js";
import { booleanOf, numberOf, textOf, textsOf, type Unknown } from "./read-values.js";

type Reader = (value: unknown) => unknown;
/** Its names, of which the first is ours; each may also stand in `extensions`. */
type EntryField = readonly [names: readonly [string, ...string[]], read: Reader, fallback?: unknown];

/** SillyTavern's numbers for a position. */
const POSITIONS = ["before_char", "after_char", "an_top", "an_bottom", "at_depth", "em_top", "em_bottom", "outlet"];
const MARKS = ["selectiveLogic", "display_index", "useProbability", "exclude_recursion"];
/** The number of keys that all comma texts of a book are parted into. */
const MAX_PARTED = 20_000;

const CONTENT = ["content", "entry", "text", "value"] as const;
const FIELDS: readonly EntryField[] = [
  [CONTENT, textOf, ""],
  [["insertion_order", "order", "insertorder", "weight"], numberOf, 0],
  [["case_sensitive", "caseSensitive", "risu_case_sensitive"], booleanOf],
  [["constant", "alwaysActive", "forceActivation"], booleanOf],
  [["priority"], numberOf],
  [["name"], textOf],
  [["depth"], numberOf],
  [["role"], roleOf],
  [["scan_depth", "scanDepth"], numberOf],
  [["match_whole_words", "matchWholeWords"], booleanOf],
  [["selective_logic", "selectiveLogic"], numberOf],
  [["group"], textOf],
  [["group_override", "groupOverride"], booleanOf],
  [["group_weight", "groupWeight"], numberOf],
  [["exclude_recursion", "excludeRecursion"], booleanOf],
  [["prevent_recursion", "preventRecursion"], booleanOf],
  [["delay_until_recursion", "delayUntilRecursion"], booleanOf],
  [["delay"], numberOf],
];
const KEYS = ["keys", "key", "keywords"];
const SECOND_KEYS = ["secondary_keys", "keysecondary", "secondkey"];
const REGEX = ["use_regex", "useRegex"];
const CHANCES = ["probability", "activationPercent", "risu_activationPercent"];
const HAS_CHANCE = ["useProbability"];
const NO_EXTENSIONS: Unknown = {};

/**
 * Reads lists of keys. One text is parted at its commas, also at full-width ones, and at its line breaks; `/a{1,2}/` stays
 * whole. The limit is for a book: a text can hold a million keys.
 */
export class KeyLists {
  #left = MAX_PARTED;

  /** The first list that is not empty. */
  read(entry: Unknown, names: readonly string[]): readonly string[] | undefined {
    let found: readonly string[] | undefined;
    for (const name of names) {
      const value = entry[name];
      const list = typeof value === "string" ? this.#part(value) : textsOf(value);
      if (list && list.length > 0) return list;
      found ??= list;
    }
    return found;
  }

  #part(text: string): readonly string[] {
    const parts: string[] = [];
    for (const [part] of text.matchAll(/\s*\/(?:\\.|[^\\/\n])+\/[a-z]*\s*(?=[,，\n]|$)|[^,，\n]+/g)) {
      if (this.#left-- <= 0) break;
      parts.push(part.trim());
    }
    return parts;
  }
}

/** @param isOurs whether the entry may be changed */
export function readEntry(entry: Unknown, isOurs: boolean, lists: KeyLists): LorebookEntry {
  const extensions = isRecord(entry.extensions) ? entry.extensions : NO_EXTENSIONS;
  // Looked at before anything is changed.
  const isTavern = "key" in entry || "keysecondary" in entry || MARKS.some((mark) => mark in extensions);
  const result: Record<string, unknown> = isOurs ? entry : { ...entry };
  for (const [names, read, fallback] of FIELDS) put(result, names[0], find(entry, extensions, names, read) ?? fallback);
  const isOff =
    booleanOf(entry.enabled) === false || booleanOf(entry.disable) === true || booleanOf(entry.disabled) === true;
  const isCertain = find(entry, extensions, HAS_CHANCE, booleanOf) === false;
  const position = numberOf(extensions.position) ?? numberOf(entry.position) ?? -1;
  put(result, "keys", lists.read(entry, KEYS) ?? []);
  put(result, "secondary_keys", lists.read(entry, SECOND_KEYS));
  put(result, "selective", booleanOf(entry.selective) ?? ("keysecondary" in entry ? true : undefined));
  put(result, "enabled", !isOff);
  // SillyTavern writes `use_regex: true` whatever the keys are, and takes only `/these/` for patterns.
  put(result, "use_regex", isTavern ? undefined : find(entry, extensions, REGEX, booleanOf));
  put(result, "position", POSITIONS[position] ?? textOf(entry.position));
  put(result, "probability", isCertain ? undefined : find(entry, extensions, CHANCES, numberOf));
  return result as unknown as LorebookEntry;
}

function find(entry: Unknown, extensions: Unknown, names: readonly string[], read: Reader): unknown {
  for (const name of names) {
    const value = entry[name];
    const known = value === undefined ? undefined : read(value);
    if (known !== undefined) return known;
  }
  return extensions === NO_EXTENSIONS ? undefined : find(extensions, NO_EXTENSIONS, names, read);
}

/** Writes what is new; what is missing and may be is not added. */
function put(result: Record<string, unknown>, name: string, value: unknown): void {
  if (result[name] !== value) result[name] = value;
}

/** Whether the entry has a text, in whatever words: placeholders have an empty one. */
export function hasContent(entry: Unknown): boolean {
  return find(entry, isRecord(entry.extensions) ? entry.extensions : NO_EXTENSIONS, CONTENT, textOf) !== undefined;
}

/** Why nothing can ever call up an entry that has a text and is switched on; undefined where something can. */
export function whyNever(entry: LorebookEntry): string | undefined {
  if (entry.position === "outlet") return "it belongs to an outlet";
  const isAlways = entry.constant === true || entry.content.trim() === "" || entry.content.includes("@@");
  return isAlways || entry.keys.some((key) => key.trim() !== "") ? undefined : "it has no keys";
}

/** SillyTavern has numbers for the roles. */
export function roleOf(value: unknown): LoreRole | undefined {
  return ROLES[numberOf(value) ?? -1] ?? ROLES.find((role) => role === value);
}
