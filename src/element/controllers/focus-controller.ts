/** Moves the focus with the phases of the conversation, so that it is never lost; only while it is inside the element. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { hasFocus } from "./has-focus.js";

type Phase = "shut" | "idle" | "connecting" | "live";

/** The selectors that take the focus in each phase, best first. */
const TARGETS: Readonly<Record<Phase, readonly string[]>> = {
  shut: [".launcher"],
  idle: [".start", ".close"],
  connecting: [".status"],
  live: [".input", ".status"],
};

/** Whoever has closed the avatar by a button wants to talk when it is opened again, not to close it. */
const CLOSERS = ".close, [data-avatar-action=close]";

interface FocusHost extends HTMLElement, Pick<ReactiveControllerHost, "addController"> {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

export class FocusController implements ReactiveController {
  readonly #host: FocusHost;
  /** The state of the element; `shut` while only the launcher shows. */
  readonly #state: () => string;
  #phase: Phase = "idle";
  /** The element that had the focus before an update; undefined where it was outside. */
  #before: Element | undefined;
  /** The element that had the focus when the avatar was closed. */
  #last: Element | undefined;
  /** Whether the visitor has pressed something that leads to the next phase. */
  #isPressed = false;

  constructor(host: FocusHost, state: () => string) {
    this.#host = host;
    this.#state = state;
    host.addController(this);
  }

  /** The visitor opens or closes the avatar: the focus goes along, also where a press gives none (Safari's buttons). */
  handlePress(): void {
    this.#isPressed = true;
  }

  hostUpdate(): void {
    this.#before = this.#focused ?? (this.#isPressed ? this.#host : undefined);
    this.#isPressed = false;
  }

  hostUpdated(): void {
    const state = this.#state();
    const phase = state === "error" ? "idle" : state in TARGETS ? (state as Phase) : "live";
    const past = this.#phase;
    this.#phase = phase;
    if (!this.#before || (phase === past && hasFocus(this.#host))) return;
    if (phase === "shut") this.#last = this.#before;
    else if (past === "shut" && !this.#last?.matches(CLOSERS) && this.#focus(this.#last)) return;
    // Focus in the text field would open a phone's keyboard over the avatar.
    const targets = TARGETS[phase].filter(
      (selector) => selector !== ".input" || !matchMedia("(pointer: coarse)").matches,
    );
    this.focus(targets);
  }

  /** Focuses the first of `selectors` that is there; false when none is. */
  focus(selectors: readonly string[]): boolean {
    return selectors.some((selector) => this.#focus(this.#host.renderRoot.querySelector(selector)));
  }

  /** Focuses `target`, or what the page has put in its place; false where that cannot have the focus. */
  #focus(target: Element | null | undefined): boolean {
    if (!target?.isConnected || target.closest("[hidden]")) return false;
    const [own] = target.closest("slot")?.assignedElements() ?? [];
    const selector = "[data-avatar-action], button, a";
    const taker = (own && !own.matches(selector) ? own.querySelector(selector) : own) ?? target;
    (taker as HTMLElement).focus({ preventScroll: true });
    return this.#focused === taker;
  }

  /** What has the focus in the element, or in what the page has put into its slots. */
  get #focused(): Element | undefined {
    if (!hasFocus(this.#host)) return undefined;
    const { activeElement } = this.#host.getRootNode() as Document | ShadowRoot;
    return (this.#host.renderRoot as ShadowRoot).activeElement ?? activeElement ?? undefined;
  }
}
