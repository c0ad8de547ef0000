import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import { LiveAvatarError } from "../../core/errors.js";
import { isRecord } from "../../core/is-record.js";
import type { LLMChunk } from "../../core/ports/language-model.js";
import type { ThoughtFilter } from "../../core/thought-filter.js";
import { mediaTypeOf } from "./body-watch.js";
import { type ChunkContent, readChunk } from "./completion-chunk.js";
import { createEventReader, type StreamEvent } from "./event-stream.js";
import type { Exchange } from "./exchange.js";
import { cutShort, interrupted, misanswered, refusal, thoughtToTheLimit, wordless } from "./failure.js";
import { ToolCallAssembler } from "./tool-calls.js";

const OTHER_TYPES: Readonly<Record<string, string>> = {
  "text/html": "with a page",
  "application/json": "with JSON that is none",
};

export interface AnswerOptions {
  readonly exchange: Exchange;
  /** Makes the filter for the text, once it is known whether the server keeps thoughts apart; undefined: all text is kept. */
  readonly filterFor: (isApart: boolean) => ThoughtFilter | undefined;
  /** The names of the tools that the model was offered. */
  readonly tools: ReadonlySet<string>;
}

/**
 * One streamed answer. It is read up to its mark or the end of its body: a reason for its end is no end, because some servers
 * give one early, or with every chunk. What breaks after a reason takes nothing from the answer.
 */
export class StreamedAnswer {
  readonly #options: AnswerOptions;
  readonly #calls = new ToolCallAssembler();
  #filter: ThoughtFilter | undefined;
  #isFilterChosen = false;
  /** The server's last reason for an end. */
  #reason: string | undefined;
  /** Nothing has come since that reason. */
  #isReasonFresh = false;
  /** A reason was followed by more of the answer: this server's reasons mean nothing. */
  #hasIdleReasons = false;
  #isDone = false;
  #isOver = false;
  #hasBegun = false;
  #hasWords = false;
  #hasThoughts = false;
  /** The text of messages that a server sends in the place of deltas; undefined once there was a delta with text. */
  #message: string | undefined = "";

  constructor(options: AnswerOptions) {
    this.#options = options;
  }

  /** The answer came whole, and without a word: another would cost as much again, and hardly bring one. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The pieces of the answer; returns only when it is complete, and throws what it failed with. */
  async *read(body: ChatCompletionCreateParamsStreaming): AsyncGenerator<LLMChunk, void, undefined> {
    const { exchange } = this.#options;
    const response = await exchange.client.chat.completions.create(body, { signal: exchange.signal }).asResponse();
    try {
      for await (const event of this.#events(response)) {
        const piece = this.#take(event);
        if (piece !== undefined) yield piece;
        exchange.check();
        if (!this.#isDone) continue;
        exchange.handleDone();
        break;
      }
      if (!this.#isDone && this.#reason === undefined) throw interrupted(exchange.context);
    } catch (error) {
      if (exchange.outcome(error).name === "AbortError") throw error;
      if (!this.#isReasonFresh) {
        yield* this.#rest(false);
        throw this.#noAnswer(error, response) ?? error;
      }
    }
    yield* this.#end();
  }

  async *#events(response: Response): AsyncGenerator<StreamEvent, void, undefined> {
    if (!response.body) return;
    const decoder = new TextDecoder();
    const reader = createEventReader();
    for await (const piece of this.#options.exchange.pieces(response.body)) {
      yield* reader.push(decoder.decode(piece, { stream: true }));
    }
    yield* reader.push(decoder.decode());
    yield* reader.end();
  }

  #take(event: StreamEvent): LLMChunk | undefined {
    const { exchange } = this.#options;
    if (event.type === "page") throw misanswered(exchange.context, "with a page");
    if (event.type === "too-long") throw exchange.tooMuch("a line without end");
    if (event.type === "damaged") throw interrupted(exchange.context);
    if (event.type === "done") this.#isDone = true;
    else {
      const error = errorIn(event.value, event.isError);
      if (error !== undefined) throw this.#reported(error);
      return this.#takeChunk(readChunk(event.value));
    }
    return undefined;
  }

