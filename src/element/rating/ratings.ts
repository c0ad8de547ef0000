/** The ratings of a conversation: thumbs for each answer, and a thumb and a word at the end. Each is an event, and no more. */
import { html, type TemplateResult } from "lit";
import { state } from "../../core/signals.js";
import { keepWriting } from "../conversation/writing-keys.js";
import type { Rating } from "../events.js";
import { ratingTexts } from "../locales/rating-texts.js";
import type { Locale } from "../controllers/locale-controller.js";
import { ratingStyles } from "./rating.styles.js";

type Value = Exclude<Rating["value"], null>;

const PATHS: Readonly<Record<Value, string>> = {
  up: "M7 11v8H4v-8zM7 11l4-7c1.600 0 2.500 1 2.200 2.600L12.700 10H18a2 2 0 0 1 2 2.400l-1.200 5A2 2 0 0 1 16.900 19H7",
  down: "M7 13V5H4v8zM7 13l4 7c1.600 0 2.500-1 2.200-2.600L12.700 14H18a2 2 0 0 0 2-2.400l-1.200-5A2 2 0 0 0 16.900 5H7",
};

/**
 * @csspart rating - The thumbs of an answer, and the form at the end.
 * @csspart rating-button - A thumb.
 * @csspart rating-input - The text field for a word at the end.
 * @csspart rating-send - The button that sends the rating at the end.
 */
export class Ratings {
  readonly styles = ratingStyles;
  readonly #rate: (rating: Rating) => void;
  readonly #answers = state<ReadonlyMap<string, Value>>(new Map());
  readonly #end = state<Value | "sent" | undefined>(undefined);
  /** What is typed at the end. */
  #words = "";
  /** Whether the thanks take the focus of the form that they replace. */
  #thanks = false;

  constructor(rate: (rating: Rating) => void) {
    this.#rate = rate;
  }

  /** Reads signals, as {@link end} does. */
  answer(messageId: string, locale: Locale): TemplateResult {
    const texts = locale.texts(ratingTexts, "ratings");
    const chosen = this.#answers.get().get(messageId);
    const choose = (pressed: Value): void => {
      const value = pressed === chosen ? null : pressed;
      const answers = new Map(this.#answers.get());
      if (value) answers.set(messageId, value);
      else answers.delete(messageId);
      this.#answers.set(answers);
      this.#rate({ target: "answer", messageId, value });
    };
    // Not told with each answer.
    return html`<div class="rating" part="rating" role="group" aria-label=${texts.answer} aria-live="off">
      ${thumbs(chosen, texts.answers, choose)}
    </div>`;
  }

  end(locale: Locale): TemplateResult {
    const texts = locale.texts(ratingTexts, "ratings");
    const chosen = this.#end.get();
    if (chosen === "sent") return html`<p class="rated" part="rating" role="status" tabindex="-1">${texts.thanks}</p>`;
    const submit = (event: Event): void => {
      event.preventDefault();
      const text = this.#words.trim();
      if (!chosen && !text) return;
      this.#words = "";
      this.#thanks = true;
      this.#end.set("sent");
      this.#rate({ target: "conversation", value: chosen ?? null, ...(text && { text }) });
    };
    return html`<form
      class="rating end"
      part="rating"
      @submit=${submit}
      @keydown=${keepWriting}
      @keypress=${keepWriting}
      @keyup=${keepWriting}
    >
      <p id="rating-question">${texts.conversation}</p>
      <div class="thumbs" role="group" aria-labelledby="rating-question">
        ${thumbs(chosen, texts.conversations, (pressed) => {
          this.#end.set(pressed === chosen ? undefined : pressed);
        })}
      </div>
      <textarea
        class="words"
        part="rating-input"
        rows="2"
        dir="auto"
        maxlength="2000"
        placeholder=${texts.words}
        aria-label=${texts.words}
        @input=${({ currentTarget }: Event) => {
          this.#words = (currentTarget as HTMLTextAreaElement).value;
        }}
      ></textarea>
      <button class="pill" part="rating-send" type="submit">${texts.send}</button>
    </form>`;
  }

  begin(): void {
    this.#answers.set(new Map());
    this.#end.set(undefined);
    this.#words = "";
  }

  updated(root: ParentNode): void {
    if (!this.#thanks) return;
    this.#thanks = false;
    root.querySelector<HTMLElement>(".rated")?.focus({ preventScroll: true });
  }
}

function thumbs(
  chosen: Value | undefined,
  labels: Readonly<Record<Value, string>>,
  choose: (value: Value) => void,
): TemplateResult[] {
  return (["up", "down"] as const).map(
    (value) =>
      html`<button
        class="plain thumb"
        part="rating-button"
        type="button"
        aria-label=${labels[value]}
        title=${labels[value]}
        aria-pressed=${chosen === value ? "true" : "false"}
        @click=${() => {
          choose(value);
        }}
      >
        <svg part="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[value]}></path></svg>
      </button>`,
  );
}
