/** A text in Markdown that may still grow: what cannot change any more is neither parsed nor rendered again. */
import { html, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import type { MarkedToken } from "marked";
import { lex } from "./bounded-lexer.js";
import { block, type MarkdownTexts } from "./markdown-blocks.js";
import { markdownStyles } from "./markdown.styles.js";

/**
 * How many blocks at the end may still become others: a line that begins may yet be one of the list before it, or turn the
 * paragraph before it into a heading.
 */
const OPEN_BLOCKS = 2;

export class MarkdownText {
  static readonly styles = markdownStyles;
  readonly #texts: MarkdownTexts;
  #text = "";
  #settled: MarkedToken[] = [];
  /** The length of the text of the settled blocks. */
  #length = 0;
  #open: readonly MarkedToken[] = [];

  constructor(texts: MarkdownTexts) {
    this.#texts = texts;
  }

  /** @param text the whole text */
  render(text: string): TemplateResult {
    if (text !== this.#text) this.#read(text);
    const shown = [...this.#settled, ...this.#open];
    return html`<div class="markdown">
      ${shown.map((token) => guard([token.raw], () => block(token, this.#texts)))}
    </div>`;
  }

  #read(whole: string): void {
    // The lexer does the same; here the lengths of the blocks have to be those of the text.
    const text = whole.replace(/\r\n?/g, "\n");
    if (!text.startsWith(this.#text)) {
      this.#settled = [];
      this.#length = 0;
    }
    this.#text = text;
    const tokens = lex(text.slice(this.#length));
    let count = tokens.length;
    for (let open = 0; count > 0 && open < OPEN_BLOCKS; count -= 1) if (tokens[count - 1]?.type !== "space") open += 1;
    for (const token of tokens.slice(0, count)) {
      this.#length += token.raw.length;
      if (token.type !== "space") this.#settled.push(token);
    }
    this.#open = tokens.slice(count).filter(({ type }) => type !== "space");
  }
}
