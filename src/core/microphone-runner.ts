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
  /** Does what the machine decided; what becomes of it comes back by {@link MicrophoneRunner.take}. */
  readonly run: (effect: Exclude<MicrophoneEffect, Settle>) => void;
  /** An effect threw; the others are run all the same. */
  readonly handleError: (error: unknown, effect: MicrophoneEffect) => void;
}

/** Keeps the state of a microphone's machine, and the promises of its callers. What it runs on is its owner's. */
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

  /** One input at a time: what comes while effects run waits for its turn, in this task. */
  take(input: MicrophoneInput): void {
    this.#take(input);
  }

  /**
   * Takes a wish and waits until the machine has settled it.
   * @param undo what is taken in the task in which `signal` is aborted
   * @throws what the machine settles it with; an AbortError
   */
  async wish(
    waiter: MicrophoneWaiter,
    wish: MicrophoneInput,
    signal?: AbortSignal,
    undo?: MicrophoneInput,
  ): Promise<void> {
    const outcome = deferred({ signal });
    if (outcome.settled) return outcome.promise;
    const handleAbort = (): void => {
      if (undo) this.#take(undo);
    };
    signal?.addEventListener("abort", handleAbort, { once: true });
    // Whoever wishes from within an effect must not be taken for one of those who are settled by the same step.
    this.#take(wish, () => this.#waiting[waiter].add(outcome));
    try {
      await outcome.promise;
    } finally {
      signal?.removeEventListener("abort", handleAbort);
      this.#waiting[waiter].delete(outcome);
    }
  }

  #take(input: MicrophoneInput, join?: () => void): void {
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
