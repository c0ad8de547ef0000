/**
 * The layouts outside the flow of the page, a chunk that only pages with such a layout load: their styles, and what a
 * fullscreen avatar does to the page that it covers.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { adopt } from "../adopt-styles.js";
import { Cover } from "./cover.js";
import { layoutStyles } from "./layout.styles.js";

type LayoutHost = HTMLElement &
  ReactiveControllerHost & {
    readonly layout: string;
    readonly open: boolean;
    readonly renderRoot: HTMLElement | DocumentFragment;
  };

/** Lays out an element from now on. */
export function arrange(host: LayoutHost): void {
  host.addController(new LayoutController(host));
  host.requestUpdate();
}

class LayoutController implements ReactiveController {
  readonly #host: LayoutHost;
  readonly #cover: Cover;

  constructor(host: LayoutHost) {
    this.#host = host;
    this.#cover = new Cover(host);
  }

  hostUpdate(): void {
    adopt(this.#host.renderRoot, layoutStyles);
  }

  hostUpdated(): void {
    const { layout, open, isConnected } = this.#host;
    const frame = this.#host.renderRoot.querySelector<HTMLElement>(".frame");
    if (frame && isConnected && layout === "fullscreen" && open) this.#cover.lay(frame);
    else this.#cover.lift();
  }

  hostDisconnected(): void {
    this.#cover.lift();
  }
}
