/** Turns what a model streams into what can be read at once and what can be spoken: markers out, sentences cut. */
import { createMarkerParser, type MarkerPart } from "../../core/marker-parser.js";
import { createSentenceSplitter } from "../../core/sentence-splitter/sentence-splitter.js";
import type { Emotion } from "../../core/vocabulary.js";

export interface EmotionMark {
  readonly name: Emotion;
  /** 0 … 1 */
  readonly intensity: number;
}

/** Something for the mouth, in order. An emotion stands alone only where no sentence follows it. */
export type Piece =
  | { readonly type: "sentence"; readonly text: string; readonly emotions: readonly EmotionMark[] }
  | { readonly type: "delay"; readonly ms: number }
  | { readonly type: "emotion"; readonly emotion: EmotionMark };

export interface Reading {
  /** For the eye: new text without markers. */
  readonly text: string;
  readonly pieces: readonly Piece[];
}

export interface ReplyReaderOptions {
  /** Whether markers are taken out; else they are text like any other. */
  readonly emotions: boolean;
  /** BCP 47; see {@link createSentenceSplitter}. */
  readonly locale?: string | undefined;
}

/** A model must not silence its avatar for longer. */
const MAX_DELAY_MS = 10_000;

export class ReplyReader {
  readonly #parser = createMarkerParser();
  readonly #splitter;
  readonly #emotions: boolean;
  /** Emotions that no sentence has taken along yet, with the number of visible characters before each. */
  readonly #marks: { readonly at: number; readonly emotion: EmotionMark }[] = [];
  #seen = 0;
  #cut = 0;

  constructor({ emotions, locale }: ReplyReaderOptions) {
    this.#emotions = emotions;
    this.#splitter = createSentenceSplitter(locale === undefined ? {} : { locale });
  }

  push(chunk: string): Reading {
    return this.#read(this.#emotions ? this.#parser.push(chunk) : [{ type: "text", text: chunk }]);
  }

  /** The stream is over: everything that was kept back. */
  flush(): Reading {
    const { text, pieces } = this.#read(this.#emotions ? this.#parser.flush() : []);
    const late = this.#marks.splice(0);
    const rest = [...pieces, ...this.#sentences(this.#splitter.flush(), late)];
    return { text, pieces: [...rest, ...late.map(({ emotion }): Piece => ({ type: "emotion", emotion }))] };
  }

  #read(parts: readonly MarkerPart[]): Reading {
    let text = "";
    const pieces: Piece[] = [];
    for (const part of parts) {
      if (part.type === "text") {
        text += part.text;
        this.#seen += visible(part.text);
        pieces.push(...this.#sentences(this.#splitter.push(part.text), this.#marks));
      } else if (part.type === "emotion") {
        this.#marks.push({ at: this.#seen, emotion: { name: part.name, intensity: part.intensity } });
      } else {
        // What stands before a pause is said before it, whole sentence or not.
        pieces.push(...this.#sentences(this.#splitter.flush(), this.#marks));
        pieces.push({ type: "delay", ms: Math.min(part.ms, MAX_DELAY_MS) });
      }
    }
    return { text, pieces };
  }

  /** A sentence takes along the emotions that stand before its last visible character. */
  #sentences(texts: readonly string[], marks: { at: number; emotion: EmotionMark }[]): Piece[] {
    return texts.map((text) => {
      this.#cut += visible(text);
      const emotions: EmotionMark[] = [];
      for (let mark = marks[0]; mark && mark.at < this.#cut; mark = marks[0]) {
        emotions.push(mark.emotion);
        marks.shift();
      }
      return { type: "sentence", text, emotions };
    });
  }
}

const visible = (text: string): number => text.replaceAll(/\s+/gu, "").length;
