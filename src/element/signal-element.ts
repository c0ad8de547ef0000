import { LitElement, type PropertyValues } from "lit";
import type { SignalWatch } from "./conversation/signal-watch.js";

/** A LitElement that renders again when a signal changes that its template has read, once it is told how to watch them. */
export abstract class SignalElement extends LitElement {
  #watch: SignalWatch | undefined;

  /** Watches signals from now on: there is none to read before the code of a conversation is loaded. */
  protected watchSignals(Watch: typeof SignalWatch): void {
    this.#watch ??= new Watch(this);
  }

  protected override update(changed: PropertyValues): void {
    const update = (): void => {
      super.update(changed);
    };
    if (this.#watch) this.#watch.run(update);
    else update();
  }
}
