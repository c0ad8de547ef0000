/**
 * The browser's own language model under command: no engine of ours has one. It is as unkind as the draft and Chrome allow: it
 * downloads in a press only, its `create` signal destroys the session that it made, its system texts stand first or not at all,
 * a full session forgets its oldest messages, and a session that is destroyed answers with an AbortError that nobody asked for.
 */
import type {
  PromptCreateOptions,
  PromptDemands,
  PromptMessage,
  PromptModel,
  PromptSession,
} from "../../src/browser/prompt-api.js";
import { deferred } from "../../src/core/wait.js";

const named = (name: string): DOMException => new DOMException(`The fake's ${name}.`, name);

const charsOf = (messages: readonly PromptMessage[]): number => JSON.stringify(messages).length;

/** One question. */
export class FakePrompt {
  /** What the session knew, and what it was asked. */
  readonly messages: readonly PromptMessage[];
  readonly session: FakePromptSession;
  readonly stream: ReadableStream<unknown>;
  readonly #givenUp = deferred();
  #controller!: ReadableStreamDefaultController<unknown>;
  #said = "";
  isOpen = true;

  constructor(session: FakePromptSession, input: readonly PromptMessage[], signal: AbortSignal | undefined) {
    this.session = session;
    this.messages = [...session.context, ...input];
    this.stream = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => {
        this.#giveUp();
      },
    });
    signal?.addEventListener("abort", () => {
      if (!session.model.ignoresAborts) this.fail(signal.reason);
      this.#giveUp();
    });
  }

  get givenUp(): Promise<void> {
    return this.#givenUp.promise;
  }

  say(piece: unknown): void {
    if (!this.isOpen) return;
    if (typeof piece === "string") this.#said += piece;
    this.#controller.enqueue(piece);
  }

  end(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.session.context = [...this.messages, { role: "assistant", content: this.#said }];
    this.#controller.close();
  }

  fail(error: unknown): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#controller.error(error);
  }

  #giveUp(): void {
    this.isOpen = false;
    this.#givenUp.resolve();
  }
}

export class FakePromptSession extends EventTarget implements PromptSession {
  readonly model: FakeLanguageModel;
  context: readonly PromptMessage[];
  isDestroyed = false;
  readonly clone?: PromptSession["clone"];
  readonly append?: PromptSession["append"];

  constructor(model: FakeLanguageModel, context: readonly PromptMessage[]) {
    super();
    this.model = model;
    this.context = context;
    model.sessions.add(this);
    if (!model.lacks.includes("clone")) {
      this.clone = async () => {
        await Promise.resolve();
        this.#check();
        model.clones += 1;
        return new FakePromptSession(model, this.context);
      };
    }
    if (!model.lacks.includes("append")) {
      this.append = async (input) => {
        await Promise.resolve();
        this.#check();
        this.#admit(input);
        model.appended.push(...input);
        this.context = [...this.context, ...input];
      };
    }
  }

  promptStreaming(input: readonly PromptMessage[], { signal }: { signal?: AbortSignal }): ReadableStream<unknown> {
    this.#check();
    if (signal?.aborted) throw named("AbortError");
    this.#admit(input);
    const prompt = new FakePrompt(this, input, signal);
    this.model.prompts.push(prompt);
    return prompt.stream;
  }

  destroy(): void {
    if (this.isDestroyed) return;
    this.isDestroyed = true;
    this.model.sessions.delete(this);
    for (const prompt of this.model.prompts) if (prompt.session === this) prompt.fail(named("AbortError"));
  }

  #check(): void {
    if (this.isDestroyed || this.model.isLost) throw named("InvalidStateError");
  }

  /** Makes room, as the present Chrome does; the newest draft refuses. */
  #admit(input: readonly PromptMessage[]): void {
    if (input.some(({ role }) => role === "system")) throw named("NotSupportedError");
    this.model.checkPictures(input);
    const { window, overflow } = this.model;
    if (charsOf([...this.context, ...input]) <= window) return;
    if (overflow === "refuses" || charsOf(input) > window) throw named("QuotaExceededError");
    const [first] = this.context;
    const system = first?.role === "system" ? [first] : [];
    const rest = this.context.slice(system.length);
    while (rest.length > 0 && charsOf([...system, ...rest, ...input]) > window) rest.shift();
    this.context = [...system, ...rest];
    this.dispatchEvent(new Event(overflow));
  }
}

