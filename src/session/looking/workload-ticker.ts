/** Asks a model the same questions about the visitor's video, at once and then at each interval. */
import type { Clock } from "../../core/clock.js";
import type { LiveAvatarError } from "../../core/errors.js";
import type { LLMProvider } from "../../core/ports/language-model.js";
import type { VisionContextEntry } from "../../core/session-events.js";
import { askAbout } from "./ask-about.js";
import type { Workload } from "./workloads.js";

export interface WorkloadTickerOptions {
  readonly llm: LLMProvider;
  readonly workloads: readonly Workload[];
  readonly intervalMs: number;
  readonly clock: Clock;
  /** The present picture; undefined: the tick is left out. Never rejects. */
  readonly take: (signal: AbortSignal) => Promise<string | undefined>;
  readonly handleEntry: (entry: VisionContextEntry) => void;
  readonly handleError: (error: LiveAvatarError) => void;
}

/** One run, from `start()` to `stop()`. A failure is told, and the next tick comes all the same. */
export class WorkloadTicker {
  readonly #options: WorkloadTickerOptions;
  readonly #life = new AbortController();
  #cancelTimer: () => void = noop;
  #isLooking = false;
  /** Before this time the model's server wants to be left alone. */
  #notBefore = 0;

  constructor(options: WorkloadTickerOptions) {
    this.#options = options;
  }

  start(): void {
    if (!this.#life.signal.aborted) this.#tick();
  }

  stop(): void {
    this.#life.abort();
    this.#cancelTimer();
  }

  #tick(): void {
    const { clock, intervalMs } = this.#options;
    this.#cancelTimer = clock.setTimeout(() => {
      this.#tick();
    }, intervalMs);
    if (this.#isLooking || clock.now() < this.#notBefore) return;
    this.#isLooking = true;
    void this.#look().finally(() => {
      this.#isLooking = false;
    });
  }

  /** All questions are about the same picture. */
  async #look(): Promise<void> {
    const { signal } = this.#life;
    const capturedAt = this.#options.clock.now();
    const picture = await this.#options.take(signal);
    if (picture === undefined || signal.aborted) return;
    await Promise.all(this.#options.workloads.map((workload) => this.#ask(workload, picture, capturedAt)));
  }

  async #ask({ id, prompt }: Workload, picture: string, capturedAt: number): Promise<void> {
    const { clock, handleEntry, handleError } = this.#options;
    const { signal } = this.#life;
    let text: string;
    try {
      text = await askAbout(prompt, picture, this.#options, signal);
    } catch (error) {
      if (signal.aborted) return;
      const failure = error as LiveAvatarError;
      const { retryAfter } = failure;
      if (retryAfter !== undefined) this.#notBefore = clock.now() + retryAfter * 1000;
      handleError(failure);
      return;
    }
    if (signal.aborted || text === "") return;
    handleEntry(Object.freeze({ workload: id, text, capturedAt, completedAt: clock.now() }));
  }
}

const noop = (): void => undefined;
