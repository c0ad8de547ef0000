import { Signal } from "@lit-labs/signals";
import { LitElement, type PropertyValues } from "lit";

/**
 * A LitElement that renders again when a signal changes that its template has read.
 *
 * A work-around: `SignalWatcher` and `watch` of `@lit-labs/signals` 0.3.0 keep every element that was ever removed from the
 * page (https://github.com/lit/lit/issues/5364). The mixin can replace this class when that issue is closed and
 * `test/e2e/leaks.e2e.ts` passes with it.
 */
export abstract class SignalElement extends LitElement {
  #watched: Signal.Computed<void> | undefined;
  readonly #watcher = new Signal.subtle.Watcher(() => {
    this.requestUpdate();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    // Signals were not watched while the element was out of the page.
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
    // Untracked: an element that renders while another one reads signals must not add its signals to that one's.
    Signal.subtle.untrack(() => {
      read.get();
    });
  }

  #unwatch(): void {
    if (this.#watched) this.#watcher.unwatch(this.#watched);
    this.#watched = undefined;
  }
}