export class FakeLanguageModel implements PromptModel {
  readonly prompts: FakePrompt[] = [];
  /** The sessions that are not destroyed. */
  readonly sessions = new Set<FakePromptSession>();
  readonly created: PromptCreateOptions[] = [];
  readonly appended: PromptMessage[] = [];
  clones = 0;
  state = "available";
  /** The languages that it answers in; undefined: any. */
  languages: readonly string[] | undefined;
  /** Whether it sees pictures. */
  seesPictures = true;
  /** Whether a press of the visitor is under way, without which no download begins. */
  isPressed = true;
  /** The model's process has crashed. */
  isLost = false;
  /** It goes on although it was told to stop. */
  ignoresAborts = false;
  /** Parts of the API that this version does not have. */
  lacks: readonly ("clone" | "append")[] = [];
  /** Characters that a session can hold. */
  window = Infinity;
  /** What a full session does. */
  overflow: "contextoverflow" | "quotaoverflow" | "refuses" = "contextoverflow";
  #monitor: EventTarget | undefined;
  #download = deferred();

  availability({ expectedInputs = [], expectedOutputs = [] }: PromptDemands): Promise<string> {
    const asked = [...expectedInputs, ...expectedOutputs].flatMap(({ languages = [] }) => languages);
    if (this.languages && asked.some((one) => !this.languages?.includes(one))) return Promise.resolve("unavailable");
    if (!this.seesPictures && expectedInputs.some(({ type }) => type === "image"))
      return Promise.resolve("unavailable");
    return Promise.resolve(this.state);
  }

  async create(options: PromptCreateOptions): Promise<PromptSession> {
    this.created.push(options);
    const { initialPrompts = [], signal, monitor } = options;
    if (signal?.aborted) throw named("AbortError");
    if (initialPrompts.slice(1).some(({ role }) => role === "system")) throw new TypeError("The system is not first.");
    if ((await this.availability(options)) === "unavailable") throw named("NotSupportedError");
    if (this.state === "downloadable" && !this.isPressed) throw named("NotAllowedError");
    this.#monitor = new EventTarget();
    monitor?.(this.#monitor);
    if (this.state !== "available") {
      this.state = "downloading";
      const stop = (): void => this.#download.reject(named("AbortError"));
      signal?.addEventListener("abort", stop);
      await this.#download.promise;
      this.state = "available";
    }
    // A model that is there says that it was loaded, too.
    else for (const loaded of [0, 1]) this.progress(loaded);
    this.checkPictures(initialPrompts);
    if (charsOf(initialPrompts) > this.window) throw named("QuotaExceededError");
    this.isLost = false;
    const session = new FakePromptSession(this, initialPrompts);
    signal?.addEventListener("abort", () => session.destroy());
    return session;
  }

  progress(loaded: number, total = 1): void {
    this.#monitor?.dispatchEvent(Object.assign(new Event("downloadprogress"), { loaded, total }));
  }

  finishDownload(): void {
    this.#download.resolve();
  }

  breakDownload(): void {
    this.#download.reject(named("NetworkError"));
    this.#download = deferred();
    this.state = "downloadable";
  }

  /** The process of the model goes: every answer under way breaks off, and no session is worth anything. */
  crash(): void {
    this.isLost = true;
    for (const prompt of this.prompts) prompt.fail(named("UnknownError"));
  }

  checkPictures(messages: readonly PromptMessage[]): void {
    for (const { role, content } of messages) {
      const hasPicture = typeof content !== "string" && content.some(({ type }) => type === "image");
      if (hasPicture && (role === "assistant" || !this.seesPictures)) throw named("NotSupportedError");
    }
  }
}
