import type { ChatMessage, ContentPart } from "../core/ports/chat-message.js";

/** What a model that sees takes for a picture. */
export const isImageUrl = (url: string): boolean => /^(data:image\/|https:\/\/)/i.test(url);

/** The words, where there are any, and then the pictures. */
export function withImages(text: string, images: readonly string[]): readonly ContentPart[] {
  const pictures = images.map((url): ContentPart => ({ type: "image_url", image_url: { url } }));
  return text.trim() === "" ? pictures : [{ type: "text", text }, ...pictures];
}

/** The words of a message. */
export const textOf = (content: ChatMessage["content"]): string =>
  typeof content === "string" ? content : content.map((part) => (part.type === "text" ? part.text : "")).join("");

export const hasImages = (message: ChatMessage | undefined): boolean =>
  typeof message?.content === "object" && message.content.some(({ type }) => type === "image_url");
