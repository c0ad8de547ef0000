/** A language model in this process whose server refuses what its template refuses, as a server with the template would. */
import { LiveAvatarError } from "../../src/core/errors.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { LLMChunk, LLMOptions, LLMProvider } from "../../src/core/ports/language-model.js";
import type { Template, WireMessage } from "./chat-templates.js";

export type Answer = (messages: readonly ChatMessage[], options: LLMOptions) => AsyncIterable<LLMChunk>;

/** The message in OpenAI's words. */
export function wireOf({ role, content, toolCalls, toolCallId }: ChatMessage): WireMessage {
  return {
    ...{ role, content },
    ...(toolCalls && { tool_calls: toolCalls.map(({ id }) => ({ id })) }),
    ...(toolCallId !== undefined && { tool_call_id: toolCallId }),
  };
}

export class TemplateModel implements LLMProvider {
  readonly id = "template-model";
  /** What was asked and taken, oldest first. */
  readonly taken: (readonly ChatMessage[])[] = [];
  refusals = 0;
  readonly #template: Template;
  readonly #answer: Answer;

  constructor(template: Template, answer: Answer) {
    this.#template = template;
    this.#answer = answer;
  }

  async *chat(messages: readonly ChatMessage[], options: LLMOptions = {}): AsyncGenerator<LLMChunk, void, undefined> {
    const refusal = this.#template(messages.map(wireOf));
    if (refusal !== undefined) {
      this.refusals += 1;
      throw new LiveAvatarError("llm-refused", `The language model answered 400: ${refusal}`, { status: 400 });
    }
    this.taken.push(structuredClone(messages));
    yield* this.#answer(messages, options);
  }
}
