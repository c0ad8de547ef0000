/**
 * The room that a phone's keyboard leaves. Browsers lay the keyboard over the page and tell only the visual viewport, so that
 * what is fixed to the window's edge would lie below it. A window that is zoomed with two fingers is left alone.
 */
import type { ReactiveController } from "lit";
import { hasFocus } from "./has-focus.js";

interface KeyboardInsetHost extends HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
  addController(controller: ReactiveController): void;
}

/** Tells the styles of an element, from now on, what of the window's edges is covered while the element has the focus. */
export function watchKeyboard(host: KeyboardInsetHost): void {
  host.addController(new KeyboardInset(host));
}

class KeyboardInset implements ReactiveController {
  readonly #host: KeyboardInsetHost;
  #stop: (() => void) | undefined;
  #sheet: CSSStyleSheet | undefined;

  constructor(host: KeyboardInsetHost) {
    this.#host = host;
  }

  hostConnected(): void {
    const view = this.#host.ownerDocument.defaultView;
    const viewport = view?.visualViewport;
    if (!view || !viewport || this.#stop) return;
    const update = (): void => {
      this.#write(view, viewport);
    };
    for (const name of ["resize", "scroll"]) viewport.addEventListener(name, update);
    for (const name of ["focusin", "focusout"]) this.#host.addEventListener(name, update);
    this.#stop = () => {
      for (const name of ["resize", "scroll"]) viewport.removeEventListener(name, update);
      for (const name of ["focusin", "focusout"]) this.#host.removeEventListener(name, update);
    };
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#sheet = undefined;
  }

  #write(view: Window & typeof globalThis, { scale, offsetTop, height }: VisualViewport): void {
    const root = this.#host.renderRoot as ShadowRoot;
    const covered = view.document.documentElement.clientHeight - height;
    const applies = covered > 1 && scale < 1.01 && hasFocus(this.#host);
    if (!applies && !this.#sheet) return;
    if (!this.#sheet) root.adoptedStyleSheets.push((this.#sheet = new view.CSSStyleSheet()));
    const above = Math.max(0, offsetTop);
    const below = Math.max(0, covered - offsetTop);
    this.#sheet.replaceSync(applies ? `:host{--_keyboard-above:${above}px;--_keyboard-below:${below}px}` : "");
  }
}
