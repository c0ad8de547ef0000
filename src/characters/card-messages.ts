/** The messages for a language model, from a character card and a conversation. */
import { getEmotionSystemPromptSuffix } from "../core/emotion-prompt.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { Logger } from "../core/ports/logger.js";
import type { CharacterCard, CharacterCardData } from "./character-card.js";
import { collectLore, type ToldLore } from "./lorebook.js";
import { replaceMacros, type MacroContext } from "./macros.js";
import { readCard } from "./read-card.js";
import { roleOf } from "./read-entry.js";
import { numberOf, recordOf, textOf } from "./read-values.js";
import { slotOf, systemText } from "./system-text.js";
import { warningOnce } from "./warning-once.js";

export interface CardTextOptions {
  /** The text for `{{char}}`. Default: the card's `nickname`, else its `name`. */
  readonly charName?: string | undefined;
  /** The text for `{{user}}`. Default `"User"`. */
  readonly userName?: string | undefined;
  /** Chance, 0 ≤ x < 1, for `{{random}}` and `{{roll}}`. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

export interface CardMessagesOptions extends CardTextOptions {
  /** Whether the model is told how to show emotions ({@link getEmotionSystemPromptSuffix}). Default: no. */
  readonly emotionSuffix?: boolean | undefined;
  /**
   * Hears of patterns that are refused, limits that are reached, and entries that were not understood where nobody parsed
   * the card: each once for a card. Default: says nothing.
   */
  readonly logger?: Logger | undefined;
}

/** SillyTavern's depth for a note that names none. */
const NOTE_DEPTH = 4;
/** A name is said many times. */
const MAX_NAME = 256;

/**
 * Everything that the model gets for one answer: a system message (id `system`) of the card's fields and the lorebook
 * entries that belong there, the history with the other entries between its messages (ids `lore-<place in the book>`) and the
 * character's note (id `character-note`), and the card's last instructions (id `post-history`). docs/character-cards.md has the order in full.
 *
 * The history's messages are passed on as they are; an added one has the time of its neighbour. The same arguments
 * give the same messages, but for what `random` says.
 *
 * Throws `LiveAvatarError` `config-invalid` for what is no card; one that was not parsed will do, V2 and V1 too.
 */
export function buildCardMessages(
  card: CharacterCard,
  history: readonly ChatMessage[],
  options: CardMessagesOptions = {},
): ChatMessage[] {
  const warn = warningOnce(card, options.logger);
  const { data } = readCard(card, { isOurs: false, warn });
  const macros = macrosOf(data, options);
  const told = data.character_book ? collectLore(data.character_book, history, { macros, warn }) : [];
  const placed = [
    ...told.filter((lore) => slotOf(lore, data) === "history").map(placedLore),
    ...placedNote(data, macros),
  ];
  const suffix = options.emotionSuffix ? getEmotionSystemPromptSuffix() : "";
  const system = systemText(data, told, macros, suffix);
  const last = replaceMacros(data.post_history_instructions, macros).trim();
  const begins = history[0]?.createdAt ?? 0;
  const ends = history.at(-1)?.createdAt ?? 0;
  return [
    ...(system === "" ? [] : [{ id: "system", role: "system" as const, content: system, createdAt: begins }]),
    ...withPlaced(history, placed),
    ...(last === "" ? [] : [{ id: "post-history", role: "system" as const, content: last, createdAt: ends }]),
  ];
}

/** The character's greeting: `first_mes` with its macros replaced, empty if the card has none. Throws as above. */
export function getCharacterGreeting(card: CharacterCard, options: CardTextOptions = {}): string {
  const { data } = readCard(card, { isOurs: false, warn: () => undefined });
  return replaceMacros(data.first_mes, macrosOf(data, options)).trim();
}

function macrosOf(data: CharacterCardData, { charName, userName = "User", random }: CardTextOptions): MacroContext {
  return {
    charName: (charName ?? (data.nickname || data.name)).slice(0, MAX_NAME),
    userName: userName.slice(0, MAX_NAME),
    random: random ?? Math.random,
  };
}

/** A text that stands in the history: before its newest `depth` messages. */
interface Placed extends Pick<ChatMessage, "id" | "role"> {
  readonly content: string;
  readonly depth: number;
}

function placedLore({ lore, text }: ToldLore): Placed {
  return { id: `lore-${lore.index}`, role: lore.role, content: text, depth: lore.depth ?? 0 };
}

/** The character's note, which SillyTavern and Chub keep in the extensions. */
function placedNote({ extensions }: CharacterCardData, macros: MacroContext): readonly Placed[] {
  const { prompt, depth, role } = recordOf(extensions.depth_prompt) ?? {};
  const content = replaceMacros(textOf(prompt) ?? "", macros).trim();
  if (content === "") return [];
  const place = Math.floor(numberOf(depth) ?? NOTE_DEPTH);
  return [{ id: "character-note", role: roleOf(role) ?? "system", content, depth: place }];
}

/** Every message of the history, and before it the texts whose depth leads there. */
function withPlaced(history: readonly ChatMessage[], placed: readonly Placed[]): ChatMessage[] {
  const places = new Map<number, ChatMessage[]>();
  for (const { depth, ...message } of placed) {
    const place = Math.min(history.length, Math.max(0, history.length - depth));
    const { createdAt } = history[place] ?? history.at(-1) ?? { createdAt: 0 };
    const there = places.get(place);
    if (there) there.push({ ...message, createdAt });
    else places.set(place, [{ ...message, createdAt }]);
  }
  const messages = history.flatMap((message, index) => [...(places.get(index) ?? []), message]);
  return [...messages, ...(places.get(history.length) ?? [])];
}
