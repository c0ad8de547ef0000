import { APIError } from "openai";
import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import { isRecord } from "../../core/is-record.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { LLMChunk, LLMOptions, LLMProvider } from "../../core/ports/language-model.js";
import { mediaTypeOf } from "./body-watch.js";
import { Exchange, type ExchangeOptions } from "./exchange.js";
import { cutShort, interrupted, misanswered } from "./failure.js";
import { type OpenAIOptions, type OpenAISettings, settingsOf } from "./options.js";
import { pauseOrThrow } from "./retry.js";

/**
 * A language model behind an OpenAI-compatible `/chat/completions`, streamed.
 *
 * A request that fails before the first piece of text is tried once more; after it never. An answer that ends without the
 * server's saying so is `llm-interrupted`, also if it looked complete, and so is one that reached its limit of tokens; one
 * that a filter stopped is `llm-refused`. An abort throws an AbortError and closes the connection.
 */
export class OpenAILLM implements LLMProvider {
  readonly id = "openai";
  readonly #settings: OpenAISettings;

  /** Throws `config-missing` or `config-invalid`. */
  constructor(options: OpenAIOptions) {
    this.#settings = settingsOf("OpenAILLM", options);
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
    const body = bodyOf(this.#settings, messages, options);
    for (let attempt = 0; ; attempt += 1) {
      const exchange = new Exchange(request);
      let spoke = false;
      try {
        for await (const text of answer(exchange, body)) {
          spoke ||= text !== "";
          yield { text };
        }
        yield { text: "", done: true };
        return;
      } catch (error) {
        const outcome = exchange.outcome(error);
        if (spoke) throw outcome;
        await pauseOrThrow(outcome, attempt, request);
      } finally {
        exchange.dispose();
      }
    }
  }
}

function bodyOf(
  settings: OpenAISettings,
  messages: readonly ChatMessage[],
  { model, reasoningEffort }: LLMOptions,
): ChatCompletionCreateParamsStreaming {
  return {
    ...settings.parameters,
    model: model || settings.model,
    // The parts of a message with pictures have OpenAI's own shape.
    messages: messages.map(({ role, content }) => ({
      role,
      content,
    })) as ChatCompletionCreateParamsStreaming["messages"],
    stream: true,
    ...(reasoningEffort === undefined ? {} : { reasoning_effort: reasoningEffort }),
  };
}

/** The pieces of one answer; returns only when it is complete. */
async function* answer(
  exchange: Exchange,
  body: ChatCompletionCreateParamsStreaming,
): AsyncGenerator<string, void, undefined> {
  const { data: stream, response } = await exchange.client.chat.completions
    .create(body, { signal: exchange.signal })
    .withResponse();
  const type = mediaTypeOf(response);
  if (type === "text/html" || type === "application/json") {
    throw misanswered(exchange.context, type === "text/html" ? "with a page" : "without streaming");
  }
  let finished = false;
  try {
    for await (const chunk of stream) {
      const { text, reason } = read(chunk);
      // A chunk without text, such as one of reasoning, is a sign of life for whoever has patience.
      if (text !== "" || (reason === undefined && !finished)) yield text;
      exchange.check();
      if (reason === undefined) continue;
      const failure = cutShort(exchange.context, reason);
      if (failure) throw failure;
      finished = true;
      exchange.hurry();
    }
    // The client ends an aborted stream as if it were complete.
    exchange.check();
  } catch (error) {
    // What breaks after the answer was said to be whole takes nothing from it; an abort is the caller's wish all the same.
    if (!finished || exchange.outcome(error).name === "AbortError") throw error;
  }
  if (!finished && !exchange.complete) throw interrupted(exchange.context);
}

/** A chunk without a choice reports costs; one without text may hold reasoning, which is not for the visitor. */
function read(chunk: unknown): { readonly text: string; readonly reason: string | undefined } {
  if (!isRecord(chunk)) return { text: "", reason: undefined };
  const choices: readonly unknown[] = Array.isArray(chunk.choices) ? chunk.choices : [];
  // The client knows an error by its `error`; some servers send it bare.
  if (!Array.isArray(chunk.choices) && (chunk.object === "error" || typeof chunk.message === "string")) {
    throw new APIError(undefined, chunk, undefined, undefined);
  }
  const choice = choices.filter(isRecord).find(({ index }) => (index ?? 0) === 0);
  const text = isRecord(choice?.delta) ? choice.delta.content : undefined;
  const reason = choice?.finish_reason;
  return {
    text: typeof text === "string" ? text : "",
    reason: typeof reason === "string" && reason !== "" ? reason : undefined,
  };
}
