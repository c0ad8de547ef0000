/**
 * The layouts outside the flow of the page, as far as an avatar needs them that is opened or talked with; the rest is in the
 * shell. It is a chunk that is loaded for those, and when a visitor expands an avatar: what a fullscreen avatar does to the page
 * that it covers, and what closing does to a conversation.
 */
import type { ReactiveController } from "lit";
import { Closing, type ClosingHost, type ClosingSessions } from "./closing.js";
import { Cover } from "./cover.js";
import { Expansion, type ExpansionHost } from "./expansion.js";

const EXPANSIONS = new WeakMap<ExpansionHost, Expansion>();

/**
 * Lays out an element from now on; a second call changes nothing.
 * @param wasShut whether it was closed when this chunk was asked for: whoever closes it meanwhile has closed it. Default: as it is now
 * @returns the visitor's own fullscreen
 */
export function arrange(host: ClosingHost & ExpansionHost, sessions: ClosingSessions, wasShut?: boolean): Expansion {
  const made = EXPANSIONS.get(host);
  if (made) return made;
  const expansion = new Expansion(host);
  EXPANSIONS.set(host, expansion);
  host.addController(new CoverController(host));
  host.addController(expansion);
  host.addController(new Closing(host, sessions, wasShut));
  return expansion;
}

class CoverController implements ReactiveController {
  readonly #host: ClosingHost;
  readonly #cover: Cover;

  constructor(host: ClosingHost) {
    this.#host = host;
    this.#cover = new Cover(host);
  }

  hostUpdated(): void {
    const { layout, open, isConnected, renderRoot } = this.#host;
    if (!isConnected) return;
    const frame = renderRoot.querySelector<HTMLElement>(".frame");
    if (frame && layout === "fullscreen" && open) this.#cover.lay(frame);
    else this.#cover.lift();
  }

  hostDisconnected(): void {
    this.#cover.lift();
  }
}
