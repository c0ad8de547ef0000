/** What the model is told: who it is, and what has been said. */
import { getEmotionSystemPromptSuffix } from "../../characters/emotion-prompt.js";
import type { CharacterCard } from "../../characters/character-card.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { Logger } from "../../core/ports/logger.js";

export interface PromptParts {
  readonly systemPrompt?: string | undefined;
  /** Wins over `systemPrompt`. */
  readonly characterCard?: CharacterCard | undefined;
  /** Whether the model is told how to show emotions; a prompt that says so already is left as it is. */
  readonly emotions?: boolean | undefined;
  readonly logger: Logger;
}

/** The messages for one answer. Cards are read by code that is loaded with the first one. */
export async function promptFor(history: readonly ChatMessage[], parts: PromptParts): Promise<readonly ChatMessage[]> {
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
