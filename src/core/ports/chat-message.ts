import type { ToolCall } from "./tool.js";

/** A part of a message that has pictures in it; the shape is OpenAI's. */
export type ContentPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string; readonly detail?: string } };

/**
 * One entry of a conversation. The history of a session has the roles `user` and `assistant` alone; the others are part of what a
 * model is asked.
 */
export interface ChatMessage {
  /** Unique within the session. */
  readonly id: string;
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string | readonly ContentPart[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Of an `assistant` message that asks for tools. */
  readonly toolCalls?: readonly ToolCall[] | undefined;
  /** Of a `tool` message: the call that its content answers. */
  readonly toolCallId?: string | undefined;
}
