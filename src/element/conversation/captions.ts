/** The captions over the picture: at most two lines. A sentence that is longer is shown in pages, at about the pace of speech. */
import { html, nothing, type TemplateResult } from "lit";
import type { AvatarSession } from "../../session/index.js";
import { type Clock, systemClock } from "../../core/clock.js";
import { state } from "../../core/signals.js";
import { isSoundOff, type ViewContext } from "./view-context.js";

/**
 * @csspart captions - The caption of the words that are being spoken.
 * @csspart caption-said - The words of the avatar in the captions.
 * @csspart caption-heard - The words of the visitor in the captions, while they are recognised.
 */

/** The width of two lines at first, in letters: more than fits anywhere. */
const FIRST_WIDTH = 160;
const LEAST_WIDTH = 16;
/** The milliseconds of speech for each letter; signs that are as wide as two letters take as long as two. */
const LETTER_MS = 68;

export class Captions {
  readonly #clock: Clock;
  /** The letters that two lines hold, as it was measured. */
  readonly #width = state(FIRST_WIDTH);
  /** Changes when the next page is due. */
  readonly #turns = state(0);
  #sentence: string | undefined;
  #began = 0;
  #cancel: () => void = noop;
  #box = 0;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** When the sound is off, captions show even where the page has switched them off. Reads signals. */
  render({ host, session, segment, soundFailed }: ViewContext): TemplateResult | typeof nothing {
    const { reply, partialTranscript } = session.signals;
    const isVoiceless = host.isVoiceless || soundFailed || host.error?.stage === "tts";
    this.#begin(segment);
    if (host.noCaptions && !isVoiceless && !isSoundOff(host, session)) return nothing;
    this.#turns.get();
    const width = this.#width.get();
    const heard = partialTranscript.get();
    // Text arrives ahead of the voice: captions show the sentence that sounds.
    const written = isVoiceless ? reply.get() || lastAnswer(session) : host.speaksSegments ? "" : reply.get();
    const said = segment === undefined ? tailOf(written, width) : this.#page(segment, width);
    if (!heard && !said) return nothing;
    // Not a live region: the transcript is one, and the avatar speaks.
    return html`<div class="captions" part="captions" dir="auto">
      <p class=${heard ? "heard" : "said"} part=${heard ? "caption-heard" : "caption-said"}>
        ${heard ? tailOf(heard, width) : said}
      </p>
    </div>`;
  }

  /** Measures what fits; to be called after each render. */
  updated(root: ParentNode): void {
    const box = root.querySelector<HTMLElement>(".captions");
    const text = box?.querySelector("p");
    if (!box || !text) return;
    const room = box.parentElement?.clientWidth ?? 0;
    const width = this.#width.get();
    // A pixel for rounding.
    if (text.offsetHeight > box.clientHeight + 1 && width > LEAST_WIDTH) {
      this.#measure(Math.max(LEAST_WIDTH, Math.floor(width * 0.85)));
    } else if (room > this.#box + 8) this.#measure(FIRST_WIDTH);
    this.#box = room;
  }

  /** After the render that was measured. */
  #measure(width: number): void {
    queueMicrotask(() => {
      this.#width.set(width);
    });
  }

  release(): void {
    this.#begin(undefined);
  }

  #begin(sentence: string | undefined): void {
    if (sentence === this.#sentence) return;
    this.#cancel();
    this.#sentence = sentence;
    this.#began = this.#clock.now();
  }

  /** The page that is heard now, by the time since the sentence began. */
  #page(sentence: string, width: number): string {
    this.#cancel();
    let left = this.#clock.now() - this.#began;
    const pages = pagesOf(sentence, width);
    for (const page of pages.slice(0, -1)) {
      const ms = widthOf(page) * LETTER_MS;
      if (left < ms) {
        this.#cancel = this.#clock.setTimeout(() => {
          this.#turns.set(this.#turns.get() + 1);
        }, ms - left);
        return page;
      }
      left -= ms;
    }
    return pages.at(-1) ?? "";
  }
}

/** Signs of East Asia are as wide as two letters. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/gu;

const widthOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

/** Pieces between which a line may end: words with their spaces, and signs of writing without spaces. */
const piecesOf = (text: string): readonly string[] =>
  text.match(/[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60]|[^\s\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60]+\s*|\s+/g) ?? [];

/** The sentence in pages of about the same width, none wider than `width` unless one word is. */
export function pagesOf(sentence: string, width: number): readonly string[] {
  const count = Math.ceil(widthOf(sentence) / width);
  if (count <= 1) return [sentence];
  const fair = widthOf(sentence) / count;
  const pages: string[] = [];
  let page = "";
  for (const piece of piecesOf(sentence)) {
    const isFull = widthOf(page) >= fair || widthOf((page + piece).trimEnd()) > width;
    if (page && isFull) {
      pages.push(page.trim());
      page = "";
    }
    page += piece;
  }
  return [...pages, page.trim()].filter(Boolean);
}

/** The end of a text that is still growing, starting at a word. */
function tailOf(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const pieces = piecesOf(text.slice(-width));
  let tail = "";
  // The first piece may be a part of a word.
  for (const piece of pieces.slice(1).toReversed()) {
    if (widthOf(piece + tail) > width - 2) break;
    tail = piece + tail;
  }
  return `… ${tail || text.slice(-Math.floor(width / 2))}`;
}

/** The newest answer, which nobody could hear. */
function lastAnswer({ signals }: AvatarSession): string {
  const last = signals.messages.get().at(-1);
  return last?.role === "assistant" && typeof last.content === "string" ? last.content : "";
}

const noop = (): void => undefined;
