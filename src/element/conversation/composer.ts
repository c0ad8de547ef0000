import { html, nothing, type TemplateResult } from "lit";
import { isComposing } from "../controllers/keys.js";
import { sendIcon } from "./icons.js";
import type { ViewContext } from "./view-context.js";

/** The keys of an editor that are also its own with Ctrl or Cmd. */
const EDITING_KEYS = /^([acvxyz]|Arrow.*|Home|End|Backspace|Delete|Enter)$/i;

/**
 * Whether a key of the text field is part of writing. All others mean there what they mean anywhere: Escape, Tab, function keys,
 * and chords such as Ctrl+K.
 */
function isWriting(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey } = event;
  if (isComposing(event)) return true;
  if (/^(Escape|Tab|F\d+|Control|Meta|Alt)$/.test(key)) return false;
  if (event.getModifierState("AltGraph")) return true;
  if (ctrlKey || metaKey) return EDITING_KEYS.test(key);
  // On a Mac, Alt writes signs; elsewhere, Alt and a letter choose something of the page.
  return !(altKey && /^[a-z\d]$/i.test(key));
}

/**
 * The composer: the text field and its Send button. A message that fails shows as a notice. What is written stays in the
 * element: to a page's listener the event would come from `<live-avatar>`, and it would take a letter for one of its shortcuts.
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
