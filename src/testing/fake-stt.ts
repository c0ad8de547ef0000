import type { STTOptions, STTProvider } from "../core/ports/speech-to-text.js";
import { FakeRequestLog, type FakePlan, type FakeRequest, type FakeRequestOptions } from "./fake-request.js";

/** What a {@link FakeSTT} was asked. */
export interface FakeSTTInput {
  readonly audio: Blob;
  readonly language: string | undefined;
}

/**
 * A recogniser that a test conducts: it hears nothing (`""`) unless planned otherwise.
 *
 * ```js
 * const stt = new FakeSTT({ clock });
 * stt.plan({ answer: "good morning" }, { hold: true });
 * ```
 */
export class FakeSTT implements STTProvider {
  readonly id = "fake-stt";
  readonly #log: FakeRequestLog<FakeSTTInput, string>;

  constructor(options: FakeRequestOptions) {
    this.#log = new FakeRequestLog(options, () => "");
  }

  /** Every request so far, in order. */
  get requests(): readonly FakeRequest<FakeSTTInput, string>[] {
    return this.#log.requests;
  }

  /** How the next requests go, one plan each; without one: `""` after `latencyMs`. */
  plan(...plans: readonly FakePlan<string>[]): void {
    this.#log.plan(plans);
  }

  transcribe(audio: Blob, options?: STTOptions): Promise<string> {
    return this.#log.ask({ audio, language: options?.language }, options?.signal);
  }
}
