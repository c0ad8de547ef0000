import type { ReactiveController, ReactiveControllerHost } from "lit";
import { Signal } from "../../core/signals.js";

/**
 * Renders an element again when a signal changes that its last update has read.
 *
 * A work-around: `SignalWatcher` and `watch` of `@lit-labs/signals` 0.3.0 keep every element that was ever removed from the
 * page (https://github.com/lit/lit/issues/5364). The mixin can replace this class when that issue is closed and
 * `test/e2e/leaks.e2e.ts` passes with it.
 */
export class SignalWatch implements ReactiveController {
  readonly #host: HTMLElement & ReactiveControllerHost;
  readonly #watcher: Signal.subtle.Watcher;
  #watched: Signal.Computed<void> | undefined;

  constructor(host: HTMLElement & ReactiveControllerHost) {
    this.#host = host;
    this.#watcher = new Signal.subtle.Watcher(() => {
      host.requestUpdate();
    });
    host.addController(this);
  }

  hostConnected(): void {
    // Signals were not watched while the element was out of the page.
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    // Signals of a session that outlives the element must not keep it.
    this.#unwatch();
  }

  /** Runs the element's update, and watches the signals that it reads. */
  run(update: () => void): void {
    this.#unwatch();
    const read = new Signal.Computed(update);
    if (this.#host.isConnected) {
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
