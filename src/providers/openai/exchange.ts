import { OpenAI } from "openai";
import { abortError, throwIfAborted } from "../../core/abort.js";
import { LiveAvatarError } from "../../core/errors.js";
import { linkedController } from "../../core/linked-controller.js";
import { parseJson } from "../../core/parse-json.js";
import { attempt } from "../../core/wait.js";
import { readBody } from "../../core/read-body.js";
import { type BodyWatcher, MAX_ANSWER_BYTES, watchBody } from "./body-watch.js";
import { type FailureContext, failureOf, type OpenAIStage, refusal, type Refusal } from "./failure.js";
import { addressOf, LONGEST_TIMEOUT_MS, type OpenAISettings } from "./options.js";

/** How long a complete answer may take to close its connection. */
const TAIL_MS = 1000;
/** How long an answer may be silent after its server gave a reason for its end: some give one with every chunk. */
const AFTER_REASON_MS = 5000;
/** The beginning of an error is enough to know it by, and not worth a long wait. */
const MAX_ERROR_BYTES = 65_536;
const ERROR_MS = 5000;
/** The client insists on a key; this one never leaves {@link Exchange}. */
const NO_KEY = "none";
/** All that the client itself may send; its further headers would need every server's consent in cross-origin requests. */
const CLIENT_HEADERS = ["accept", "content-type"];

export interface ExchangeOptions {
  readonly stage: OpenAIStage;
  /** The class, for errors of configuration. */
  readonly owner: string;
  /** For the messages of all other errors: "The language model". */
  readonly who: string;
  readonly settings: OpenAISettings;
  readonly signal: AbortSignal | undefined;
  /** The answer comes in events, and is read by {@link Exchange.pieces}. Default false. */
  readonly isStream?: boolean;
}

/**
 * One request with its answer, from the first byte to the last. It owns everything that can end it early: the caller's abort,
 * the time limit, and a consumer that stops reading. `dispose()` ends what is still open.
 */
export class Exchange implements BodyWatcher {
  readonly client: OpenAI;
  readonly #options: ExchangeOptions;
  readonly #controller: AbortController;
  readonly #unlink: () => void;
  #patienceMs: number;
  /** How long a stream has been waited for since it last showed that the answer goes on. */
  #silentMs = 0;
  #ownFailure: LiveAvatarError | undefined;
  #began = false;
  #complete = false;
  #ended = false;

