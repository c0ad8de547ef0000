import { abortError } from "../core/abort.js";
import { deferred } from "../core/wait.js";
import type { SpeakingOptions, SpeakingVoice, SpokenPlace } from "../core/ports/speaking-voice.js";

/** What a {@link FakeVoice} was told to say. */
export interface FakeSaying {
  readonly text: string;
  readonly volume: number;
  state: "waiting" | "speaking" | "said" | "failed" | "aborted";
}

/** A voice that a test conducts: it begins, comes to a word, ends and fails when it is told to. */
export class FakeVoice implements SpeakingVoice {
  readonly id = "fake-voice";
  /** Everything so far, in order. The newest is what the methods below conduct; it silences the one before. */
  readonly sayings: FakeSaying[] = [];
  #options: SpeakingOptions = {};
  #finish: (state: "said" | "failed" | "aborted", error?: unknown) => void = noop;

  speak(text: string, options: SpeakingOptions = {}): Promise<void> {
    const { signal, volume = 1 } = options;
    if (signal?.aborted) return Promise.reject(abortError(signal));
    this.#finish("said");
    this.#options = options;
    const saying: FakeSaying = { text, volume, state: "waiting" };
    this.sayings.push(saying);
    const said = deferred();
    const handleAbort = (): void => {
      this.#finish("aborted", abortError(signal));
    };
    signal?.addEventListener("abort", handleAbort, { once: true });
    this.#finish = (state, error) => {
      this.#finish = noop;
      saying.state = state;
      signal?.removeEventListener("abort", handleAbort);
      if (state === "said") said.resolve();
      else said.reject(error);
    };
    return said.promise;
  }

  begin(): void {
    const saying = this.sayings.at(-1);
    if (saying?.state !== "waiting") return;
    saying.state = "speaking";
    this.#options.onStart?.();
  }

  reach(place: SpokenPlace): void {
    this.begin();
    if (this.sayings.at(-1)?.state === "speaking") this.#options.onPlace?.(place);
  }

  end(): void {
    this.begin();
    this.#finish("said");
  }

  fail(error: unknown): void {
    this.#finish("failed", error);
  }
}

const noop = (): void => undefined;
