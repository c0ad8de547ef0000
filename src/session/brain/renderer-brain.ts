import { isAbortError } from "../../core/abort.js";
import { LiveAvatarError } from "../../core/errors.js";
import { attempt } from "../../core/wait.js";
import type { Brain, BrainContext, TurnRequest } from "./brain.js";

/** A renderer that converses: words are handed to it, and its answers come as its reports. */
export class RendererBrain implements Brain {
  readonly sees = false;
  readonly wordsSource = "renderer";
  readonly patienceMs: number;
  readonly #context: BrainContext;

  constructor(context: BrainContext, patienceMs: number) {
    this.#context = context;
    this.patienceMs = patienceMs;
  }

  get canSpeak(): boolean {
    return this.#context.renderer().speakText !== undefined;
  }

  get canGreet(): boolean {
    return this.canSpeak;
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  respond(request: TurnRequest): void {
    const renderer = this.#context.renderer();
    this.#handOver(request, (signal) => renderer.respond?.(request.text, { signal }));
  }

  say(request: TurnRequest): void {
    const renderer = this.#context.renderer();
    this.#handOver(request, (signal) => renderer.speakText?.(request.text, signal));
  }

  hears(): boolean {
    return true;
  }

  /** Only a refusal comes back from here. A renderer that never answers is met by the turn's patience. */
  #handOver({ turnId, signal }: TurnRequest, send: (signal: AbortSignal) => Promise<void> | undefined): void {
    attempt(send, { signal }).catch((cause: unknown) => {
      if (isAbortError(cause) && signal.aborted) return;
      const error = LiveAvatarError.is(cause)
        ? cause
        : new LiveAvatarError("command-timeout", "The words could not be handed to the avatar.", { cause });
      this.#context.dispatch({ type: "turn-failed", turnId, error });
    });
  }
}