  constructor(options: ExchangeOptions) {
    const { settings, signal, owner } = options;
    throwIfAborted(signal);
    this.#options = options;
    this.#patienceMs = settings.timeoutMs;
    const { baseURL, query } = addressOf(owner, settings.baseURL);
    // What is not given here, the client would look for in the environment.
    this.client = new OpenAI({
      baseURL,
      defaultQuery: query,
      apiKey: NO_KEY,
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      fetch: (url, init) => this.#fetch(url, init),
      maxRetries: 0,
      // The client has a timer for the headers alone; ours is for the whole answer, so this one is set beyond all others.
      timeout: LONGEST_TIMEOUT_MS,
      logLevel: "off",
      // It guards a key that it does not have; see `apiKey` in the options for who guards the real one.
      dangerouslyAllowBrowser: true,
    });
    const link = linkedController(signal);
    this.#controller = link.controller;
    this.#unlink = () => {
      link.dispose();
    };
  }

  /** For the client: fires on the caller's abort and on ours. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get context(): FailureContext {
    const { stage, who, settings } = this.#options;
    return { stage, who, settings, began: this.#began };
  }

  /**
   * The answer goes on, or is about to end. Bytes alone do not count in a stream: a server that sends nothing but signs of life
   * for ever would never be given up.
   */
  handleSign(sign: "goes-on" | "ends"): void {
    const { timeoutMs } = this.#options.settings;
    this.#silentMs = 0;
    this.#patienceMs = sign === "ends" ? Math.min(timeoutMs, AFTER_REASON_MS) : timeoutMs;
  }

  /** The error to throw: an AbortError for the caller's abort, for everything else an error with a code. */
  outcome(error: unknown): Error {
    if (this.#options.signal?.aborted) return abortError(this.#options.signal);
    return this.#ownFailure ?? failureOf(error, this.context);
  }

  dispose(): void {
    this.#unlink();
    // What has arrived whole is not called off: a browser would count it among the failed ones.
    if (!this.#complete && !this.#ended) this.#controller.abort();
  }

  /** Throws once this was aborted: what has arrived by then is not handed over. */
  check(): void {
    if (this.signal.aborted) throw this.outcome(abortError(this.signal));
  }

  async wait<T>(act: () => Promise<T>, late?: (value: T) => void): Promise<T> {
    const { settings, isStream } = this.#options;
    const { clock } = settings;
    const ms = this.#patienceMs - this.#silentMs;
    if (ms <= 0) throw this.#tooSilent();
    const beganAt = clock.now();
    const timeout = (): Error => this.#tooSilent();
    const value = await attempt(act, { signal: this.signal, clock, ms, timeout, late });
    if (isStream) this.#silentMs += Math.max(0, clock.now() - beganAt);
    return value;
  }

  /** The body of a streamed answer, piece by piece. Who stops reading it says first whether it was complete. */
  async *pieces(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    const reader = body.getReader();
    let left = MAX_ANSWER_BYTES;
    try {
      for (let next = await this.wait(() => reader.read()); !next.done; next = await this.wait(() => reader.read())) {
        left -= next.value.byteLength;
        if (left <= 0) throw this.tooMuch("more than any answer is long");
        yield next.value;
      }
      this.handleEnd();
    } finally {
      if (this.#complete) this.#drain(reader);
      // A fetch of the site's own may ignore signals.
      else void reader.cancel().catch(() => undefined);
    }
  }

  /** The stream said that it is complete; what still comes is of no interest. */
  handleDone(): void {
    this.#complete = true;
  }

  handleEnd(): void {
    this.#ended = true;
  }

  tooMuch(what: string): Error {
    const { stage, who } = this.#options;
    this.#ownFailure = new LiveAvatarError(`${stage}-failed`, `${who} sent ${what}.`, { retryable: false });
    this.#controller.abort();
    return this.#ownFailure;
  }

  /** Lets the rest of a complete answer arrive, so that the connection can be used again. */
  #drain(reader: ReadableStreamDefaultReader<Uint8Array>): void {
    const cancel = this.#options.settings.clock.setTimeout(() => void reader.cancel().catch(() => undefined), TAIL_MS);
    const readOn = async (): Promise<void> => {
      while (!(await reader.read()).done);
    };
    // A connection that breaks now takes nothing with it.
    void readOn()
      .catch(() => undefined)
      .finally(cancel);
  }

  #tooSilent(): Error {
    const { stage, who, settings } = this.#options;
    const seconds = settings.timeoutMs / 1000;
    const what = this.#began ? `said nothing more for ${seconds} s.` : `gave no answer in ${seconds} s.`;
    this.#ownFailure = new LiveAvatarError(`${stage}-timeout`, `${who} ${what}`);
    this.#controller.abort();
    return this.#ownFailure;
  }

  async #fetch(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const { settings, isStream = false } = this.#options;
    const theirs = new Headers(init.headers);
    const headers = new Headers();
    for (const name of CLIENT_HEADERS) {
      const value = theirs.get(name);
      if (value !== null) headers.set(name, value);
    }
    if (settings.apiKey !== undefined) headers.set("Authorization", `Bearer ${settings.apiKey}`);
    for (const [name, value] of Object.entries(settings.headers)) headers.set(name, value);

    const response = await this.wait(
      () => settings.fetch(url, { ...init, headers, signal: this.signal }),
      // A fetch of the site's own may not know of signals: what it brings late is given back.
      (late) => void late.body?.cancel().catch(() => undefined),
    );
    if (!response.ok) {
      this.#ownFailure = refusal(await this.#refusedBy(response), this.context);
      throw this.#ownFailure;
    }
    this.#began = true;
    this.handleSign("goes-on");
    return isStream ? response : watchBody(response, this);
  }

  async #refusedBy(response: Response): Promise<Refusal> {
    const { status, headers } = response;
    const reading = attempt((signal) => readBody(response, { maxBytes: MAX_ERROR_BYTES, signal }), {
      ...{ signal: this.signal, clock: this.#options.settings.clock, ms: ERROR_MS },
    });
    const bytes = await reading.catch(() => new Uint8Array()); // the status says enough
    const text = new TextDecoder().decode(bytes);
    return { status, headers, body: parseJson(text) ?? text };
  }
}
