import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { LLMChunk, LLMOptions, LLMProvider } from "../../core/ports/language-model.js";
import { LiveAvatarError } from "../../core/errors.js";
import type { UnopenedThoughts } from "../../core/thought-beginnings.js";
import { createThoughtFilter, type ThoughtFilter } from "../../core/thought-filter.js";
import { chatRequest } from "./chat-request.js";
import { Exchange, type ExchangeOptions } from "./exchange.js";
import { type OpenAIOptions, type OpenAISettings, settingsOf } from "./options.js";
import { pauseOrThrow } from "./retry.js";
import { StreamedAnswer } from "./streamed-answer.js";

export interface OpenAILLMOptions extends OpenAIOptions {
  /**
   * What becomes of thoughts that the model writes into its answer, between `<think>` and `</think>` and the like: `strip` takes
   * them out, `keep` hands all text over as it comes. Default `strip`.
   */
  readonly thoughts?: "strip" | "keep" | undefined;
}

/** The names of models whose templates begin the thought, so that the answer has its end mark alone. */
const BEGINS_IN_THOUGHT = /(?:^|[^a-z0-9])(?:r1|qwq|thinking)(?:[^a-z0-9]|$)/i;

/**
 * A language model behind an OpenAI-compatible `/chat/completions`, streamed.
 *
 * A request that fails before the first piece of text is tried once more; after it never. An answer that ends without the
 * server's saying so is `llm-interrupted`, also if it looked complete, and so is one that reached its limit of tokens or ended for
 * a reason that is not known; one that a filter stopped is `llm-refused`, and one without a word is `llm-failed`, unless it asks
 * for tools that were offered. The words of a refusal are text. An abort throws an AbortError and closes the connection.
 */
export class OpenAILLM implements LLMProvider {
  readonly id = "openai";
  readonly filtersThoughts = true;
  readonly #settings: OpenAISettings;
  readonly #strips: boolean;
  /** What each model was found to do about thoughts that no mark begins. */
  readonly #unopened = new Map<string, UnopenedThoughts>();

  /** Throws `config-missing` or `config-invalid`. */
  constructor(options: OpenAILLMOptions) {
    this.#settings = settingsOf("OpenAILLM", options);
    const { thoughts = "strip" } = options;
    if (!["strip", "keep"].includes(thoughts)) {
      throw new LiveAvatarError("config-invalid", 'OpenAILLM: thoughts must be "strip" or "keep".');
    }
    this.#strips = thoughts === "strip";
  }

  async *chat(messages: readonly ChatMessage[], options: LLMOptions = {}): AsyncGenerator<LLMChunk, void, undefined> {
    const request: ExchangeOptions = {
      stage: "llm",
      owner: "OpenAILLM",
      who: "The language model",
      settings: this.#settings,
      signal: options.signal,
      isStream: true,
    };
    const body = chatRequest(this.#settings, messages, options);
    const tools = new Set((options.tools ?? []).map(({ name }) => name));
    for (let attempt = 0; ; attempt += 1) {
      const exchange = new Exchange(request);
      let filter: ThoughtFilter | undefined;
      const filterFor = (isApart: boolean): ThoughtFilter | undefined => {
        filter = this.#strips
          ? createThoughtFilter({ unopened: isApart ? "ignore" : this.#habitOf(body.model) })
          : undefined;
        return filter;
      };
      const answer = new StreamedAnswer({ exchange, filterFor, tools });
      let spoke = false;
      try {
        for await (const piece of answer.read(body)) {
          spoke ||= piece.text !== "" || piece.toolCalls !== undefined;
          yield piece;
        }
        yield { text: "", done: true };
        return;
      } catch (error) {
        const outcome = exchange.outcome(error);
        if (spoke || answer.isOver) throw outcome;
        await pauseOrThrow(outcome, attempt, request);
      } finally {
        if (filter) this.#unopened.set(body.model, filter.unopened);
        exchange.dispose();
      }
    }
  }

  #habitOf(model: string): UnopenedThoughts {
    return this.#unopened.get(model) ?? (BEGINS_IN_THOUGHT.test(model) ? "expect" : "guess");
  }
}
