import type { ChatMessage } from "./chat-message.js";
import type { ToolCall, ToolDefinition } from "./tool.js";

/** How long a model may think before it answers; passed on as it is, left out when not set. */
export type ReasoningEffort = "none" | "low" | "medium" | "high";

export interface LLMChunk {
  /** What is new since the last chunk; may be empty. */
  readonly text: string;
  /** True in the last chunk. A stream that ends without one has ended all the same. */
  readonly done?: boolean | undefined;
  /** Tools that the model asks for, each call whole. Their results come with the next `chat`, as messages of role `tool`. */
  readonly toolCalls?: readonly ToolCall[] | undefined;
}

export interface LLMOptions {
  /** Overrides the adapter's own model. */
  readonly model?: string | undefined;
  /** Ends the request on the wire. */
  readonly signal?: AbortSignal | undefined;
  readonly reasoningEffort?: ReasoningEffort | undefined;
  /** What the model may ask for. An adapter that knows no tools leaves it unread. */
  readonly tools?: readonly ToolDefinition[] | undefined;
}

/** A language model that streams its answer. */
export interface LLMProvider {
  readonly id: string;
  /**
   * True: the provider has dealt with the model's thoughts, and a session takes its text as it is. Default false: a session takes
   * out what stands in marks of thoughts, such as `<think>`.
   */
  readonly filtersThoughts?: boolean | undefined;
  /**
   * One answer to the conversation, piece by piece; the first message is usually the system's. Nothing is asked
   * before the first `next()`. An abort ends the iteration, quietly or with an AbortError; every other failure
   * throws a `LiveAvatarError` of stage `llm`.
   */
  chat(messages: readonly ChatMessage[], options?: LLMOptions): AsyncIterable<LLMChunk>;
}
