/** Turns what a model streams into what can be read at once and what can be spoken: markers out, words found, sentences cut. */
import { createMarkerParser, type MarkerPart } from "../../core/marker-parser.js";
import { createSpeechText } from "../../core/speech-text/speech-text.js";
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
  /** What a voice is given of it. */
  readonly pieces: readonly Piece[];
}

export interface ReplyReaderOptions {
  /** Whether markers are acted upon. They are taken out in any case. */
  readonly emotions: boolean;
  /** Whether the text is words already, every sign of which is to be spoken as it is; markers are then text, too. */
  readonly verbatim?: boolean | undefined;
  /** BCP 47; see {@link createSentenceSplitter}. */
  readonly locale?: string | undefined;
}

/** A model must not silence its avatar for longer. */
const MAX_DELAY_MS = 10_000;

export class ReplyReader {
  readonly #parser = createMarkerParser();
  readonly #speech = createSpeechText();
  readonly #splitter;
  readonly #emotions: boolean;
  readonly #verbatim: boolean;
  /** Emotions that no sentence has taken along yet, with the number of characters to be spoken before each. */
  readonly #marks: { readonly at: number; readonly emotion: EmotionMark }[] = [];
  #seen = 0;
  #cut = 0;

  constructor({ emotions, verbatim = false, locale }: ReplyReaderOptions) {
    this.#emotions = emotions;
    this.#verbatim = verbatim;
    this.#splitter = createSentenceSplitter(locale === undefined ? {} : { locale });
  }

  push(chunk: string): Reading {
    return this.#read(this.#verbatim ? [{ type: "text", text: chunk }] : this.#parser.push(chunk));
  }

  /** The stream is over: everything that was kept back. */
  flush(): Reading {
    const { text, pieces } = this.#read(this.#parser.flush());
    pieces.push(...this.#speak(this.#speech.flush()));
    const late = this.#marks.splice(0);
    const rest = [...pieces, ...this.#sentences(this.#splitter.flush(), late)];
    return { text, pieces: [...rest, ...late.map(({ emotion }): Piece => ({ type: "emotion", emotion }))] };
  }

  #read(parts: readonly MarkerPart[]): { readonly text: string; readonly pieces: Piece[] } {
    let text = "";
    const pieces: Piece[] = [];
    for (const part of parts) {
      if (part.type === "text") {
        text += part.text;
        pieces.push(...this.#speak(this.#verbatim ? part.text : this.#speech.push(part.text)));
        continue;
      }
      if (!this.#emotions) continue;
      // What stands before a marker has to be known as words before it.
      pieces.push(...this.#speak(this.#speech.pause()));
      if (part.type === "emotion") {
        this.#marks.push({ at: this.#seen, emotion: { name: part.name, intensity: part.intensity } });
      } else {
        // What stands before a pause is said before it, whole sentence or not.
        pieces.push(...this.#sentences(this.#splitter.flush(), this.#marks));
        pieces.push({ type: "delay", ms: Math.min(part.ms, MAX_DELAY_MS) });
      }
    }
    return { text, pieces };
  }

  #speak(words: string): Piece[] {
    this.#seen += visible(words);
    return this.#sentences(this.#splitter.push(words), this.#marks);
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
