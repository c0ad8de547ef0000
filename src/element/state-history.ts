import { state } from "../core/signals.js";
import type { SessionState } from "../core/vocabulary.js";
import { send } from "./events.js";

/** What an element can be in. A session that is over leaves it idle. */
export type ElementState = Exclude<SessionState, "destroyed">;

/**
 * The one history of an element's state. The `state` attribute, `:state()` and `avatar-state-change` all come from here:
 * nothing is shown that was not announced, and the `previous` of each event is the state of the event before.
 */
export class StateHistory {
  readonly #state = state<ElementState>("idle");
  readonly #host: HTMLElement & { requestUpdate(): void };
  readonly #queue: ElementState[] = [];
  #announcing = false;

  constructor(host: HTMLElement & { requestUpdate(): void }) {
    this.#host = host;
  }

  /** What was announced last; reads a signal. */
  get state(): ElementState {
    return this.#state.get();
  }

  /** What was told last: inside a listener of `avatar-state-change` the state that is announced next. */
  get latest(): ElementState {
    return this.#queue.at(-1) ?? this.#state.get();
  }

  /**
   * Announces the state that the element is in from now on; the one that it is in already is no news. Told inside a
   * listener, it is announced when every listener has heard of the one before.
   */
  tell(next: ElementState): void {
    if (next === this.latest) return;
    this.#queue.push(next);
    if (this.#announcing) return;
    this.#announcing = true;
    for (let [now] = this.#queue; now !== undefined; [now] = this.#queue) {
      const previous = this.#state.get();
      this.#state.set(now);
      // An element that is out of the page follows no signals, and shows its state all the same.
      this.#host.requestUpdate();
      send(this.#host, "avatar-state-change", { state: now, previous });
      this.#queue.shift();
    }
    this.#announcing = false;
  }
}
