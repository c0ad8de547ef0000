/** Where the model reads the notes of the page: before the words of the question that they came with. */
import type { ChatMessage } from "../../core/ports/chat-message.js";

/** @param notes the notes of each message that has some, by its id */
export function withNotes(history: readonly ChatMessage[], notes: ReadonlyMap<string, string>): readonly ChatMessage[] {
  return history.map((message) => {
    const told = notes.get(message.id);
    return told === undefined ? message : { ...message, content: noted(told, message.content) };
  });
}

function noted(notes: string, content: ChatMessage["content"]): ChatMessage["content"] {
  if (typeof content === "string") return `${notes}\n\n${content}`;
  const [first, ...rest] = content;
  const text = first?.type === "text" ? `${notes}\n\n${first.text}` : notes;
  return [{ type: "text", text }, ...(first?.type === "text" ? rest : content)];
}
