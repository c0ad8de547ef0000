/**
 * The layouts outside the flow of the page, a chunk that is loaded for such a layout, and when a visitor expands an avatar:
 * their styles, what a fullscreen avatar does to the page that it covers, and what closing does to a conversation.
 */
import type { ReactiveController } from "lit";
import { adopt } from "../adopt-styles.js";
import { Closing, type ClosingHost, type ClosingSessions } from "./closing.js";
import { Cover } from "./cover.js";
import { Expansion, type ExpansionHost } from "./expansion.js";
import { layoutStyles } from "./layout.styles.js";
import { TopLayer } from "./top-layer.js";

const EXPANSIONS = new WeakMap<ExpansionHost, Expansion>();

/** Lays out an element from now on; a second call changes nothing. @returns the visitor's own fullscreen */
export function arrange(host: ClosingHost & ExpansionHost, sessions: ClosingSessions): Expansion {
  const made = EXPANSIONS.get(host);
  if (made) return made;
  const expansion = new Expansion(host);
  EXPANSIONS.set(host, expansion);
  host.addController(new LayoutController(host));
  host.addController(expansion);
  host.addController(new Closing(host, sessions));
  host.requestUpdate();
  return expansion;
}

class LayoutController implements ReactiveController {
  readonly #host: ClosingHost;
  readonly #cover: Cover;
  readonly #topLayer: TopLayer;

  constructor(host: ClosingHost) {
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
