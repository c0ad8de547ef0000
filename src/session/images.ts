import type { ContentPart } from "../core/ports/chat-message.js";

/** What a model that sees takes for a picture. */
export const isImageUrl = (url: string): boolean => /^(data:image\/|https:\/\/)/i.test(url);

export function withImages(text: string, images: readonly string[]): readonly ContentPart[] {
  return [{ type: "text", text }, ...images.map((url): ContentPart => ({ type: "image_url", image_url: { url } }))];
}
