/** Moves the focus with the phases of the conversation, so that it is never lost; only while it is inside the element. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

type Phase = "idle" | "connecting" | "live";

/** The selectors that take the focus in each phase, best first. */
const TARGETS: Readonly<Record<Phase, readonly string[]>> = {
  idle: [".start", ".launcher"],
  connecting: [".status"],
  live: [".input", ".status"],
};

interface FocusHost extends HTMLElement, Pick<ReactiveControllerHost, "addController"> {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

export class FocusController implements ReactiveController {
  readonly #host: FocusHost;
  readonly #state: () => string;
  #phase: Phase = "idle";
  #wasInside = false;

  constructor(host: FocusHost, state: () => string) {
    this.#host = host;
    this.#state = state;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#wasInside = this.#host.matches(":focus-within");
  }

  hostUpdated(): void {
    const state = this.#state();
    const phase: Phase =
      state === "idle" || state === "error" ? "idle" : state === "connecting" ? "connecting" : "live";
    const moved = phase !== this.#phase;
    this.#phase = phase;
    if (!this.#wasInside || !(moved || !this.#host.matches(":focus-within"))) return;
    // Focus in the text field would open a phone's keyboard over the avatar.
    const targets = TARGETS[phase].filter(
      (selector) => selector !== ".input" || !matchMedia("(pointer: coarse)").matches,
    );
    this.focus(targets);
  }

  /** Focuses the first of `selectors` that is there; false when none is. */
  focus(selectors: readonly string[]): boolean {
    for (const selector of selectors) {
      const target = this.#host.renderRoot.querySelector<HTMLElement>(selector);
      if (!target || target.closest("[hidden]")) continue;
      target.focus({ preventScroll: true });
      return true;
    }
    return false;
  }
}
