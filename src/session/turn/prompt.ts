/** What the model is told: who it is, and what has been said, as far as it fits and in an order that its server accepts. */
import { getEmotionSystemPromptSuffix } from "../../characters/emotion-prompt.js";
import type { CharacterCard } from "../../characters/character-card.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { Logger } from "../../core/ports/logger.js";
import type { ServerRules } from "./server-rules.js";
import { strictRoles } from "./strict-roles.js";
import { charsIn, windowOf } from "./window.js";

export interface PromptParts {
  readonly systemPrompt?: string | undefined;
  /** Wins over `systemPrompt`. */
  readonly characterCard?: CharacterCard | undefined;
  /** Whether the model is told how to show emotions; a prompt that says so already is left as it is. */
  readonly emotions?: boolean | undefined;
  readonly strictRoles?: boolean | undefined;
  readonly maxHistoryChars?: number | undefined;
  /** What was seen of the visitor's video; it stands after the persona, and takes its room from the history. */
  readonly visionContext?: string | undefined;
  readonly logger: Logger;
}

export interface Prompt {
  /** Copies: a model may do with them what it likes. */
  readonly messages: ChatMessage[];
  /** Characters of the history in it. */
  readonly chars: number;
  /** Nothing of the history could be left out. */
  readonly isShortest: boolean;
  /** Whether there are such messages whose role strict order could change. */
  readonly hasSystem: boolean;
  readonly hasToolMessages: boolean;
}

/** Characters of the history that a model is told; some 6,000 tokens of English. */
const MAX_HISTORY_CHARS = 24_000;

/**
 * The messages for one answer. Cards are read by code that is loaded with the first one.
 * @param toolMessages what was said and done since the newest message of the history
 */
export async function promptFor(
  history: readonly ChatMessage[],
  toolMessages: readonly ChatMessage[],
  parts: PromptParts,
  rules: ServerRules,
): Promise<Prompt> {
  const { maxHistoryChars = MAX_HISTORY_CHARS, strictRoles: isStrict = true, visionContext = "" } = parts;
  const shown = windowOf(history, Math.min(maxHistoryChars, rules.maxChars) - visionContext.length);
  const told = [...withVision(await withPersona(shown, parts), visionContext), ...toolMessages];
  const messages = (isStrict ? strictRoles(told, rules) : told).map(copyOf);
  return {
    messages,
    chars: charsIn(shown),
    isShortest: windowOf(history, 0).length === shown.length,
    hasSystem: isStrict && messages.some(({ role }) => role === "system"),
    hasToolMessages: isStrict && toolMessages.length > 0,
  };
}

async function withPersona(history: readonly ChatMessage[], parts: PromptParts): Promise<readonly ChatMessage[]> {
  const { characterCard, systemPrompt, emotions = false, logger } = parts;
  if (characterCard) {
    const { buildCardMessages } = await import("../../characters/card-messages.js");
    return buildCardMessages(characterCard, history, { emotionSuffix: emotions, logger });
  }
  const suffix = emotions ? getEmotionSystemPromptSuffix() : "";
  const given = systemPrompt ?? "";
  const content = [given, given.includes(suffix) ? "" : suffix].filter((part) => part !== "").join("\n\n");
  return content === "" ? history : [{ id: "system", role: "system", content, createdAt: 0 }, ...history];
}

function withVision(messages: readonly ChatMessage[], content: string): readonly ChatMessage[] {
  if (content === "") return messages;
  const first = messages.findIndex(({ role }) => role !== "system");
  const at = first < 0 ? messages.length : first;
  return [...messages.slice(0, at), { id: "vision", role: "system", content, createdAt: 0 }, ...messages.slice(at)];
}

function copyOf({ content, toolCalls, ...rest }: ChatMessage): ChatMessage {
  return {
    ...rest,
    content:
      typeof content === "string"
        ? content
        : content.map((part) => (part.type === "text" ? { ...part } : { ...part, image_url: { ...part.image_url } })),
    ...(toolCalls && { toolCalls: toolCalls.map((call) => ({ ...call })) }),
  };
}
