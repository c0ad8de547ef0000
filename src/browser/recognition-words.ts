import type { TranscriptionTextOptions } from "../core/session-events.js";
import type { RecognitionResults } from "./recognition-api.js";

export interface RecognitionWordsContext {
  /**
   * Android's recogniser calls a result final that it will still change, with a confidence of 0; it repeats the final one, and
   * begins each with what it has told before (https://github.com/JamesBrill/react-speech-recognition/pull/31).
   */
  readonly isAndroid: boolean;
  readonly handleWords: (text: string, options: TranscriptionTextOptions) => void;
}

/** The words of one run of the recogniser: each final once, whatever the browser repeats. */
export class RecognitionWords {
  readonly #context: RecognitionWordsContext;
  readonly #told = new Set<number>();
  /** The results below this were told. */
  #from = 0;
  #partial = "";
  /** All finals of this run. */
  #finals = "";

  constructor(context: RecognitionWordsContext) {
    this.#context = context;
  }

  /** Whether there are words that may still change. */
  get isOpen(): boolean {
    return this.#partial !== "";
  }

  take({ resultIndex, results }: RecognitionResults): void {
    const { isAndroid } = this.#context;
    // A list that became shorter is a new one.
    if (results.length < this.#from) {
      this.#told.clear();
      this.#from = Math.min(Math.max(0, resultIndex), results.length);
    }
    let partial = "";
    for (let index = this.#from; index < results.length; index += 1) {
      const result = results[index];
      const { transcript = "", confidence = 0 } = result?.[0] ?? {};
      if (!result || this.#told.has(index)) continue;
      if (!result.isFinal) partial += transcript;
      else if (isAndroid && confidence === 0) partial = transcript;
      else {
        this.#told.add(index);
        if (isAndroid) partial = "";
        this.#tellFinal(transcript, confidence);
      }
    }
    while (this.#told.delete(this.#from)) this.#from += 1;
    this.#tellPartial(partial);
  }

  /** No more comes: what was recognised last counts. */
  end(): void {
    const partial = this.#partial;
    if (partial !== "") this.#tellFinal(partial, 0);
  }

  #tellPartial(transcript: string): void {
    const partial = this.#fresh(transcript);
    if (partial === this.#partial) return;
    this.#partial = partial;
    if (partial !== "") this.#context.handleWords(partial, { isFinal: false });
  }

  #tellFinal(transcript: string, confidence: number): void {
    const text = this.#fresh(transcript);
    this.#partial = "";
    if (text === "") return;
    this.#finals = `${this.#finals} ${text}`.trim();
    this.#context.handleWords(text, { isFinal: true, ...(confidence > 0 && { confidence }) });
  }

  /** The words without those that were told; elsewhere than on Android two alike are two. */
  #fresh(transcript: string): string {
    const text = transcript.trim();
    const told = this.#finals;
    if (!this.#context.isAndroid || told === "" || !text.toLowerCase().startsWith(told.toLowerCase())) return text;
    return text.slice(told.length).trim();
  }
}
