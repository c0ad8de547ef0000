/**
 * What a page tells the model silently. A note waits for the visitor's next question, and from then on has its place before
 * that question, as if it had been said there: what was true then is not taken for what is true now.
 */
import type { ChatMessage } from "../../core/ports/chat-message.js";

/** A page may tell of every scroll: of what waits, the newest is kept. */
const MAX_WAITING = 10;
const MAX_WAITING_CHARS = 4000;
/** Questions whose notes are kept; what is older hardly fits into a window. */
const MAX_NOTED = 200;

export class ContextNotes {
  #waiting: string[] = [];
  readonly #told = new Map<string, string>();

  add(text: string): void {
    const note = text.trim().slice(0, MAX_WAITING_CHARS);
    const waiting = [...this.#waiting.filter((other) => other !== note), note].slice(-MAX_WAITING);
    while (waiting.join("").length > MAX_WAITING_CHARS) waiting.shift();
    this.#waiting = waiting;
  }

  /** What waits belongs to this message from now on. */
  attach(messageId: string): void {
    if (this.#waiting.length === 0) return;
    this.#told.set(messageId, this.#waiting.map((note) => `[Context: ${note}]`).join("\n"));
    this.#waiting = [];
    const [oldest] = this.#told.keys();
    if (this.#told.size > MAX_NOTED && oldest !== undefined) this.#told.delete(oldest);
  }

  /** The messages, each with its notes before its own words. */
  withNotes(history: readonly ChatMessage[]): readonly ChatMessage[] {
    if (this.#told.size === 0) return history;
    return history.map((message) => {
      const notes = this.#told.get(message.id);
      return notes === undefined ? message : { ...message, content: noted(notes, message.content) };
    });
  }
}

function noted(notes: string, content: ChatMessage["content"]): ChatMessage["content"] {
  if (typeof content === "string") return `${notes}\n\n${content}`;
  const [first, ...rest] = content;
  const text = first?.type === "text" ? `${notes}\n\n${first.text}` : notes;
  return [{ type: "text", text }, ...(first?.type === "text" ? rest : content)];
}
