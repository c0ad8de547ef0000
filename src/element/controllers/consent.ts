/** The consent that a page asks for in its `consent` slot: nothing is asked of anybody before it is given. */
import { abortError } from "../../core/abort.js";
import { type Deferred, deferred } from "../../core/wait.js";
import { send } from "../events.js";
import { HostState } from "../host-state.js";

type ConsentHost = HTMLElement & { consent: "given" | undefined; requestUpdate(): void };

/** A start that waits for consent. */
interface Waiting extends Deferred<void> {
  readonly begin: () => Promise<void>;
}

export class Consent {
  readonly #host: ConsentHost;
  readonly #waiting: HostState<Waiting | undefined>;

  constructor(host: ConsentHost) {
    this.#host = host;
    this.#waiting = new HostState<Waiting | undefined>(host, undefined);
  }

  /** Whether the page asks for consent, and has none yet. */
  get isMissing(): boolean {
    return !this.#host.consent && this.#host.querySelector(":scope > [slot=consent]") !== null;
  }

  /** Whether the visitor is being asked. */
  get isAsked(): boolean {
    return this.#waiting.get() !== undefined;
  }

  /** Asks the visitor. Settles as `begin`, which is called in the press that consents; an AbortError where that does not come. */
  ask(begin: () => Promise<void>): Promise<void> {
    const waiting = this.#waiting.get() ?? { ...deferred(), begin };
    this.#waiting.set(waiting);
    return waiting.promise;
  }

  /** The visitor has answered. */
  readonly answer = (given: boolean): void => {
    this.#host.consent = given ? "given" : undefined;
    // Before anything is begun: a listener may still set what a start reads.
    send(this.#host, "avatar-consent", { given });
    this.settle(given);
  };

  /** Goes on with the start that waits, or gives it up. */
  settle(given: boolean): void {
    const waiting = this.#waiting.get();
    this.#waiting.set(undefined);
    if (given) waiting?.begin().then(waiting.resolve, waiting.reject);
    else waiting?.reject(abortError());
  }
}
