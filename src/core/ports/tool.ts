/** A tool as a language model is told of it. */
export interface ToolDefinition {
  /** Unique among the tools of a session; letters, digits, `_` and `-`, at most 64 of them (OpenAI's rule). */
  readonly name: string;
  /** What it does and when to use it, for the model. */
  readonly description: string;
  /** A JSON Schema of type `object`. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A tool of the page: something that the model may ask for in the middle of its answer. */
export interface Tool extends ToolDefinition {
  /**
   * Does it. What it returns is told to the model: text as it is, everything else as JSON.
   * @param args what the model wrote, parsed but not checked against `parameters`: models make mistakes
   * @param options.signal aborted when the turn is interrupted or the tool takes too long
   */
  execute(args: Readonly<Record<string, unknown>>, options: { readonly signal: AbortSignal }): unknown;
}

/** One call of a tool that a model asks for. */
export interface ToolCall {
  /** Names the call in the message that answers it. */
  readonly id: string;
  readonly name: string;
  /** The arguments as the model wrote them: JSON, if the model made no mistake; may be "" for none. */
  readonly arguments: string;
}
