/**
 * The layouts outside the flow of the page, a chunk that only pages with such a layout load: their styles, and what a
 * fullscreen avatar does to the page that it covers.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { adopt } from "../adopt-styles.js";
import { Cover } from "./cover.js";
import { layoutStyles } from "./layout.styles.js";
import { TopLayer } from "./top-layer.js";

export type LayoutHost = HTMLElement &
  ReactiveControllerHost & {
    readonly layout: string;
    readonly open: boolean;
    readonly renderRoot: HTMLElement | DocumentFragment;
  };

const ARRANGED = new WeakSet<LayoutHost>();

/** Lays out an element from now on; a second call changes nothing. */
export function arrange(host: LayoutHost): void {
  if (ARRANGED.has(host)) return;
  ARRANGED.add(host);
  host.addController(new LayoutController(host));
  host.requestUpdate();
}

/** Keeps the place of an element in the flow of its page, while its box is in the top layer. @returns gives the place up */
export function holdPlace(host: LayoutHost): () => void {
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

class LayoutController implements ReactiveController {
  readonly #host: LayoutHost;
  readonly #cover: Cover;
  readonly #topLayer: TopLayer;

  constructor(host: LayoutHost) {
    this.#host = host;
    this.#cover = new Cover(host);
    this.#topLayer = new TopLayer(host);
  }

  hostUpdate(): void {
    adopt(this.#host.renderRoot, layoutStyles);
  }

  hostUpdated(): void {
    const { layout, open, isConnected, renderRoot } = this.#host;
    if (!isConnected) return;
    const layer = renderRoot.querySelector<HTMLElement>(".layer");
    if (layer && layout !== "inline") this.#topLayer.show(layer);
    else this.#topLayer.hide(layer);
    const frame = renderRoot.querySelector<HTMLElement>(".frame");
    if (frame && layout === "fullscreen" && open) this.#cover.lay(frame);
    else this.#cover.lift();
  }

  hostDisconnected(): void {
    this.#topLayer.release();
    this.#cover.lift();
  }
}

const noop = (): void => undefined;
