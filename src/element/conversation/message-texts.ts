/** The texts of messages: plain, until Markdown is there for those of the avatar that seem to have some. */
import { html } from "lit";
import { state } from "../../core/signals.js";
import { adopt } from "../adopt-styles.js";
import { loadChunk } from "../load-chunk.js";
import type { Texts } from "../locales/en.js";
import type * as Markdown from "../markdown/markdown-text.js";
import { PART_LENGTH, partsOf } from "./long-text.js";

/** The longest text that is read as Markdown, in UTF-16 units; whoever sends more sends no chat. */
const MAX_LENGTH = 50_000;
/** Signs that mean something in Markdown. */
const SIGNS = /[*_`<>[\]|\\]|https?:|&\w|^ {0,9}(?:#{1,6}|[-+]|\d{1,9}[.)])[ \t]|^-{3}/m;

type Module = typeof Markdown;

export class MessageTexts {
  readonly #module = state<Module | undefined>(undefined);
  readonly #rendered = new Map<string, InstanceType<Module["MarkdownText"]>>();
  #isAsked = false;
  #texts: Texts | undefined;

  /** What a rendered message depends on beside its words; reads signals. */
  get version(): unknown {
    return this.#module.get();
  }

  /** @param isMarkdown whether the text may have Markdown: the visitor's own words are what they are */
  render(id: string, text: string, isMarkdown: boolean, texts: Texts): unknown {
    if (isMarkdown && text.length <= MAX_LENGTH && SIGNS.test(text)) {
      const module = this.#module.get();
      if (module) return this.#markdown(module, id, texts).render(text);
      this.#load();
    }
    const parts =
      text.length > PART_LENGTH ? partsOf(text).map((part) => html`<span class="part">${part}</span>`) : text;
    return html`<p>${parts}</p>`;
  }

  /** To be called after each render. @param shown the messages that are rendered */
  updated(root: ParentNode, shown: readonly { readonly id: string }[]): void {
    const styles = this.#module.get()?.MarkdownText.styles;
    if (styles) adopt(root as ShadowRoot, styles);
    if (this.#rendered.size <= shown.length) return;
    const ids = new Set(shown.map(({ id }) => id));
    for (const id of this.#rendered.keys()) if (!ids.has(id)) this.#rendered.delete(id);
  }

  /** Another conversation: what could not be loaded is tried again. */
  reset(): void {
    this.#isAsked = false;
    this.#rendered.clear();
  }

  #markdown({ MarkdownText }: Module, id: string, texts: Texts): InstanceType<Module["MarkdownText"]> {
    if (texts !== this.#texts) this.#rendered.clear();
    this.#texts = texts;
    const known = this.#rendered.get(id) ?? new MarkdownText(texts);
    this.#rendered.set(id, known);
    return known;
  }

  #load(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const load = (): Promise<Module> => import("../markdown/markdown-text.js");
    loadChunk(load).then(
      (module) => {
        this.#module.set(module);
      },
      // A text can be read as it is.
      () => undefined,
    );
  }
}
