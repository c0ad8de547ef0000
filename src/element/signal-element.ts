import { LitElement, type PropertyValues } from "lit";
import { follow } from "../core/signals.js";

/**
 * A LitElement that renders anew when a signal changes that its template read. What `SignalWatcher` of
 * `@lit-labs/signals` is for; decision 6 says why it is not used.
 */
export abstract class SignalElement extends LitElement {
  readonly #following = follow(() => {
    this.requestUpdate();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    // What changed while it was out of the page was not followed.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Signals of a session that outlives the element must not keep it.
    this.#following.stop();
  }

  protected override update(changed: PropertyValues): void {
    if (this.isConnected) {
      this.#following.run(() => {
        super.update(changed);
      });
    } else super.update(changed);
  }
}
