/** The canvas: its place in the page, its size in device pixels, and the colours that the page gives it. */
import type { Figure } from "./figure.js";
import { Painter } from "./paint.js";
import { readPalette } from "./palette-reader.js";
import { tonesOf } from "./palette.js";
import type { Rig } from "./rig.js";

/** The longest side in device pixels: more would cost time without a visible difference. */
const MAX_SIDE = 1600;
const MAX_RATIO = 2;

export interface PortraitCanvasOptions {
  readonly figure: Figure;
  readonly label: string;
  readonly container: HTMLElement | undefined;
  /** Called when size or colours have changed, so that the picture is out of date. */
  readonly handleStale: () => void;
}

export class PortraitCanvas {
  readonly element = document.createElement("canvas");
  readonly #options: PortraitCanvasOptions;
  readonly #painter: Painter | undefined;
  readonly #sizes: ResizeObserver;
  readonly #schemes = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].map((query) => matchMedia(query));
  #width = 0;
  #height = 0;

  constructor(options: PortraitCanvasOptions) {
    this.#options = options;
    const { element } = this;
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", options.label);
    element.dataset["liveAvatarPortrait"] = options.figure.id;
    // By the style object, which a strict policy allows; a style attribute it would not.
    for (const [name, value] of Object.entries({ display: "block", width: "100%", height: "100%" })) {
      element.style.setProperty(name, value);
    }
    this.#sizes = new ResizeObserver(() => {
      this.#options.handleStale();
    });
    this.#sizes.observe(element);
    for (const scheme of this.#schemes) scheme.addEventListener("change", this.#handleScheme);
    this.#put(options.container);
    const context = element.getContext("2d", { alpha: false });
    this.#painter = context
      ? new Painter(context, options.figure, tonesOf(readPalette(element, options.figure)))
      : undefined;
  }

  /** Into another container, with that one's colours. */
  relocate(container: HTMLElement): void {
    this.#put(container);
    this.readColours();
  }

  readColours(): void {
    this.#painter?.setTones(tonesOf(readPalette(this.element, this.#options.figure)));
    this.#options.handleStale();
  }

  /** @returns false where there is nothing to paint on */
  paint(rig: Rig): boolean {
    const ratio = Math.min(MAX_RATIO, devicePixelRatio || 1);
    const { clientWidth, clientHeight } = this.element;
    if (clientWidth === 0 || clientHeight === 0 || !this.#painter) return false;
    const fit = Math.min(ratio, MAX_SIDE / Math.max(clientWidth, clientHeight));
    const [width, height] = [Math.round(clientWidth * fit), Math.round(clientHeight * fit)];
    if (width !== this.#width || height !== this.#height) {
      [this.#width, this.#height] = [width, height];
      [this.element.width, this.element.height] = [width, height];
      this.#painter.dispose();
    }
    this.#painter.paint(rig, width, height);
    return true;
  }

  dispose(): void {
    this.#sizes.disconnect();
    for (const scheme of this.#schemes) scheme.removeEventListener("change", this.#handleScheme);
    this.#painter?.dispose();
    this.element.remove();
  }

  /** Puts the canvas over the container's media element, where there is one: this renderer has no stream. */
  #put(container: HTMLElement | undefined): void {
    const media = container?.querySelector("[data-live-avatar-media]");
    this.element.style.setProperty("position", media ? "absolute" : "static");
    this.element.style.setProperty("inset", media ? "0" : "auto");
    if (media) media.after(this.element);
    else container?.append(this.element);
  }

  readonly #handleScheme = (): void => {
    this.readColours();
  };
}
