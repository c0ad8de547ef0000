import { Signal } from "@lit-labs/signals";
import { LitElement, type PropertyValues } from "lit";

/**
 * A LitElement that renders anew when a signal changes that its template read.
 *
 * It does what `SignalWatcher` of `@lit-labs/signals` is for, with a watcher of its own: 0.3.0's mixin keeps every element
 * that was ever removed from the page, and so does its `watch` directive (https://github.com/lit/lit/issues/5364). Use the
 * mixin once that issue is closed and `test/e2e/leaks.e2e.ts` passes with it.
 */
export abstract class SignalElement extends LitElement {
  #watched: Signal.Computed<void> | undefined;
  readonly #watcher = new Signal.subtle.Watcher(() => {
    this.requestUpdate();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    // What changed while it was out of the page was not watched.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Signals of a session that outlives the element must not keep it.
    this.#unwatch();
  }

  protected override update(changed: PropertyValues): void {
    this.#unwatch();
    const read = new Signal.Computed(() => {
      super.update(changed);
    });
    if (this.isConnected) {
      this.#watched = read;
      this.#watcher.watch(read);
    }
    // An element that is drawn while another one reads signals does not make that one a reader of its own.
    Signal.subtle.untrack(() => {
      read.get();
    });
  }

  #unwatch(): void {
    if (this.#watched) this.#watcher.unwatch(this.#watched);
    this.#watched = undefined;
  }
}
