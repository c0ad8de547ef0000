/** The browser's own language model: a conversation without a server of ours, without a key and, once it is there, without a network. */
import { throwIfAborted } from "../core/abort.js";
import { type Clock, systemClock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { isRecord } from "../core/is-record.js";
import { linkedController } from "../core/linked-controller.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { LLMChunk, LLMOptions, LLMProvider } from "../core/ports/language-model.js";
import { type Logger, safeLogger, silentLogger } from "../core/ports/logger.js";
import { attempt } from "../core/wait.js";
import { platformModel, type PromptModel, type PromptSession } from "./prompt-api.js";
import { availabilityOf, type BrowserLLMAvailability, createSession } from "./prompt-creation.js";
import { promptFailure, unsupported } from "./prompt-failure.js";
import { answered, hasPictures, messagesOf, type Told, toldOf } from "./prompt-messages.js";
import { PromptSessions, TrackedSession } from "./prompt-sessions.js";

export interface BrowserLLMOptions {
  /** BCP 47: the language of the answers; a browser whose model does not know it has no model then. Default: the model's choice. */
  readonly language?: string | undefined;
  /** Called with 0…1 while the browser downloads its model; not called where the model is there. */
  readonly onDownload?: ((progress: number) => void) | undefined;
  /** Default: says nothing. */
  readonly logger?: Logger | undefined;
  /** Default: the browser's `LanguageModel`. */
  readonly model?: PromptModel | undefined;
  readonly clock?: Clock | undefined;
}

/** Sessions that nobody needs hold the model in the memory of the machine. */
const IDLE_MS = 300_000;

/**
 * The language model of the browser (Chrome's and Edge's `LanguageModel`), which answers on the visitor's own machine.
 *
 * It knows neither `model` nor `reasoningEffort` nor tools, and leaves them unread. Pictures are shown to it where it takes any
 * and their address is a `data:` one, else they are left out. A conversation that goes on is not told again. One that is too long
 * is `llm-refused` with the browser's `QuotaExceededError` as its cause. UNVERIFIED on a real browser: none of ours has a model.
 */
export class BrowserLLM implements LLMProvider {
  readonly id = "browser";
  readonly filtersThoughts = false;
  readonly #options: BrowserLLMOptions;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #sessions = new PromptSessions();
  #hasWarned = false;
  #cancelIdleTimer = (): void => undefined;

  /** Whether this browser has a model for the language. Never throws. */
  static async availability({
    language,
    model = platformModel(),
  }: Pick<BrowserLLMOptions, "language" | "model"> = {}): Promise<BrowserLLMAvailability> {
    return model ? availabilityOf(model, language, false) : "unavailable";
  }

  /** Asks nothing of the browser before {@link load} or the first question, so that it can be made anywhere. */
  constructor(options: BrowserLLMOptions = {}) {
    this.#options = options;
    this.#logger = safeLogger(options.logger ?? silentLogger);
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Has the browser download its model, where that is needed, and load it. Call it in a press: browsers begin a download in a
   * press only. Without this call the first question does the same, and the patience of a session is shorter than a download.
   * @throws LiveAvatarError `llm-unsupported` for a browser without a model; `llm-refused` where the browser wants a press, or the
   * page's policy forbids it; `llm-failed`; `llm-timeout` for a download that stands still for three minutes; AbortError
   */
  async load({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    throwIfAborted(signal);
    try {
      this.#sessions.keep(await this.#created([], false, signal));
      this.#releaseWhenIdle();
    } catch (error) {
      throwIfAborted(signal);
      throw promptFailure(error, false);
    }
  }

  /** Releases what the browser holds for it. A later question begins anew. */
  dispose(): void {
    this.#cancelIdleTimer();
    this.#sessions.clear();
  }

  /** @throws as {@link load}; `llm-interrupted` for an answer that broke off */
  async *chat(messages: readonly ChatMessage[], options: LLMOptions = {}): AsyncGenerator<LLMChunk, void, undefined> {
    const link = linkedController(options.signal);
    const { signal } = link.controller;
    let asked: TrackedSession | undefined;
    let said = "";
    try {
      throwIfAborted(signal);
      const takesPictures = await this.#takesPictures(messages, signal);
      const told = toldOf(messages, takesPictures, this.#warnOfPictures);
      const [question] = told.splice(-1);
      if (!question) throw new LiveAvatarError("llm-refused", "The browser's language model was asked nothing.");
      asked = await this.#sessionFor(told, takesPictures, signal);
      for await (const text of pieces(asked.session, question, signal)) {
        said += text;
        yield { text };
      }
      throwIfAborted(signal);
      if (!asked.hasForgotten) this.#sessions.keep(asked.with(question, answered(said)));
      else asked.destroy();
      asked = undefined;
    } catch (error) {
      throwIfAborted(signal);
      const failure = promptFailure(error, said !== "");
      // Of a model that has failed no session may be worth anything.
      if (failure.code !== "llm-refused") this.#sessions.clear();
      // In mid-conversation it is one question that fails.
      throw failure.fatal ? unsupported(failure.message, { cause: failure, fatal: false }) : failure;
    } finally {
      link.controller.abort();
      link.dispose();
      asked?.destroy();
      this.#releaseWhenIdle();
    }
    yield { text: "", done: true };
  }

  /** A session that knows this conversation and nothing else, for one question. */
  async #sessionFor(
    conversation: readonly Told[],
    takesPictures: boolean,
    signal: AbortSignal,
  ): Promise<TrackedSession> {
    const known = this.#sessions.find(conversation, takesPictures);
    if (known) {
      try {
        return await this.#copyOf(await this.#continued(known, conversation, signal), signal);
      } catch (error) {
        throwIfAborted(signal);
        this.#logger.debug("A session of the browser's language model is made anew.", error);
        this.#sessions.take(known);
        known.destroy();
      }
    }
    return this.#copyOf(await this.#created(conversation, takesPictures, signal), signal);
  }

  /** A copy of a session that knows the beginning, which was told the rest as well. */
  async #continued(known: TrackedSession, conversation: readonly Told[], signal: AbortSignal): Promise<TrackedSession> {
    const rest = conversation.slice(known.told.length);
    if (rest.length === 0) return known;
    const copy = await this.#copyOf(known, signal);
    try {
      const { session } = copy;
      if (!session.append) throw new Error("This version of the API has no append().");
      await attempt((given) => session.append?.(messagesOf(rest), { signal: given }), { signal });
      if (copy.hasForgotten) throw new Error("The session has forgotten its beginning.");
      return copy.with(...rest);
    } catch (error) {
      copy.destroy();
      throw error;
    }
  }

  /** A copy for one question, while the session itself is kept; the session itself where the browser cannot copy. */
  async #copyOf(base: TrackedSession, signal: AbortSignal): Promise<TrackedSession> {
    const { session } = base;
    if (!session.clone) {
      this.#sessions.take(base);
      return base;
    }
    try {
      const clone = (given: AbortSignal) => session.clone?.({ signal: given }) as Promise<PromptSession>;
      const copy = new TrackedSession(await attempt(clone, { signal, late: destroy }), base.told, base.takesPictures);
      this.#sessions.keep(base);
      return copy;
    } catch (error) {
      this.#sessions.take(base);
      base.destroy();
      throw error;
    }
  }

  #created(
    conversation: readonly Told[],
    takesPictures: boolean,
    signal: AbortSignal | undefined,
  ): Promise<TrackedSession> {
    return createSession({ ...this.#options, clock: this.#clock, conversation, takesPictures, signal });
  }

  async #takesPictures(messages: readonly ChatMessage[], signal: AbortSignal): Promise<boolean> {
    const { language, model = platformModel() } = this.#options;
    if (!model || !hasPictures(messages)) return false;
    return (await attempt(() => availabilityOf(model, language, true), { signal })) === "available";
  }

  #releaseWhenIdle(): void {
    this.#cancelIdleTimer();
    this.#cancelIdleTimer = this.#clock.setTimeout(() => {
      this.#sessions.clear();
    }, IDLE_MS);
  }

  readonly #warnOfPictures = (): void => {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#logger.warn("The browser's language model is not shown the pictures of this conversation.");
  };
}

/** The pieces of an answer; they end at once when the signal is aborted, whatever the browser does. */
async function* pieces(session: PromptSession, question: Told, signal: AbortSignal): AsyncGenerator<string> {
  const reader = session.promptStreaming([question.message], { signal }).getReader();
  try {
    for (;;) {
      const { done, value } = await attempt(() => reader.read(), { signal });
      if (done) return;
      const text = textOf(value);
      if (text !== "") yield text;
    }
  } finally {
    reader.cancel().catch(noop);
  }
}

/** Drafts of the API also stream `{type: "text", value}`, among pieces of other types. */
function textOf(piece: unknown): string {
  if (typeof piece === "string") return piece;
  return isRecord(piece) && piece.type === "text" && typeof piece.value === "string" ? piece.value : "";
}

const destroy = (session: PromptSession): void => {
  session.destroy();
};
const noop = (): void => undefined;
