/** The visitor's own fullscreen: a running avatar is shown over the whole page, and then again where it was. */
import type { ReactiveController } from "lit";
import type { LayoutHost } from "../layout/layout.js";
import { loadChunk } from "../load-chunk.js";

type ExpansionHost = LayoutHost & { layout: "inline" | "floating" | "fullscreen"; open: boolean };

const EXPANSIONS = new WeakMap<ExpansionHost, Expansion>();

export function expansionOf(host: ExpansionHost): Expansion {
  const made = EXPANSIONS.get(host) ?? new Expansion(host);
  EXPANSIONS.set(host, made);
  return made;
}

export class Expansion implements ReactiveController {
  readonly #host: ExpansionHost;
  /** Where the avatar was; undefined while it is there. */
  #from: { readonly layout: "inline" | "floating"; readonly open: boolean } | undefined;
  #releasePlace: () => void = noop;

  constructor(host: ExpansionHost) {
    this.#host = host;
    host.addController(this);
    host.addEventListener("avatar-hide", () => {
      this.#leave(false);
    });
  }

  get isExpanded(): boolean {
    return this.#from !== undefined && this.#host.layout === "fullscreen";
  }

  /** Shows the avatar over the whole page. Resolves when it is; where the chunk does not load, nothing changes. */
  async expand(): Promise<void> {
    const { arrange, holdPlace } = await loadChunk(() => import("../layout/layout.js"));
    const { layout, open } = this.#host;
    if (layout === "fullscreen") return;
    arrange(this.#host);
    if (layout === "inline") this.#releasePlace = holdPlace(this.#host);
    this.#from = { layout, open };
    this.#host.layout = "fullscreen";
  }

  /** Shows the avatar where it was; false where it is there. */
  collapse(): boolean {
    return this.#leave(true);
  }

  hostUpdated(): void {
    // The page has given it another layout.
    if (this.#from && this.#host.layout !== "fullscreen") this.#forget();
  }

  #leave(isOpen: boolean): boolean {
    const from = this.#from;
    if (!from || !this.isExpanded) return false;
    this.#host.layout = from.layout;
    this.#host.open = isOpen || from.layout === "inline" ? from.open : false;
    this.#forget();
    return true;
  }

  #forget(): void {
    this.#from = undefined;
    this.#releasePlace();
    this.#releasePlace = noop;
  }
}

const noop = (): void => undefined;
