/** The messages for a language model, from a character card and a conversation. */
import type { ChatMessage } from "../core/ports/chat-message.js";
import { silentLogger, type Logger } from "../core/ports/logger.js";
import type { CharacterCard, CharacterCardData } from "./character-card.js";
import { getEmotionSystemPromptSuffix } from "./emotion-prompt.js";
import { collectLore, type ToldLore } from "./lorebook.js";
import { replaceMacros, type MacroContext } from "./macros.js";
import { readCard } from "./read-card.js";
import { slotOf, systemText } from "./system-text.js";

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
  /** Hears of patterns that are refused and limits that are reached. Default: says nothing. */
  readonly logger?: Logger | undefined;
}

/** A name is said many times. */
const MAX_NAME = 256;
/** The number of warnings for one card: a lorebook of bad patterns must not fill a console. */
const MAX_WARNINGS = 10;

/**
 * Everything that the model gets for one answer: a system message (id `system`) of the card's fields and the lorebook
 * entries that belong there, the history with the other entries between its messages (ids `lore-<place in the book>`),
 * and the card's last instructions (id `post-history`). docs/character-cards.md has the order in full.
 *
 * The history's messages are passed on as they are; an added one has the time of its neighbour. The same arguments
 * give the same messages, but for what `random` says.
 *
 * Throws `LiveAvatarError` `config-invalid` for what is no card; a V2 card will do.
 */
export function buildCardMessages(
  card: CharacterCard,
  history: readonly ChatMessage[],
  options: CardMessagesOptions = {},
): ChatMessage[] {
  const { data } = readCard(card);
  const macros = macrosOf(data, options);
  const told = data.character_book
    ? collectLore(data.character_book, history, {
        macros,
        warn: limitedWarning(options.logger ?? silentLogger),
      })
    : [];
  const suffix = options.emotionSuffix ? getEmotionSystemPromptSuffix() : "";
  const system = systemText(data, told, macros, suffix);
  const last = replaceMacros(data.post_history_instructions, macros).trim();
  const begins = history[0]?.createdAt ?? 0;
  const ends = history.at(-1)?.createdAt ?? 0;
  return [
    ...(system === "" ? [] : [{ id: "system", role: "system" as const, content: system, createdAt: begins }]),
    ...withLore(
      history,
      told.filter((lore) => slotOf(lore, data) === "history"),
    ),
    ...(last === "" ? [] : [{ id: "post-history", role: "system" as const, content: last, createdAt: ends }]),
  ];
}

/** The character's greeting: `first_mes` with its macros replaced, empty if the card has none. Throws as above. */
export function getCharacterGreeting(card: CharacterCard, options: CardTextOptions = {}): string {
  const { data } = readCard(card);
  return replaceMacros(data.first_mes, macrosOf(data, options)).trim();
}

function macrosOf(data: CharacterCardData, { charName, userName = "User", random }: CardTextOptions): MacroContext {
  return {
    charName: (charName ?? (data.nickname || data.name)).slice(0, MAX_NAME),
    userName: userName.slice(0, MAX_NAME),
    random: random ?? Math.random,
  };
}

/** Every message of the history, and before it the entries whose depth leads there. */
function withLore(history: readonly ChatMessage[], told: readonly ToldLore[]): ChatMessage[] {
  const places = new Map<number, ChatMessage[]>();
  for (const { lore, text } of told) {
    const { depth = 0, role = "system" } = lore.decorators;
    const place = Math.min(history.length, Math.max(0, history.length - depth));
    const { createdAt } = history[place] ?? history.at(-1) ?? { createdAt: 0 };
    const message: ChatMessage = { id: `lore-${lore.index}`, role, content: text, createdAt };
    const there = places.get(place);
    if (there) there.push(message);
    else places.set(place, [message]);
  }
  const messages = history.flatMap((message, index) => [...(places.get(index) ?? []), message]);
  return [...messages, ...(places.get(history.length) ?? [])];
}

function limitedWarning(logger: Logger): (message: string) => void {
  let count = 0;
  return (message) => {
    if (++count <= MAX_WARNINGS) logger.warn(message);
  };
}
