import { initialMicrophone, transition } from "./microphone-machine.js";
import type {
  MicrophoneEffect,
  MicrophoneInput,
  MicrophoneMode,
  MicrophoneState,
  MicrophoneWaiter,
} from "./microphone-types.js";
import { deferred, type Deferred } from "./wait.js";

type Settle = Extract<MicrophoneEffect, { type: "settle" }>;

export interface MicrophoneRunnerOptions {
  readonly mode: MicrophoneMode;
  /** Runs an effect; its outcome comes back by {@link MicrophoneRunner.handle}. */
  readonly run: (effect: Exclude<MicrophoneEffect, Settle>) => void;
  /** Called when an effect threw; the others are run all the same. */
  readonly handleError: (error: unknown, effect: MicrophoneEffect) => void;
}

/** The runner of the microphone machine: keeps its state and the promises of its callers, and hands effects to its owner. */
export class MicrophoneRunner {
  readonly #options: MicrophoneRunnerOptions;
  readonly #waiting: Readonly<Record<MicrophoneWaiter, Set<Deferred<void>>>> = {
    start: new Set(),
    press: new Set(),
    release: new Set(),
  };
  readonly #inputs: { readonly input: MicrophoneInput; readonly join?: (() => void) | undefined }[] = [];
  #state: MicrophoneState;
  #isRunning = false;

  constructor(options: MicrophoneRunnerOptions) {
    this.#options = options;
    this.#state = initialMicrophone(options.mode);
  }

  get state(): MicrophoneState {
    return this.#state;
  }

  /** Handles an input: one at a time. An input that comes while effects run is queued, in this task. */
  handle(input: MicrophoneInput): void {
    this.#handle(input);
  }

  /**
   * Handles a request of a caller, and waits until the machine has settled it.
   * @param undo the input that is handled in the task in which `signal` is aborted
   * @throws the error with which the machine settles it; an AbortError
   */
  async request(
    waiter: MicrophoneWaiter,
    request: MicrophoneInput,
    signal?: AbortSignal,
    undo?: MicrophoneInput,
  ): Promise<void> {
    const outcome = deferred({ signal });
    if (outcome.settled) return outcome.promise;
    const handleAbort = (): void => {
      if (undo) this.#handle(undo);
    };
    signal?.addEventListener("abort", handleAbort, { once: true });
    // A request from within an effect must not be settled by the step of that effect.
    this.#handle(request, () => this.#waiting[waiter].add(outcome));
    try {
      await outcome.promise;
    } finally {
      signal?.removeEventListener("abort", handleAbort);
      this.#waiting[waiter].delete(outcome);
    }
  }

  #handle(input: MicrophoneInput, join?: () => void): void {
    this.#inputs.push({ input, join });
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let next = this.#inputs.shift(); next; next = this.#inputs.shift()) {
      next.join?.();
      const { state, effects } = transition(this.#state, next.input);
      this.#state = state;
      for (const effect of effects) this.#run(effect);
    }
    this.#isRunning = false;
  }

  #run(effect: MicrophoneEffect): void {
    if (effect.type === "settle") {
      for (const outcome of this.#waiting[effect.waiter]) {
        if (effect.error === undefined) outcome.resolve();
        else outcome.reject(effect.error);
      }
      return;
    }
    try {
      this.#options.run(effect);
    } catch (error) {
      this.#options.handleError(error, effect);
    }
  }
}
