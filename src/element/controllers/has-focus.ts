/**
 * Whether the focus is in the element, its shadow tree or what the page has put into its slots. Not `:focus-within`, which
 * ends at the top layer in Chromium, and which WebKit matches nowhere in a window that is not the active one.
 */
export function hasFocus(element: HTMLElement): boolean {
  return element.contains((element.getRootNode() as Document | ShadowRoot).activeElement);
}
