/** What a session remembers with. It only passes calls on: the part that keeps threads is loaded with the first of them. */
import { throwIfAborted } from "../core/abort.js";
import { LiveAvatarError } from "../core/errors.js";
import { randomId } from "../core/random-id.js";
import type { SessionState } from "../core/vocabulary.js";
import { attempt } from "../core/wait.js";
import type { MemoryConfig } from "./memory-config.js";
import type { Committed, MemoryContext, Reminder } from "./memory-context.js";
import type { SessionMemory } from "./remembering/session-memory.js";
import { wrongState } from "./turn-opener.js";

/** Milliseconds that the part may take to load. */
const LOAD_TIMEOUT_MS = 30_000;
const ID_BYTES = 8;

export class Memory {
  /** What the ids of turns begin with: a thread has those of several sessions. */
  readonly idPrefix: string;
  readonly #context: MemoryContext;
  #part: SessionMemory | undefined;

  constructor(context: MemoryContext) {
    this.#context = context;
    this.idPrefix = context.config ? `${randomId(ID_BYTES)}-` : "";
  }

  /** Undefined where the session reminds of nothing. */
  get remind(): Reminder | undefined {
    if (!this.#context.config?.semanticRecall) return undefined;
    return async (told, maxChars, signal) => (await this.#part?.remind(told, maxChars, signal)) ?? [];
  }

  /** Resolves when the thread is there, or could not be had: a conversation goes on without it. @throws AbortError */
  async open(signal: AbortSignal): Promise<void> {
    const { config, emit } = this.#context;
    if (!config) return;
    try {
      const part = await this.#load(config, "start", signal);
      await part.open(signal);
    } catch (error) {
      throwIfAborted(signal);
      // A mistake in the configuration is told by the start.
      if (!LiveAvatarError.is(error) || error.fatal) throw error;
      emit("error", error);
    }
  }

  handleCommit(committed: Committed): void {
    this.#part?.handleCommit(committed);
  }

  handleState(state: SessionState): void {
    this.#part?.handleState(state);
  }

  /**
   * @param call the name of the session's method
   * @param act what it does
   * @param interrupts whether the running turn ends with the call. Default false
   * @throws LiveAvatarError `wrong-state`, `config-invalid`, `load-failed`
   */
  async use<T>(call: string, act: (part: SessionMemory) => Promise<T>, interrupts = false): Promise<T> {
    const { config, interrupt, state } = this.#context;
    if (state() === "destroyed") throw wrongState(call, "destroyed");
    if (!config) throw new LiveAvatarError("config-invalid", `${call}() is for sessions with a memory.`);
    if (interrupts) interrupt();
    const part = await this.#load(config, call);
    if (state() === "destroyed") throw wrongState(call, "destroyed");
    return act(part);
  }

  async #load(config: MemoryConfig, call: string, signal?: AbortSignal): Promise<SessionMemory> {
    if (this.#part) return this.#part;
    const load = () => import("./remembering/session-memory.js");
    const limits = { signal, clock: this.#context.clock, ms: LOAD_TIMEOUT_MS };
    const { SessionMemory } = await attempt(load, limits).catch((cause: unknown) => {
      throwIfAborted(signal);
      const message = "The part that keeps threads could not be loaded.";
      throw new LiveAvatarError("load-failed", message, { cause, fatal: false });
    });
    if (this.#context.state() === "destroyed") throw wrongState(call, "destroyed");
    return (this.#part ??= new SessionMemory({ ...this.#context, config }));
  }
}
