/** The visitor's own fullscreen: a running avatar is shown over the whole page, and then again where it was. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

export type ExpansionHost = HTMLElement &
  Pick<ReactiveControllerHost, "addController"> & {
    readonly renderRoot: HTMLElement | DocumentFragment;
    layout: "inline" | "floating" | "fullscreen";
    open: boolean;
  };

export class Expansion implements ReactiveController {
  readonly #host: ExpansionHost;
  /** Where the avatar was; undefined while it is there. */
  #from: { readonly layout: "inline" | "floating"; readonly open: boolean } | undefined;
  #releasePlace: () => void = noop;

  constructor(host: ExpansionHost) {
    this.#host = host;
    host.addEventListener("avatar-hide", () => {
      this.#leave(false);
    });
  }

  get isExpanded(): boolean {
    return this.#from !== undefined && this.#host.layout === "fullscreen";
  }

  /** Shows the avatar over the whole page. */
  expand(): void {
    const { layout, open } = this.#host;
    if (layout === "fullscreen") return;
    this.#forget();
    if (layout === "inline") this.#releasePlace = holdPlace(this.#host);
    this.#from = { layout, open };
    this.#host.layout = "fullscreen";
  }

  /** Shows the avatar where it was; false where it is there. */
  collapse(): boolean {
    return this.#leave(true);
  }

  hostUpdated(): void {
    // The visitor or the page has given it another layout. Its place is given up only when its box is back: a page that became
    // shorter and longer again would be scrolled by the browser.
    if (this.#from && this.#host.layout !== "fullscreen") this.#forget();
  }

  #leave(isOpen: boolean): boolean {
    const from = this.#from;
    if (!from || !this.isExpanded) return false;
    this.#host.layout = from.layout;
    this.#host.open = isOpen || from.layout === "inline" ? from.open : false;
    return true;
  }

  #forget(): void {
    this.#from = undefined;
    this.#releasePlace();
    this.#releasePlace = noop;
  }
}

/** Keeps the place of an element in the flow of its page, while its box is in the top layer. @returns gives the place up */
function holdPlace(host: ExpansionHost): () => void {
  const root = host.renderRoot as ShadowRoot;
  const view = host.ownerDocument.defaultView;
  // Without popovers the element itself has to leave its place.
  if (!view || !("popover" in host)) return noop;
  const { inlineSize, blockSize } = view.getComputedStyle(host);
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(
    `:host{position:relative!important;inset:auto!important;box-sizing:border-box;inline-size:${inlineSize};block-size:${blockSize}}`,
  );
  root.adoptedStyleSheets.push(sheet);
  return () => {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
  };
}

const noop = (): void => undefined;
