import { html, nothing, type TemplateResult } from "lit";
import { sendIcon } from "./icons.js";
import type { ViewContext } from "./view-context.js";

/** The composer: the text field and its Send button. A message that fails shows as a notice. */
export function composer({ host, session, texts }: ViewContext): TemplateResult | typeof nothing {
  if (host.noTextInput) return nothing;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem("text") as HTMLInputElement;
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    session.sendMessage(text).catch(() => undefined);
  };
  return html`<form class="composer" part="composer" @submit=${submit}>
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
