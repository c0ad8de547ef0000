/** The way to the visitor's own fullscreen, which comes with the chunk of the layouts when it is wanted. */
import type { arrange } from "../layout/layout.js";
import { loadChunk } from "../load-chunk.js";

type Arrangement = Parameters<typeof arrange>;

const EXPANSIONS = new WeakMap<Arrangement[0], Expansion>();

export function expansionOf(...arrangement: Arrangement): Expansion {
  const [host] = arrangement;
  const made = EXPANSIONS.get(host) ?? new Expansion(arrangement);
  EXPANSIONS.set(host, made);
  return made;
}

class Expansion {
  readonly #arrangement: Arrangement;
  #loaded: ReturnType<typeof arrange> | undefined;

  constructor(arrangement: Arrangement) {
    this.#arrangement = arrangement;
  }

  get isExpanded(): boolean {
    return this.#loaded?.isExpanded ?? false;
  }

  /** Shows the avatar over the whole page. Resolves when it is; where the chunk does not load, nothing changes. */
  async expand(): Promise<void> {
    const { arrange } = await loadChunk(() => import("../layout/layout.js"));
    this.#loaded = arrange(...this.#arrangement);
    this.#loaded.expand();
  }

  /** Shows the avatar where it was; false where it is there. */
  collapse(): boolean {
    return this.#loaded?.collapse() ?? false;
  }
}
