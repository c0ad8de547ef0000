/** The signs that a visitor is about to start, or that the page asked to load earlier; the load is requested once. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

const SIGNS = ["pointerenter", "focusin", "pointerdown"] as const;

export interface IntentOptions {
  /** Whether nothing may be fetched yet. */
  readonly isHeld: () => boolean;
  /** When the chunks may be fetched without a sign of intent. */
  readonly loading: () => "intent" | "visible" | "eager";
  readonly load: () => void;
  /** Called each time a visitor shows intent. */
  readonly handleIntent: () => void;
}

export class Intent implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: IntentOptions;
  #observer: IntersectionObserver | undefined;
  #loaded = false;

  constructor(host: ReactiveControllerHost & HTMLElement, options: IntentOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    for (const sign of SIGNS) this.#host.addEventListener(sign, this.#handleSign, { passive: true });
  }

  hostDisconnected(): void {
    for (const sign of SIGNS) this.#host.removeEventListener(sign, this.#handleSign);
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  hostUpdated(): void {
    const loading = this.#options.loading();
    if (loading === "intent" || this.#loaded) return;
    // While the page is being parsed, what the element holds may still come.
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", () => {
        this.#host.requestUpdate();
      });
      return;
    }
    if (this.#options.isHeld()) return;
    if (loading === "eager") this.#load();
    if (loading !== "visible" || this.#observer) return;
    this.#observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.#load();
    });
    this.#observer.observe(this.#host);
  }

  readonly #handleSign = (): void => {
    if (this.#options.isHeld()) return;
    this.#load();
    this.#options.handleIntent();
  };

  #load(): void {
    if (this.#loaded || this.#options.isHeld()) return;
    this.#loaded = true;
    this.#observer?.disconnect();
    this.#options.load();
  }
}
