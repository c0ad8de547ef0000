/** The layouts outside the flow of the page: their styles and their place in the top layer, and the way to the chunk for the rest. */
import type { ReactiveController } from "@lit/reactive-element";
import { adopt } from "../adopt-styles.js";
import type { arrange } from "../layout/layout.js";
import { layoutStyles } from "../shell/layout.styles.js";
import { TopLayer } from "../shell/top-layer.js";

type Host = Parameters<typeof arrange>[0];
type Sessions = Parameters<typeof arrange>[1];

/** What the chunk of the layouts gives, once it is loaded. */
let loaded: typeof arrange | undefined;

/** Loads the chunk of the layouts, once. A failure is told by the browser itself, on the console. */
export async function loadLayout(): Promise<void> {
  ({ arrange: loaded } = await import("../layout/layout.js"));
}

export class LayoutController implements ReactiveController {
  readonly #host: Host;
  readonly #sessions: Sessions;
  readonly #load: () => Promise<void>;
  #topLayer: TopLayer | undefined;
  /** Whether the chunk has arranged the host, or is on its way. */
  #isArranged = false;

  /** @param load loads the chunk of the layouts */
  constructor(host: Host, sessions: Sessions, load = loadLayout) {
    this.#host = host;
    this.#sessions = sessions;
    this.#load = load;
    host.addController(this);
  }

  hostUpdate(): void {
    if (this.#host.layout !== "inline") adopt(this.#host.renderRoot, layoutStyles);
  }

  hostUpdated(): void {
    const { layout, isConnected, renderRoot } = this.#host;
    if (!isConnected) return;
    const isLifted = layout !== "inline";
    const layer = renderRoot.querySelector<HTMLElement>(".layer");
    if (layer && isLifted) (this.#topLayer ??= new TopLayer(this.#host)).show(layer);
    else this.#topLayer?.hide(layer);
    if (isLifted && (this.#host.open || this.#sessions.state !== "idle")) this.#arrange();
  }

  hostDisconnected(): void {
    this.#topLayer?.release();
  }

  #arrange(): void {
    if (this.#isArranged) return;
    this.#isArranged = true;
    const wasShut = !this.#host.open;
    const complete = (): void => void loaded?.(this.#host, this.#sessions, wasShut);
    if (loaded) complete();
    else
      this.#load().then(
        () => {
          complete();
          this.#host.requestUpdate();
        },
        () => {
          // With the next update it is asked for again: without it a closed avatar would go on listening.
          this.#isArranged = false;
        },
      );
  }
}
