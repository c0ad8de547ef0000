/** What the model is told: who it is, and what has been said, as far as it fits and in an order that its server accepts. */
import type { CharacterCard } from "../../characters/character-card.js";
import { getEmotionSystemPromptSuffix } from "../../core/emotion-prompt.js";
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
  /** The newest messages that are told, at most. Default: as many as there is room for. */
  readonly maxMessages?: number | undefined;
  /** What the model is reminded of: messages of this conversation, and system messages. It takes its room from the history. */
  readonly recalled?: readonly ChatMessage[] | undefined;
  /** What was seen of the visitor's video; it stands after the persona, and takes its room from the history. */
  readonly visionContext?: string | undefined;
  readonly logger: Logger;
}

export interface Prompt {
  /** Copies: a model may do with them what it likes. */
  readonly messages: ChatMessage[];
  /** Characters of the history in it, and of what the model is reminded of. */
  readonly chars: number;
  /** Nothing of them could be left out. */
  readonly isShortest: boolean;
  /** Whether there are such messages whose role strict order could change. */
  readonly hasSystem: boolean;
  readonly hasToolMessages: boolean;
}

/** Characters of the history that a model is told; some 6,000 tokens of English. */
const MAX_HISTORY_CHARS = 24_000;
/** The part of it that may be taken by what the model is reminded of. */
const RECALLED_SHARE = 0.25;

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
  const { strictRoles: isStrict = true, visionContext = "", recalled = [] } = parts;
  const room = Math.min(roomOf(parts), rules.maxChars - visionContext.length);
  const fitting = charsIn(recalled) <= room * RECALLED_SHARE ? recalled : [];
  const shown = windowOf(history, room - charsIn(fitting), parts.maxMessages);
  const persona = await withPersona(withEarlier(shown, fitting), parts);
  const told = [
    ...withContext(persona, [...fitting.filter(isSystem), ...visionMessages(visionContext)]),
    ...toolMessages,
  ];
  const messages = (isStrict ? strictRoles(told, rules) : told).map(copyOf);
  return {
    messages,
    chars: charsIn(shown) + charsIn(fitting),
    isShortest: fitting.length === 0 && windowOf(history, 0).length === shown.length,
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

/** Characters that the history may have. */
const roomOf = ({ maxHistoryChars = MAX_HISTORY_CHARS, visionContext = "" }: PromptParts): number =>
  maxHistoryChars - visionContext.length;

/** What the model is told in any case, and the characters that are left for what it is reminded of. */
export function withRoomForRecalled(
  history: readonly ChatMessage[],
  parts: PromptParts,
): { readonly told: readonly ChatMessage[]; readonly roomChars: number } {
  const roomChars = Math.floor(roomOf(parts) * RECALLED_SHARE);
  return { told: windowOf(history, roomOf(parts) - roomChars, parts.maxMessages), roomChars };
}

/** What was said earlier in this conversation stands before what is told of it, but after the greeting. */
function withEarlier(shown: readonly ChatMessage[], recalled: readonly ChatMessage[]): readonly ChatMessage[] {
  const ids = new Set(shown.map(({ id }) => id));
  const earlier = recalled.filter((message) => !isSystem(message) && !ids.has(message.id));
  const at = shown[0]?.role === "assistant" ? 1 : 0;
  return earlier.length === 0 ? shown : [...shown.slice(0, at), ...earlier, ...shown.slice(at)];
}

const isSystem = ({ role }: ChatMessage): boolean => role === "system";

const visionMessages = (content: string): readonly ChatMessage[] =>
  content === "" ? [] : [{ id: "vision", role: "system", content, createdAt: 0 }];

/** The persona comes first, then what is known now, then what was said. */
function withContext(messages: readonly ChatMessage[], context: readonly ChatMessage[]): readonly ChatMessage[] {
  const first = messages.findIndex((message) => !isSystem(message));
  const at = first < 0 ? messages.length : first;
  return [...messages.slice(0, at), ...context, ...messages.slice(at)];
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
