/**
 * Cards without the envelope of the specification: V1 (TavernAI, SillyTavern), Pygmalion and Text generation web UI, Agnai,
 * Backyard (once Faraday).
 */
import { isRecord } from "../core/is-record.js";
import { firstText, textsOf, type Unknown } from "./read-values.js";

/** The fields of the specification, and what others call them. */
const NAMES = ["name", "char_name", "aiDisplayName", "aiName"];
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  description: ["description", "char_persona", "context", "aiPersona"],
  personality: ["personality"],
  scenario: ["scenario", "world_scenario"],
  first_mes: ["first_mes", "char_greeting", "greeting", "firstMessage"],
  mes_example: ["mes_example", "example_dialogue", "sampleChat", "customDialogue"],
  system_prompt: ["system_prompt", "systemPrompt", "basePrompt"],
  post_history_instructions: ["post_history_instructions", "postHistoryInstructions"],
  creator_notes: ["creator_notes", "creatorcomment"],
};
/** A name and a description are in many files that are no card; one of these has to be there as well. */
const SIGNS = ["personality", "scenario", "first_mes", "mes_example"].flatMap((field) => TEXTS[field] ?? []);
const MARKS = [...SIGNS, "char_persona", "aiPersona"];

/** The fields of a card that has no `spec`, named as the specification does; undefined for what is no card. */
export function readFlatCard(value: Unknown): Unknown | undefined {
  const card = innerCard(value);
  const name = firstText(card, NAMES);
  const persona = personaOf(card);
  if (name === undefined || (persona === undefined && !MARKS.some((mark) => typeof card[mark] === "string"))) {
    return undefined;
  }
  const found = Object.entries(TEXTS).map(([field, names]) => [field, firstText(card, names)]);
  const texts = Object.fromEntries(found.filter(([, text]) => text !== undefined)) as Unknown;
  // What Agnai calls the description is for readers of a catalogue.
  const agnai = persona === undefined ? {} : { description: persona, creator_notes: card.description };
  const greetings = textsOf(card.alternate_greetings) ?? textsOf(card.alternateGreetings);
  const book = card.character_book ?? card.characterBook ?? card.loreItems;
  return {
    ...{ ...card, name, ...texts, ...agnai },
    ...(greetings ? { alternate_greetings: greetings } : {}),
    ...(book === undefined ? {} : { character_book: book }),
  };
}

/** Agnai's persona: a text, or lists of attributes by name. */
function personaOf({ persona }: Unknown): string | undefined {
  if (!isRecord(persona) || !isRecord(persona.attributes)) return undefined;
  return Object.entries(persona.attributes)
    .map(([name, list]) => [name, (textsOf(list) ?? []).join(", ")] as const)
    .map(([name, text]) => (name === "text" ? text : `${name}: ${text}`))
    .join("\n");
}

/** Backyard and some others put a card into another object. */
function innerCard(value: Unknown): Unknown {
  const { character, data } = value;
  if (isRecord(character) && firstText(character, ["aiName", "aiDisplayName"]) !== undefined) {
    return withDoubleBraces(character, 3) as Unknown;
  }
  return isRecord(data) ? data : value;
}

/** Backyard's `{character}` and `{user}` as macros, in the card and in the items of its lorebook. */
function withDoubleBraces(value: unknown, depth: number): unknown {
  if (typeof value === "string") {
    return value.replace(/(?<!\{)\{(character|user)\}(?!\})/g, (_, name) =>
      name === "user" ? "{{user}}" : "{{char}}",
    );
  }
  if (depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => withDoubleBraces(item, depth - 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withDoubleBraces(inner, depth - 1)]));
}
