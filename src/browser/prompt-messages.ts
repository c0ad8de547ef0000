import type { ChatMessage } from "../core/ports/chat-message.js";
import type { PromptMessage, PromptPart } from "./prompt-api.js";

/** A message as the browser's model is told it. */
export interface Told {
  readonly message: PromptMessage;
  /** Equal for equal messages; a picture is known by its address. */
  readonly key: string;
}

/** Whether a message of the visitor has a picture that can be shown to the browser's model. */
export const hasPictures = (messages: readonly ChatMessage[]): boolean => messages.some((one) => pictureOf(one) > 0);

const pictureOf = ({ role, content }: ChatMessage): number =>
  role === "user" && typeof content !== "string" ? content.filter((part) => part.type === "image_url").length : 0;

/**
 * The conversation in the roles that the browser's model knows. A text of the system may stand only at the beginning, and never
 * last, so that there is something to answer; tools are unknown to it.
 * @param takesPictures false: pictures are left out
 * @param handleLeftOut called once when a picture was left out
 */
export function toldOf(messages: readonly ChatMessage[], takesPictures: boolean, handleLeftOut: () => void): Told[] {
  let start = 0;
  while (start < messages.length - 1 && messages[start]?.role === "system") start += 1;
  let picturesLeftOut = 0;
  const contentOf = (message: ChatMessage): PromptMessage["content"] => {
    const { role, content } = message;
    if (typeof content === "string") return content;
    const parts = content.flatMap((part): PromptPart[] => {
      if (part.type === "text") return [{ type: "text", value: part.text }];
      const value = takesPictures && role === "user" ? blobOf(part.image_url.url) : undefined;
      if (value) return [{ type: "image", value }];
      picturesLeftOut += 1;
      return [];
    });
    return parts.some(({ type }) => type === "image") ? parts : textOf(message);
  };
  const told: Told[] = [];
  if (start > 0) {
    const content = messages.slice(0, start).map(textOf).join("\n\n");
    told.push(keyed({ role: "system", content }, content));
  }
  for (const message of messages.slice(start)) {
    const role = message.role === "assistant" ? "assistant" : "user";
    told.push(keyed({ role, content: contentOf(message) }, message.content));
  }
  if (picturesLeftOut > 0) handleLeftOut();
  return told;
}

export const messagesOf = (told: readonly Told[]): PromptMessage[] => told.map(({ message }) => message);

/** The answer of the model, as the next question will tell it. */
export const answered = (text: string): Told => keyed({ role: "assistant", content: text }, text);

const keyed = (message: PromptMessage, content: ChatMessage["content"]): Told => ({
  message,
  // A history keeps an answer without the white space around it.
  key: JSON.stringify([message.role, typeof content === "string" ? content.trim() : content]),
});

const textOf = ({ content }: ChatMessage): string =>
  typeof content === "string"
    ? content
    : content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");

/** The picture of a `data:` address, decoded here: a page's policy may forbid to fetch one. Undefined for any other address. */
function blobOf(url: string): Blob | undefined {
  const [, type, data] = /^data:(image\/[\w.+-]+);base64,([\w+/=\s]+)$/i.exec(url) ?? [];
  if (type === undefined || data === undefined) return undefined;
  try {
    return new Blob([Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0))], { type });
  } catch {
    return undefined; // it is not base64
  }
}
