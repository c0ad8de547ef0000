/** Templates of a Markdown tree. What the model has written is only ever text or the address of a link. */
import { html, nothing, type TemplateResult } from "lit";
import type { MarkedToken, Token, Tokens } from "marked";
import { copyButton } from "../conversation/copy-button.js";
import { safeAddress, splitAtAddresses } from "./safe-link.js";

/**
 * @csspart link - A link in a message.
 * @csspart code - A block of code in a message.
 * @csspart code-header - The line over a block of code, with its language and its button.
 * @csspart inline-code - A piece of code within a line.
 * @csspart quote - A quotation in a message.
 * @csspart rule - A line between paragraphs.
 * @csspart table - The box of a table in a message, which scrolls.
 * @csspart table-cell - A cell of a table in a message.
 */

/** What the visitor reads on and around the blocks. */
export interface MarkdownTexts {
  readonly copy: string;
  readonly copied: string;
  readonly code: string;
  readonly table: string;
}

const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00A0" };
const BREAK = /<br\s{0,9}\/?>/i;
/** The page has headings before these. */
const FIRST_LEVEL = 3;
const LAST_LEVEL = 6;

/** A block of the text, or nothing for the space between two. */
export function block(token: Token, texts: MarkdownTexts): unknown {
  const known = token as MarkedToken;
  switch (known.type) {
    case "space":
    case "def":
      return nothing;
    case "hr":
      return html`<hr part="rule" />`;
    case "heading": {
      const level = Math.min(LAST_LEVEL, known.depth + FIRST_LEVEL - 1);
      return html`<div class="heading" role="heading" aria-level=${level}>${inline(known.tokens)}</div>`;
    }
    case "blockquote":
      return html`<blockquote part="quote">${blocks(known.tokens, texts)}</blockquote>`;
    case "list":
      return list(known, texts);
    case "table":
      return table(known, texts);
    case "code":
      return code(known, texts);
    case "paragraph":
      return html`<p>${inline(known.tokens)}</p>`;
    default:
      // Of an item whose lines are close together: its words without a paragraph.
      return inlineToken(known);
  }
}

const blocks = (tokens: readonly Token[], texts: MarkdownTexts): unknown[] =>
  tokens.map((token) => block(token, texts));

function list({ ordered, start, items }: Tokens.List, texts: MarkdownTexts): TemplateResult {
  const content = items.map((item) => html`<li>${blocks(item.tokens, texts)}</li>`);
  return ordered
    ? html`<ol start=${start === "" ? 1 : start}>
        ${content}
      </ol>`
    : html`<ul>
        ${content}
      </ul>`;
}

/** A wide one scrolls by itself, with the keyboard as well. */
function table({ header, rows }: Tokens.Table, texts: MarkdownTexts): TemplateResult {
  const classOf = ({ align }: Tokens.TableCell): string => align ?? "";
  return html`<div class="scroll" part="table" role="group" aria-label=${texts.table} tabindex="0">
    <table>
      <thead>
        <tr>
          ${header.map((cell) => html`<th part="table-cell" scope="col" class=${classOf(cell)}>${inline(cell.tokens)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td part="table-cell" class=${classOf(cell)}>${inline(cell.tokens)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function code({ text, lang }: Tokens.Code, texts: MarkdownTexts): TemplateResult {
  const button = copyButton({ texts, text: () => text, source: "pre" });
  return html`<div class="code" part="code" dir="ltr">
    <div class="code-head" part="code-header"><span>${lang ?? ""}</span>${button}</div>
    <pre role="group" aria-label=${texts.code} tabindex="0"><code>${text}</code></pre>
  </div>`;
}

const inline = (tokens: readonly Token[], isInLink = false): unknown[] =>
  tokens.map((token) => inlineToken(token, isInLink));

/** @param isInLink a link has none within */
function inlineToken(token: Token, isInLink = false): unknown {
  const known = token as MarkedToken;
  switch (known.type) {
    case "strong":
      return html`<strong>${inline(known.tokens, isInLink)}</strong>`;
    case "em":
      return html`<em>${inline(known.tokens, isInLink)}</em>`;
    case "codespan":
      return html`<code part="inline-code">${known.text}</code>`;
    case "br":
      return html`<br />`;
    case "checkbox":
      return known.checked ? "☑ " : "☐ ";
    case "escape":
      return known.text;
    case "link":
      return (isInLink ? undefined : link(known.href, inline(known.tokens, true))) ?? known.raw;
    case "image":
      // Nothing is fetched because a model wants it: a picture's address may tell what was said.
      return isInLink ? known.text : (link(known.href, known.text || known.href) ?? known.raw);
    case "text":
      if (known.tokens) return inline(known.tokens, isInLink);
      return isInLink ? plain(known.text) : words(known.text);
    default:
      return known.raw;
  }
}

function link(address: string, content: unknown): TemplateResult | undefined {
  const href = safeAddress(address);
  if (href === undefined) return undefined;
  return html`<a part="link" href=${href} title=${href} target="_blank" rel="noopener noreferrer">${content}</a>`;
}

/** Plain words, with the addresses in them as links. */
function words(text: string): unknown {
  return splitAtAddresses(text).map((piece, index) => {
    if (index % 2 === 1) return link(piece, piece) ?? piece;
    return plain(piece);
  });
}

const plain = (text: string): unknown =>
  text.split(BREAK).map((line, at) => [at > 0 ? html`<br />` : nothing, line.replace(ENTITY, character)]);

function character(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
  const point = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
  const isCharacter = point > 0 && point <= 0x10_ff_ff && !(point >= 0xd8_00 && point <= 0xdf_ff);
  return isCharacter ? String.fromCodePoint(point) : whole;
}
