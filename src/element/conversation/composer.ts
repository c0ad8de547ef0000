import { html, nothing, type TemplateResult } from "lit";
import { isComposing } from "../controllers/keys.js";
import { sendIcon } from "./icons.js";
import type { ViewContext } from "./view-context.js";
import { isWriting } from "./writing-keys.js";

/**
 * The composer: the text field and its Send button. A message that fails shows as a notice.
 */
export class Composer {
  /** Whether the Enter that is held belongs to an input method. */
  #isConfirming = false;

  render({ host, session, texts }: ViewContext, handleSend: () => void): TemplateResult | typeof nothing {
    if (host.noTextInput) return nothing;
    const submit = (event: SubmitEvent): void => {
      event.preventDefault();
      const input = (event.currentTarget as HTMLFormElement).elements.namedItem("text") as HTMLInputElement;
      const text = input.value.trim();
      if (!text || this.#isConfirming) return;
      input.value = "";
      handleSend();
      session.sendMessage(text).catch(() => undefined);
    };
    return html`<form
      class="composer"
      part="composer"
      @submit=${submit}
      @keydown=${this.#handleKey}
      @keypress=${this.#handleKey}
      @keyup=${this.#handleKey}
    >
      <input
        class="input"
        part="input"
        name="text"
        type="text"
        dir="auto"
        autocomplete="off"
        enterkeyhint="send"
        maxlength="2000"
        placeholder=${texts.message}
        aria-label=${texts.message}
      />
      <button class="round send" part="send-button" type="submit" aria-label=${texts.send}>${sendIcon}</button>
    </form>`;
  }

  readonly #handleKey = (event: KeyboardEvent): void => {
    if (event.type === "keydown") this.#isConfirming = event.key === "Enter" && isComposing(event);
    if (event.type === "keyup") this.#isConfirming = false;
    if (isWriting(event)) event.stopPropagation();
  };
}
