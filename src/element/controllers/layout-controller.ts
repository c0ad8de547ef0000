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
  #topLayer: TopLayer | undefined;
  #isArranged = false;

  constructor(host: Host, sessions: Sessions) {
    this.#host = host;
    this.#sessions = sessions;
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
      loadLayout().then(
        () => {
          complete();
          this.#host.requestUpdate();
        },
        () => undefined,
      );
  }
}
