import type { ChatMessage } from "../../core/ports/chat-message.js";

/** What was said in a message, without its pictures. */
export function messageText({ content }: ChatMessage): string {
  if (typeof content === "string") return content.trim();
  return content
    .flatMap((part) => (part.type === "text" ? [part.text] : []))
    .join("\n")
    .trim();
}

/** Whether somebody said something in it, which may be remembered. */
export const isSaid = (message: ChatMessage): boolean =>
  (message.role === "user" || message.role === "assistant") && messageText(message) !== "";
