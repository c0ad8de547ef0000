import { type CSSResult, unsafeCSS } from "@lit/reactive-element";

/** Before Chrome 123, Firefox 120 and Safari 17.5 there is no `light-dark()`. A server shows nothing. */
const IS_OLD = typeof CSS === "object" && !CSS.supports("color", "light-dark(#000,#fff)");

/** The style sheets that were made for other documents than the script's own, which take only sheets of their own, and for old browsers. */
const FOREIGN = new WeakMap<Document, Map<CSSResult, CSSStyleSheet>>();

/** The styles as this browser can read them: an old one gets the light colours. */
export const readable = (styles: CSSResult): CSSResult =>
  IS_OLD ? unsafeCSS(styles.cssText.replace(/light-dark\(([^,]+),[^)]+\)/g, "$1")) : styles;

/**
 * Adds the styles to a render root, unless they are there. To be called with each update, since an element that is moved into
 * another document loses them.
 * @param isFirst whether they come before all others: a class that extends ours has its own after them
 */
export function adopt(root: HTMLElement | DocumentFragment, styles: CSSResult, isFirst = false): void {
  if (!(root instanceof ShadowRoot)) return;
  const sheet = root.ownerDocument === document && !IS_OLD ? styles.styleSheet : sheetOf(root.ownerDocument, styles);
  if (!sheet || root.adoptedStyleSheets.includes(sheet)) return;
  if (isFirst) root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
  else root.adoptedStyleSheets.push(sheet);
}

function sheetOf(owner: Document, styles: CSSResult): CSSStyleSheet | undefined {
  const sheets = FOREIGN.get(owner) ?? new Map<CSSResult, CSSStyleSheet>();
  FOREIGN.set(owner, sheets);
  const view = owner.defaultView;
  let sheet = sheets.get(styles);
  // A document without a window is never shown.
  if (!sheet && view) {
    sheet = new view.CSSStyleSheet();
    sheet.replaceSync(readable(styles).cssText);
    sheets.set(styles, sheet);
  }
  return sheet;
}
