import type { SessionState } from "../core/vocabulary.js";
import { send } from "./events.js";
import { HostState } from "./host-state.js";

/** The states of an element. A destroyed session leaves it `idle`. */
export type ElementState = Exclude<SessionState, "destroyed">;

/**
 * The one history of an element's state. The `state` attribute, `:state()` and `avatar-state-change` all come from it: a
 * state is announced before it is shown, and the `previous` of each event is the state of the event before.
 */
export class StateHistory {
  readonly #state: HostState<ElementState>;
  readonly #host: HTMLElement;
  readonly #queue: ElementState[] = [];
  #announcing = false;
  readonly #sessionId: () => string | null;

  /** @param sessionId the service's id of the present session, which the first `ready` tells */
  constructor(host: HTMLElement & { requestUpdate(): void }, sessionId: () => string | null) {
    this.#host = host;
    this.#state = new HostState(host, "idle");
    this.#sessionId = sessionId;
  }

  /** The state that was announced last. */
  get state(): ElementState {
    return this.#state.get();
  }

  /** The newest state, which inside a listener of `avatar-state-change` may still have to be announced. */
  get latest(): ElementState {
    return this.#queue.at(-1) ?? this.#state.get();
  }

  /**
   * Announces the element's new state, unless it is the present one. Inside a listener, the announcement waits until every
   * listener has been called for the state before.
   */
  announce(next: ElementState): void {
    if (next === this.latest) return;
    this.#queue.push(next);
    if (this.#announcing) return;
    this.#announcing = true;
    for (let [now] = this.#queue; now !== undefined; [now] = this.#queue) {
      const previous = this.#state.get();
      this.#state.set(now);
      const isFirstReady = now === "ready" && previous === "connecting";
      send(this.#host, "avatar-state-change", {
        ...{ state: now, previous },
        ...(isFirstReady && { id: this.#sessionId() }),
      });
      this.#queue.shift();
    }
    this.#announcing = false;
  }
}
