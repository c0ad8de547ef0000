import type { CSSResult } from "lit";

/** The style sheets that were made for other documents than the script's own: a document takes only sheets of its own. */
const FOREIGN = new WeakMap<Document, Map<CSSResult, CSSStyleSheet>>();

/**
 * Adds the styles to a render root, unless they are there. To be called with each update, since an element that is moved into
 * another document loses them.
 */
export function adopt(root: HTMLElement | DocumentFragment, styles: CSSResult): void {
  if (!(root instanceof ShadowRoot)) return;
  const sheet = root.ownerDocument === document ? styles.styleSheet : foreignSheet(root.ownerDocument, styles);
  if (sheet && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}

function foreignSheet(owner: Document, styles: CSSResult): CSSStyleSheet | undefined {
  const sheets = FOREIGN.get(owner) ?? new Map<CSSResult, CSSStyleSheet>();
  FOREIGN.set(owner, sheets);
  const view = owner.defaultView;
  let sheet = sheets.get(styles);
  // A document without a window is never shown.
  if (!sheet && view) {
    sheet = new view.CSSStyleSheet();
    sheet.replaceSync(styles.cssText);
    sheets.set(styles, sheet);
  }
  return sheet;
}
