import { abortError } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { LLMChunk, LLMOptions, LLMProvider } from "../core/ports/language-model.js";
import { type Deferred, deferred } from "../core/wait.js";
import type { FakeRequestState } from "./fake-request.js";

/** A tool that the model asks for. */
export interface FakeToolCall {
  readonly tool: string;
  /** Written as JSON; a string is written as it is. Default `{}`. */
  readonly args?: unknown;
  /** Default: `call1`, `call2` … in the order of one answer. */
  readonly id?: string;
}

/** A piece of the answer, a call of a tool, milliseconds to wait, or what the stream fails with at this point. */
export type FakeLLMStep = string | number | Error | FakeToolCall;

export interface FakeLLMOptions {
  readonly clock: Clock;
  /** Milliseconds before the first step of every answer. Default 0. */
  readonly latencyMs?: number;
  /**
   * What an abort does to the iteration. Default `quiet`, which callers forget; `ignore` breaks the port's word and goes on.
   */
  readonly onAbort?: "quiet" | "throw" | "ignore";
  /** False: no chunk says `done`, the stream just ends. Default true. */
  readonly saysDone?: boolean;
}

/** One answer that was asked for. The test may say on at any time; when it is over, that does nothing. */
export class FakeLLMRequest {
  readonly messages: readonly ChatMessage[];
  readonly options: LLMOptions;
  readonly #waiting: (LLMChunk | Error | "end")[] = [];
  #calls = 0;
  #state: FakeRequestState = "open";
  #more: Deferred<void> = deferred();

  constructor(messages: readonly ChatMessage[], options: LLMOptions) {
    this.messages = messages;
    this.options = options;
  }

  /** `answered` as soon as the last chunk was taken; `aborted` also when the caller stopped iterating. */
  get state(): FakeRequestState {
    return this.#state;
  }

  push(text: string): void {
    this.#add({ text });
  }

  /** The model asks for a tool. */
  call({ tool, args = {}, id }: FakeToolCall): void {
    this.#calls += 1;
    const written = typeof args === "string" ? args : JSON.stringify(args);
    this.#add({ text: "", toolCalls: [{ id: id ?? `call${this.#calls}`, name: tool, arguments: written }] });
  }

  /** The answer is complete. */
  end(): void {
    this.#add("end");
  }

  fail(error: Error): void {
    this.#add(error);
  }

  #add(item: LLMChunk | Error | "end"): void {
    if (this.#state === "open") this.#waiting.push(item);
    this.#more.resolve();
  }

  /** What the provider's caller iterates. */
  async *stream(
    onAbort: NonNullable<FakeLLMOptions["onAbort"]>,
    saysDone: boolean,
  ): AsyncGenerator<LLMChunk, void, undefined> {
    const signal = onAbort === "ignore" ? undefined : this.options.signal;
    const wake = (): void => this.#more.resolve();
    signal?.addEventListener("abort", wake);
    try {
      while (!signal?.aborted) {
        const item = this.#waiting.shift();
        if (item === "end") {
          this.#state = "answered";
          if (saysDone) yield { text: "", done: true };
          return;
        }
        if (item instanceof Error) {
          this.#state = "failed";
          throw item;
        }
        if (item) yield item;
        else await (this.#more = deferred()).promise;
      }
      this.#state = "aborted";
      if (onAbort === "throw") throw abortError(signal);
    } finally {
      signal?.removeEventListener("abort", wake);
      if (this.#state === "open") this.#state = "aborted";
    }
  }
}

/**
 * A language model that a test conducts. Planned answers play on the clock; a request without a plan stays open, and the
 * test says the answer itself.
 *
 * ```js
 * const llm = new FakeLLM({ clock });
 * llm.plan(["Hello ", 20, "world."], ["Well", new Error("cable cut")]); // the next two requests
 * llm.requests[2].push("Bye."); // the third one, by hand
 * llm.requests[2].end();
 * ```
 */
export class FakeLLM implements LLMProvider {
  readonly id = "fake-llm";
  /** Every request so far, in order; one begins with the first `next()` of its iteration. */
  readonly requests: FakeLLMRequest[] = [];
  readonly #options: FakeLLMOptions;
  readonly #plans: (readonly FakeLLMStep[])[] = [];

  constructor(options: FakeLLMOptions) {
    this.#options = options;
  }

  /** The next answers, one a request; each ends after its last step, or fails with an error among them. */
  plan(...answers: readonly (readonly FakeLLMStep[])[]): void {
    this.#plans.push(...answers);
  }

  async *chat(messages: readonly ChatMessage[], options: LLMOptions = {}): AsyncGenerator<LLMChunk, void, undefined> {
    const request = new FakeLLMRequest([...messages], options);
    this.requests.push(request);
    const steps = this.#plans.shift();
    const cancel = steps ? this.#play(request, steps) : undefined;
    try {
      yield* request.stream(this.#options.onAbort ?? "quiet", this.#options.saysDone ?? true);
    } finally {
      cancel?.();
    }
  }

  /** Everything up to the next wait comes at once. */
  #play(request: FakeLLMRequest, steps: readonly FakeLLMStep[]): () => void {
    const { clock, latencyMs = 0 } = this.#options;
    let at = 0;
    let cancel: () => void = () => undefined;
    const run = (): void => {
      for (let step = steps[at]; step !== undefined; step = steps[at]) {
        at += 1;
        if (typeof step === "number") {
          cancel = clock.setTimeout(run, step);
          return;
        }
        if (typeof step === "string") request.push(step);
        else if (step instanceof Error) request.fail(step);
        else request.call(step);
      }
      request.end();
    };
    if (latencyMs > 0) cancel = clock.setTimeout(run, latencyMs);
    else run();
    return () => cancel();
  }
}
