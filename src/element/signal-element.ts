import { type PropertyValues, ReactiveElement } from "@lit/reactive-element";
import type { SignalWatch } from "./conversation/signal-watch.js";

/** An element of Lit that draws itself again when a signal changes that it has read, once it is told how to watch them. */
export abstract class SignalElement extends ReactiveElement {
  #watch: SignalWatch | undefined;

  /** Shows the present state; called with each update. Reads signals. */
  protected abstract draw(): void;

  /** Watches signals from now on: there is none to read before the code of a conversation is loaded. */
  protected watchSignals(Watch: typeof SignalWatch): void {
    this.#watch ??= new Watch(this);
  }

  protected override update(changed: PropertyValues): void {
    const update = (): void => {
      super.update(changed);
      this.draw();
    };
    if (this.#watch) this.#watch.run(update);
    else update();
  }
}