  #takeChunk(chunk: ChunkContent): LLMChunk | undefined {
    const { exchange } = this.#options;
    const { reason, error, delta, hasThoughts } = chunk;
    if (isFilled(error)) throw this.#reported({ error });
    const said = this.#textOf(chunk);
    this.#hasThoughts ||= hasThoughts;
    this.#calls.push(delta);
    const isMore = said.trim() !== "" || hasThoughts || isFilled(delta.tool_calls) || isFilled(delta.function_call);
    if (isMore) {
      this.#hasIdleReasons ||= this.#reason !== undefined;
      this.#isReasonFresh = false;
    }
    const isNews = isMore || (chunk.isChoice && !this.#hasBegun);
    this.#hasBegun ||= chunk.isChoice;
    if (isNews) exchange.handleSign("goes-on");
    if (reason !== undefined) {
      if (!this.#hasIdleReasons) exchange.handleSign("ends");
      this.#reason = reason;
      this.#isReasonFresh = !this.#hasIdleReasons;
    }
    const text = this.#filtered(said);
    // Empty for what is no word but shows that there will be some, for whoever has patience.
    return text !== "" || isNews ? { text } : undefined;
  }

  /** What a server reports is an error, also after a reason for an end. */
  #reported(body: unknown): Error {
    this.#isReasonFresh = false;
    return refusal({ status: undefined, body }, this.#options.exchange.context);
  }

  #textOf({ text, message }: ChunkContent): string {
    if (text !== "") this.#message = undefined;
    if (text !== "" || message === "" || this.#message === undefined) return text;
    const known = this.#message;
    const isWhole = known !== "" && message.startsWith(known);
    this.#message = isWhole ? message : known + message;
    return isWhole ? message.slice(known.length) : message;
  }

  #filtered(said: string): string {
    if (said === "") return "";
    if (!this.#isFilterChosen) {
      this.#isFilterChosen = true;
      this.#filter = this.#options.filterFor(this.#hasThoughts);
    }
    return this.#counted(this.#filter ? this.#filter.push(said) : said);
  }

  #counted(text: string): string {
    this.#hasWords ||= text.trim() !== "";
    return text;
  }

  /** What the filter kept back. */
  *#rest(isWhole: boolean): Generator<LLMChunk, void, undefined> {
    const filter = this.#filter;
    this.#filter = undefined;
    if (!filter) return;
    const text = this.#counted(filter.flush(isWhole));
    this.#hasThoughts ||= filter.found;
    // White space alone is no beginning of an answer.
    if (text !== "" && this.#hasWords) yield { text };
  }

  *#end(): Generator<LLMChunk, void, undefined> {
    const { context } = this.#options.exchange;
    const failure = this.#reason === undefined ? undefined : cutShort(context, this.#reason);
    yield* this.#rest(failure === undefined);
    if (failure) {
      const isSpent =
        !this.#hasWords && this.#hasThoughts && !failure.retryable && failure.code.endsWith("interrupted");
      throw isSpent ? thoughtToTheLimit(context) : failure;
    }
    const { tools } = this.#options;
    const calls = this.#calls.calls;
    const toolCalls = calls.filter(({ name }) => tools.has(name));
    if (toolCalls.length > 0) yield { text: "", toolCalls };
    else if (!this.#hasWords) {
      this.#isOver = true;
      const answer = { hasThoughts: this.#hasThoughts, tools: calls.map(({ name }) => name), reason: this.#reason };
      throw wordless(context, answer);
    }
  }

  /** What broke off and holds nothing of an answer is something else, if its type says so. */
  #noAnswer(error: unknown, response: Response): Error | undefined {
    const what = OTHER_TYPES[mediaTypeOf(response)];
    const isBroken = LiveAvatarError.is(error) && error.code === "llm-interrupted";
    if (what === undefined || !isBroken || this.#hasBegun) return undefined;
    return misanswered(this.#options.exchange.context, what);
  }
}

/** The error that an event is; undefined for one that belongs to an answer. */
function errorIn(value: Readonly<Record<string, unknown>>, isError: boolean): unknown {
  if (isError || value.object === "error" || value.type === "error" || isFilled(value.error)) return value;
  if (Array.isArray(value.choices)) return undefined;
  const isBare = ["message", "detail", "msg", "errors", "base_resp"].some((name) => isFilled(value[name]));
  return isBare && !isRecord(value.message) ? value : undefined;
}

const isFilled = (value: unknown): boolean =>
  (typeof value === "string" && value.trim() !== "") ||
  (Array.isArray(value) && value.length > 0) ||
  (isRecord(value) && Object.keys(value).length > 0);
