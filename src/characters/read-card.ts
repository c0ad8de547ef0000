/** From a value of unknown content to a card that the rest can rely on: every known field has its type. */
import { isRecord } from "../core/is-record.js";
import { cardError } from "./card-error.js";
import type { CharacterCard, CharacterCardData, Lorebook, LorebookEntry } from "./character-card.js";

type Unknown = Readonly<Record<string, unknown>>;
type Type = "string" | "number" | "boolean" | "texts" | "record";
/** The known fields: name, type, and the default of a required one. */
type Fields = readonly (readonly [name: string, type: Type, fallback?: unknown])[];

const V3 = "chara_card_v3";
const V2 = "chara_card_v2";

const TEXT = ["string", ""] as const;
const TEXTS = ["texts", []] as const;

const DATA_FIELDS: Fields = [
  ["name", ...TEXT],
  ["description", ...TEXT],
  ["personality", ...TEXT],
  ["scenario", ...TEXT],
  ["first_mes", ...TEXT],
  ["mes_example", ...TEXT],
  ["system_prompt", ...TEXT],
  ["post_history_instructions", ...TEXT],
  ["alternate_greetings", ...TEXTS],
  ["group_only_greetings", ...TEXTS],
  ["tags", ...TEXTS],
  ["creator", ...TEXT],
  ["character_version", ...TEXT],
  ["creator_notes", ...TEXT],
  ["extensions", "record", {}],
  ["nickname", "string"],
  ["character_book", "record"],
];
const BOOK_FIELDS: Fields = [
  ["scan_depth", "number"],
  ["token_budget", "number"],
  ["recursive_scanning", "boolean"],
];
const ENTRY_FIELDS: Fields = [
  ["keys", ...TEXTS],
  ["content", ...TEXT],
  ["enabled", "boolean", true],
  ["insertion_order", "number", 0],
  ["use_regex", "boolean", false],
  ["case_sensitive", "boolean"],
  ["constant", "boolean"],
  ["selective", "boolean"],
  ["secondary_keys", "texts"],
  ["position", "string"],
  ["priority", "number"],
  ["name", "string"],
];

/** The cards that were read already: a prompt is built for every answer, and need not check its card again. */
const READ = new WeakSet<object>();

/**
 * Refuses a wrong `spec` and a missing `data`, nothing else: a field of a wrong type counts as left out, and one that
 * is not known is kept. A V2 card comes back as one of V3.
 *
 * @param isOurs whether the value is used nowhere else: it may then be changed, which takes half of the time and memory
 */
export function readCard(value: unknown, isOurs = false): CharacterCard {
  if (!isRecord(value)) throw cardError("A character card must be a JSON object.");
  if (READ.has(value)) return value as CharacterCard;
  const { spec, spec_version, data } = value;
  if (spec !== V3 && spec !== V2) throw cardError(wrongSpec(value));
  if (!isRecord(data)) throw cardError('The character card has no data: "data" must be an object with its fields.');
  const version = spec === V3 && typeof spec_version === "string" ? spec_version : "3.0";
  const card: CharacterCard = { ...value, spec: V3, spec_version: version, data: readData(data, isOurs) };
  READ.add(card);
  return card;
}

function wrongSpec(card: Unknown): string {
  const found = typeof card.spec === "string" ? `has "${card.spec.slice(0, 40)}"` : "has none";
  const hint = card.spec === undefined && "first_mes" in card ? " It looks like a V1 card: save it as V2 or V3." : "";
  return `A character card has "spec": "${V3}" or "${V2}"; this one ${found}.${hint}`;
}

function readData(data: Unknown, isOurs: boolean): CharacterCardData {
  const known = readFields(data, DATA_FIELDS, isOurs);
  if (isRecord(known.character_book)) known.character_book = readBook(known.character_book, isOurs);
  return known as CharacterCardData;
}

function readBook(book: Unknown, isOurs: boolean): Lorebook {
  const entries = Array.isArray(book.entries) ? (book.entries as readonly unknown[]) : [];
  return {
    ...readFields(book, BOOK_FIELDS, isOurs),
    entries: entries.filter(isRecord).map((entry) => readFields(entry, ENTRY_FIELDS, isOurs) as LorebookEntry),
  };
}

/** The record, or a copy of it, in which every known field has its type. What is missing and may be is not added. */
function readFields(record: Unknown, fields: Fields, isOurs: boolean): Record<string, unknown> {
  const result: Record<string, unknown> = isOurs ? record : { ...record };
  for (const [name, type, fallback] of fields) {
    const value = result[name];
    if (type === "texts" && Array.isArray(value)) {
      if (!value.every(isText)) result[name] = value.filter(isText);
    } else if (!hasType(value, type) && (value !== undefined || fallback !== undefined)) result[name] = fallback;
  }
  return result;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function hasType(value: unknown, type: Type): boolean {
  if (type === "record") return isRecord(value);
  // JSON has numbers that are too large to be any.
  return type === "number" ? Number.isFinite(value) : typeof value === type;
}
