import { html, nothing, type TemplateResult } from "lit";
import { LiveAvatarError } from "../../core/errors.js";
import { state } from "../../core/signals.js";
import { isComposing } from "../controllers/keys.js";
import type { Texts } from "../locales/en.js";
import { sendIcon } from "./icons.js";
import { PicturesView } from "./pictures-view.js";
import type { ViewContext } from "./view-context.js";
import { keepWriting } from "./writing-keys.js";

/** The characters that a message may have. */
const MAX_LENGTH = 10_000;
/** How many characters before the limit the visitor is told of it. */
const TOLD_AHEAD = 500;
/** The lines that the field grows to. */
const MAX_ROWS = 5;
/** The codes with which a session refuses a message before it is in the history. */
const REFUSALS = /^(wrong-state|config-invalid)$/;

/**
 * The composer: the text field, its pictures and its Send button. It keeps what is typed, whatever becomes of the field. What
 * was not accepted comes back into the field; an answer that fails shows as a notice.
 */
export class Composer {
  /** What is in the field, or was when there was one. */
  #draft = "";
  #field: HTMLTextAreaElement | null = null;
  /** The length of the text while it is near the limit or above it. */
  readonly #told = state<number | undefined>(undefined);
  readonly #pictures = new PicturesView();
  /** Whether the Enter that is held belongs to an input method. */
  #isConfirming = false;

  render(context: ViewContext, handleSend: () => void): TemplateResult | typeof nothing {
    const { host, texts } = context;
    if (host.noTextInput) return nothing;
    const pictures = this.#pictures.render(context);
    const told = this.#told.get();
    const isTooLong = told !== undefined && told > MAX_LENGTH;
    const submit = (event: SubmitEvent): void => {
      event.preventDefault();
      this.#submit(context, handleSend);
    };
    return html`<form
      class="composer"
      part="composer"
      @submit=${submit}
      @keydown=${this.#handleKey}
      @keypress=${this.#handleKey}
      @keyup=${this.#handleKey}
      @paste=${pictures?.handlePaste}
      @dragover=${pictures?.handleDragover}
      @drop=${pictures?.handleDrop}
    >
      ${pictures?.previews} ${pictures?.button}
      <textarea
        class="input"
        part="input"
        name="text"
        rows="1"
        dir="auto"
        autocomplete="off"
        enterkeyhint="send"
        placeholder=${texts.message}
        aria-label=${texts.message}
        aria-invalid=${isTooLong ? "true" : nothing}
        @input=${this.#handleInput}
      ></textarea>
      <button
        class="round send"
        part="send-button"
        type="submit"
        aria-label=${texts.send}
        aria-disabled=${isTooLong || pictures?.isBusy ? "true" : "false"}
      >
        ${sendIcon}
      </button>
      <p class="limit" role="status" .textContent=${limitText(told, texts)}></p>
    </form>`;
  }

  /** Puts the text into a new field; to be called after each render. */
  updated(root: ParentNode): void {
    this.#pictures.updated(root);
    const field = root.querySelector<HTMLTextAreaElement>("textarea.input");
    if (field === this.#field) return;
    this.#field = field;
    if (field && this.#draft) this.#write(this.#draft);
  }

  #submit({ host, session }: ViewContext, handleSend: () => void): void {
    const written = this.#field?.value ?? "";
    const text = written.trim();
    if (this.#isConfirming || written.length > MAX_LENGTH) return;
    // Nothing goes without a picture that is still being read.
    if (this.#pictures.isBusy) return;
    const images = host.sees ? this.#pictures.take() : undefined;
    if (!text && !images) return;
    this.#write("");
    handleSend();
    session.sendMessage(text, images && { images: images.map(({ url }) => url) }).catch((error: unknown) => {
      if (!LiveAvatarError.is(error) || !REFUSALS.test(error.code)) return;
      this.#write([written, this.#draft].filter(Boolean).join("\n"));
      if (images) this.#pictures.restore(images, error.code === "config-invalid");
    });
  }

  #write(text: string): void {
    this.#keep(text);
    if (!this.#field) return;
    this.#field.value = text;
    fit(this.#field);
  }

  #keep(text: string): void {
    this.#draft = text;
    this.#told.set(text.length > MAX_LENGTH - TOLD_AHEAD ? text.length : undefined);
  }

  readonly #handleInput = (event: Event): void => {
    const field = event.currentTarget as HTMLTextAreaElement;
    this.#keep(field.value);
    fit(field);
  };

  readonly #handleKey = (event: KeyboardEvent): void => {
    const isEnter = event.key === "Enter";
    if (event.type === "keydown") {
      this.#isConfirming = isEnter && isComposing(event);
      if (isEnter && !event.shiftKey && !this.#isConfirming && event.target === this.#field) {
        event.preventDefault();
        this.#field?.form?.requestSubmit();
      }
    }
    if (event.type === "keyup") this.#isConfirming = false;
    keepWriting(event);
  };
}

/** Both sentences say what there is to do: a limit is told before it is reached, and what is beyond it is not cut off. */
function limitText(length: number | undefined, texts: Texts): string {
  if (length === undefined) return "";
  return length > MAX_LENGTH ? texts.tooLong(length, MAX_LENGTH) : texts.lengthLeft(MAX_LENGTH - length);
}

/** The rows that the text needs, where the browser does not size the field by itself. */
function fit(field: HTMLTextAreaElement): void {
  if (CSS.supports("field-sizing", "content")) return;
  field.rows = 1;
  const { lineHeight, paddingBlockStart, paddingBlockEnd } = getComputedStyle(field);
  const height = field.scrollHeight - parseFloat(paddingBlockStart) - parseFloat(paddingBlockEnd);
  field.rows = Math.min(MAX_ROWS, Math.max(1, Math.round(height / parseFloat(lineHeight))));
}
