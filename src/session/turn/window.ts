/** The window of the conversation that a model is told: the newest exchanges that fit. */
import type { ChatMessage } from "../../core/ports/chat-message.js";

/** A picture costs a model about as much as so many characters, whatever its size. */
const PICTURE_CHARS = 1000;
/** A picture that travels in the request has its weight in bytes as well: one character for so many of its address. */
const ADDRESS_CHARS_PER_CHAR = 100;

/** How much of a window a message takes. */
function charsOf({ content }: ChatMessage): number {
  if (typeof content === "string") return content.length;
  return content.reduce((sum, part) => {
    if (part.type === "text") return sum + part.text.length;
    return sum + Math.max(PICTURE_CHARS, Math.ceil(part.image_url.url.length / ADDRESS_CHARS_PER_CHAR));
  }, 0);
}

export const charsIn = (messages: readonly ChatMessage[]): number =>
  messages.reduce((sum, message) => sum + charsOf(message), 0);

/**
 * The newest exchanges that together have at most `maxChars` characters, and with the greeting at most `maxMessages` messages. An exchange is a message of the visitor and what
 * was answered: it is kept whole or not at all. Kept in any case are the newest one and the greeting, which is the first
 * message where the avatar spoke first.
 */
export function windowOf(
  history: readonly ChatMessage[],
  maxChars: number,
  maxMessages = Infinity,
): readonly ChatMessage[] {
  const greeting = history[0]?.role === "assistant" ? history.slice(0, 1) : [];
  let left = maxChars - charsIn(greeting);
  let from = history.length;
  for (let end = history.length; end > greeting.length; end = from) {
    let start = end - 1;
    while (start > greeting.length && history[start]?.role !== "user") start -= 1;
    const exchange = history.slice(start, end);
    left -= charsIn(exchange);
    const isFull = left < 0 || history.length - start + greeting.length > maxMessages;
    if (isFull && end < history.length) break;
    from = start;
  }
  return from === greeting.length ? history : [...greeting, ...history.slice(from)];
}
