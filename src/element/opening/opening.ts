/** The ways to begin besides Start: questions that start a conversation, and the choice to talk or to write. */
import { html, nothing, type TemplateResult } from "lit";
import { openingTexts } from "../locales/opening-texts.js";
import type { Locale } from "../controllers/locale-controller.js";
import { openingStyles } from "./opening.styles.js";

export interface OpeningContext {
  readonly locale: Locale;
  /** The attribute. */
  readonly suggestions: string | undefined;
  /** Whether the page has questions of its own in the slot. */
  readonly hasSlotted: boolean;
  /** Whether the visitor has two ways: Start opens the microphone, and one can write. */
  readonly isChoice: boolean;
  /** Whether the last start has failed: its way is tried again. */
  readonly hasFailed: boolean;
  readonly ask: (question: string) => void;
  readonly write: () => void;
}

export interface OpeningView {
  /** The text of the Start button; undefined: its own. */
  readonly label: string | undefined;
  /** The buttons below Start. */
  readonly gate: unknown;
  /** The questions, for a conversation in which nobody has asked anything yet. */
  readonly questions: unknown;
}

export const styles = openingStyles;

/**
 * @csspart write-button - The button that starts a conversation without the microphone, beside Start, where `gate="choice"`.
 * @csspart suggestions - The box of the questions to begin with.
 * @csspart suggestion - A question to begin with: a button.
 */
export function opening(context: OpeningContext): OpeningView {
  const { isChoice, hasFailed, locale } = context;
  const texts = locale.texts(openingTexts, "opening");
  const hasWays = isChoice && !hasFailed;
  const questions = questionsOf(context);
  return {
    label: hasWays ? texts.talk : undefined,
    gate: html`${
      hasWays
        ? html`<button class="start write" part="write-button" type="button" @click=${context.write}>
            <svg part="icon" viewBox="0 0 24 24" aria-hidden="true">
              <path d="M4 20l1-4L16 5l3 3L8 19zM13.500 7.500l3 3"></path>
            </svg>
            ${texts.write}
          </button>`
        : nothing
    }${questions}`,
    questions,
  };
}

function questionsOf({ locale, suggestions = "", hasSlotted, ask }: OpeningContext): TemplateResult | typeof nothing {
  const questions = suggestions
    .split("|")
    .map((question) => question.trim())
    .filter(Boolean);
  if (questions.length === 0 && !hasSlotted) return nothing;
  const handleClick = ({ target }: Event): void => {
    const button = target instanceof Element ? target.closest("button") : null;
    // Those with an action have it without us.
    if (button && !button.dataset["avatarAction"]) ask(button.textContent.trim());
  };
  /* eslint-disable lit-a11y/click-events-have-key-events -- it hears the clicks of the buttons inside, which have their keys */
  return html`<div
    class="suggestions"
    part="suggestions"
    role="group"
    aria-label=${locale.texts(openingTexts, "opening").suggestions}
  >
    <slot name="suggestions" @click=${handleClick}
      >${questions.map(
        (question) => html`<button class="suggestion" part="suggestion" type="button" dir="auto">${question}</button>`,
      )}</slot
    >
  </div>`;
  /* eslint-enable lit-a11y/click-events-have-key-events */
}
