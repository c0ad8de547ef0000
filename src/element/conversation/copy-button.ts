import { html, type TemplateResult } from "lit";

/**
 * @csspart copy-button - The button that copies a block of code, or the transcript of a conversation that is over.
 */

export interface CopyOptions {
  readonly texts: { readonly copy: string; readonly copied: string };
  /** Called at the press. */
  readonly text: () => string;
  /** The selector of what has the text, within the nearest parent of the button's row. */
  readonly source: string;
}

/** A button that copies. Where the page may not write to the clipboard, the text is selected, and the visitor's own keys copy. */
export function copyButton({ texts, text, source }: CopyOptions): TemplateResult {
  const say = (button: HTMLElement, isDone: boolean): void => {
    button.textContent = isDone ? texts.copied : texts.copy;
    const status = button.nextElementSibling;
    if (status) status.textContent = isDone ? texts.copied : "";
  };
  const handlePress = ({ currentTarget }: Event): void => {
    const button = currentTarget as HTMLElement;
    write(text()).then(
      () => {
        say(button, true);
      },
      () => {
        const found = button.parentElement?.parentElement?.querySelector(source);
        if (found) getSelection()?.selectAllChildren(found);
      },
    );
  };
  const handleBlur = ({ currentTarget }: Event): void => {
    say(currentTarget as HTMLElement, false);
  };
  return html`<button
      type="button"
      part="copy-button"
      aria-label=${texts.copy}
      .textContent=${texts.copy}
      @click=${handlePress}
      @blur=${handleBlur}
    ></button
    ><span class="who" role="status"></span>`;
}

/** Rejects where there is no clipboard, too. */
const write = async (text: string): Promise<void> => {
  await navigator.clipboard.writeText(text);
};
