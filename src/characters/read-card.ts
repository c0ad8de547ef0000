/** From a value of unknown content to a card that the rest can rely on: every known field has its type. */
import { isRecord } from "../core/is-record.js";
import { cardError } from "./card-error.js";
import type { CharacterCard, CharacterCardData } from "./character-card.js";
import { readFlatCard } from "./flat-card.js";
import { readBook, type ReadOptions } from "./read-book.js";
import { recordOf, textOf, textsOf, type Unknown } from "./read-values.js";

/** The known fields: name, reader, and the default of a required one. */
type Fields = readonly (readonly [name: string, read: (value: unknown) => unknown, fallback?: unknown])[];

const V3 = "chara_card_v3";
const V2 = "chara_card_v2";

const TEXT = [textOf, ""] as const;
const TEXTS = [textsOf, []] as const;

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
  ["extensions", recordOf, {}],
  ["nickname", textOf],
];
/** The cards that were read already: a prompt is built for every answer, and need not check its card again. */
const READ = new WeakSet<object>();

/**
 * Refuses a wrong `spec` and a missing `data`, nothing else: a field of a wrong type counts as left out, and one that
 * is not known is kept. A V2 card comes back as one of V3, and so does one without a `spec` that looks like V1.
 */
export function readCard(value: unknown, options: ReadOptions): CharacterCard {
  if (!isRecord(value)) throw cardError("A character card must be a JSON object.");
  if (READ.has(value)) return value as CharacterCard;
  const { spec, spec_version, data } = value;
  const isFlat = spec === undefined || spec === null;
  const fields = isFlat ? readFlatCard(value) : data;
  if (isFlat ? fields === undefined : spec !== V3 && spec !== V2) throw cardError(wrongSpec(spec));
  if (!isRecord(fields)) throw cardError('The character card has no data: "data" must be an object with its fields.');
  const version = spec === V3 && typeof spec_version === "string" ? spec_version : "3.0";
  const envelope = { spec: V3, spec_version: version, data: readData(fields, options) } as const;
  const card: CharacterCard = isFlat ? envelope : { ...value, ...envelope };
  READ.add(card);
  return card;
}

function wrongSpec(spec: unknown): string {
  const found = typeof spec === "string" ? `has "${spec.slice(0, 40)}"` : "has none, and does not look like a V1 card";
  return `A character card has "spec": "${V3}" or "${V2}"; this one ${found}.`;
}

/** The fields, or a copy of them, in which every known one has its type. What is missing and may be is not added. */
function readData(data: Unknown, options: ReadOptions): CharacterCardData {
  const result: Record<string, unknown> = options.isOurs ? data : { ...data };
  for (const [name, read, fallback] of DATA_FIELDS) {
    const value = read(data[name]) ?? fallback;
    if (value !== undefined || name in result) result[name] = value;
  }
  if ("character_book" in result) result.character_book = readBook(result.character_book, options);
  return result as unknown as CharacterCardData;
}
