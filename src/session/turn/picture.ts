import type { ChatMessage } from "../../core/ports/chat-message.js";

/** The history with a picture at its newest question, for this request alone. */
export function withPicture(history: readonly ChatMessage[], picture: string | undefined): readonly ChatMessage[] {
  const at = history.findLastIndex(({ role }) => role === "user");
  if (picture === undefined) return history;
  return history.map((message, index) => {
    if (index !== at) return message;
    const { content } = message;
    const words = typeof content === "string" ? [{ type: "text" as const, text: content }] : content;
    return { ...message, content: [...words, { type: "image_url", image_url: { url: picture } }] };
  });
}
