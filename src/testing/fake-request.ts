import { abortError } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { type Deferred, deferred } from "../core/wait.js";

/** `open` until exactly one of the others is true, for good. */
export type FakeRequestState = "open" | "answered" | "failed" | "aborted";

/** How one coming request to a fake goes. */
export interface FakePlan<Answer> {
  /** Milliseconds of the fake's clock until the answer. Default: the fake's `latencyMs`. */
  readonly waitMs?: number;
  /** The answer. Default: what the fake answers by itself. */
  readonly answer?: Answer;
  /** Rejects with this instead. */
  readonly fail?: Error;
  /** Stays open until the test calls `answer()` or `fail()`, or the caller aborts. */
  readonly hold?: boolean;
}

export interface FakeRequestOptions {
  readonly clock: Clock;
  /** Milliseconds that an answer takes. Default 0: it comes in the same task, but never at once. */
  readonly latencyMs?: number;
  /** An abort changes nothing, as with a server that does not listen. Default false. */
  readonly ignoresAbort?: boolean;
}

/** One call that a fake received. The test may end it at any time; when it is over, later endings do nothing. */
export class FakeRequest<Input, Answer> {
  readonly input: Input;
  readonly #ownAnswer: () => Answer;
  #state: FakeRequestState = "open";
  readonly #outcome: Deferred<Answer> = deferred();
  #release: () => void = () => undefined;

  constructor(
    input: Input,
    plan: FakePlan<Answer>,
    given: AbortSignal | undefined,
    ownAnswer: () => Answer,
    options: FakeRequestOptions,
  ) {
    this.input = input;
    this.#ownAnswer = ownAnswer;
    const signal = options.ignoresAbort ? undefined : given;
    const handleAbort = (): void => this.#end("aborted", () => this.#outcome.reject(abortError(signal)));
    if (signal?.aborted) {
      handleAbort();
      return;
    }
    signal?.addEventListener("abort", handleAbort, { once: true });
    const cancel = plan.hold
      ? undefined
      : options.clock.setTimeout(
          () => (plan.fail ? this.fail(plan.fail) : this.answer(plan.answer)),
          plan.waitMs ?? options.latencyMs ?? 0,
        );
    this.#release = () => {
      cancel?.();
      signal?.removeEventListener("abort", handleAbort);
    };
  }

  get promise(): Promise<Answer> {
    return this.#outcome.promise;
  }

  get state(): FakeRequestState {
    return this.#state;
  }

  /** @param answer default: what the fake answers by itself */
  answer(answer: Answer = this.#ownAnswer()): void {
    this.#end("answered", () => this.#outcome.resolve(answer));
  }

  fail(error: Error): void {
    this.#end("failed", () => this.#outcome.reject(error));
  }

  #end(state: FakeRequestState, settle: () => void): void {
    if (this.#state !== "open") return;
    this.#state = state;
    this.#release();
    settle();
  }
}

/** The requests that a fake received, and the plans for those to come. */
export class FakeRequestLog<Input, Answer> {
  readonly requests: FakeRequest<Input, Answer>[] = [];
  readonly #plans: FakePlan<Answer>[] = [];
  readonly #options: FakeRequestOptions;
  readonly #ownAnswer: (input: Input) => Answer;

  constructor(options: FakeRequestOptions, ownAnswer: (input: Input) => Answer) {
    this.#options = options;
    this.#ownAnswer = ownAnswer;
  }

  plan(plans: readonly FakePlan<Answer>[]): void {
    this.#plans.push(...plans);
  }

  ask(input: Input, signal: AbortSignal | undefined): Promise<Answer> {
    const plan = this.#plans.shift() ?? {};
    const request = new FakeRequest(input, plan, signal, () => this.#ownAnswer(input), this.#options);
    this.requests.push(request);
    return request.promise;
  }
}
