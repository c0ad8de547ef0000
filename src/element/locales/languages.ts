/** What the shell knows of languages: which one an element is in, and what the page has added. */
import type { PartialTranslation } from "./translation.js";

interface Localized extends HTMLElement {
  requestUpdate(): void;
}

const OBSERVED = { attributeFilter: ["lang", "dir"], subtree: true };

/** The elements in the page. */
const elements = new Set<Localized>();

/** The translations that the page has added, the newest first, each with its language as a BCP 47 tag. */
export const added: (readonly [language: string, words: PartialTranslation])[] = [];

export function renderAll(): void {
  for (const element of elements) element.requestUpdate();
}

/** One for all elements. A server, which loads this module as well, has none. */
let observer: MutationObserver | undefined;

/** Renders the element again when the language around it may have changed. To be called again after a move. */
export function follow(element: Localized): void {
  elements.add(element);
  observer ??= new MutationObserver(renderAll);
  let node: Node | undefined = element;
  while (node) {
    const root: Node = node.getRootNode();
    observer.observe(root, OBSERVED);
    node = hostOf(root);
  }
}

export function unfollow(element: Localized): void {
  elements.delete(element);
  // A single root cannot be let go of. One that is watched for nobody costs next to nothing, and is not kept.
  if (!elements.size) observer?.disconnect();
}

/** The host of a shadow root; undefined for a document. */
const hostOf = (root: Node): Element | undefined => (root as Partial<ShadowRoot>).host;

/** The element with the nearest such attribute: the element itself, or one around it and its hosts, as `:lang()` has it. */
export function nearest(node: Element, attributes: string): HTMLElement | undefined {
  const host = hostOf(node.getRootNode());
  return node.closest<HTMLElement>(attributes) ?? (host && nearest(host, attributes));
}

/** The visitor's language. A browser without one says "C", as its system does. */
const visitors = (): string => (/^[a-z]{2}/i.test(navigator.language) ? navigator.language : "en");

/** The language of the nearest `lang`, else the visitor's: a BCP 47 tag, or whatever the page says. */
export const languageOf = (element: Element): string => nearest(element, "[lang]:not([lang=''])")?.lang ?? visitors();

export const isEnglish = (language: string): boolean => /^en(?![a-z])/i.test(language);

/**
 * Adds a translation, whole or in part, for all elements of the page: another language, or other words in place of ours.
 * It counts before ours and before what was added earlier, and after an element's own `translations`.
 * @param language a BCP 47 tag; with a region it counts for that region only
 */
export function addTranslation(language: string, words: PartialTranslation): void {
  added.unshift([language, words]);
  renderAll();
}
