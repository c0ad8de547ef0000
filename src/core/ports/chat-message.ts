/** A part of a message that has pictures in it; the shape is OpenAI's. */
export type ContentPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string; readonly detail?: string } };

/** One committed entry of the conversation. */
export interface ChatMessage {
  /** Unique within the session. */
  readonly id: string;
  readonly role: "system" | "user" | "assistant";
  readonly content: string | readonly ContentPart[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}
