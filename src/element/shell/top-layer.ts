/**
 * The box of an avatar in the browser's top layer, where no ancestor with a transform, a filter, a clip or a containment moves
 * or cuts it. It stays where it is in the document, so that its video plays on. Where a browser has no popovers, the box stays
 * in the page, as part of an element with `position: fixed`.
 */
import { parentOf } from "./flat-tree.js";

export class TopLayer {
  readonly #host: HTMLElement;
  #observer: ResizeObserver | undefined;
  /** Forgets the dialog that is waited for. */
  #stopWaiting: (() => void) | undefined;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Shows the box in the top layer, unless it is there. To be called after each update: a box that is removed leaves it. */
  show(layer: HTMLElement): void {
    if (!("popover" in layer)) return;
    if (layer.matches(":popover-open")) {
      this.#keepAbove(layer);
      return;
    }
    layer.popover = "manual";
    this.#stopWaiting?.();
    const modal = this.#foreignModal();
    if (modal) this.#waitFor(modal, layer);
    else this.#open(layer);
  }

  /** Puts the box back into the page. */
  hide(layer: HTMLElement | null): void {
    this.release();
    // This closes it, too.
    layer?.removeAttribute("popover");
  }

  /** Ends what would act later. */
  release(): void {
    this.#stopWaiting?.();
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  #open(layer: HTMLElement): void {
    layer.showPopover();
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#keepAbove(layer);
  }

  /** A modal dialog that is open and does not hold the element: the avatar would lie over it, and be inert. */
  #foreignModal(): HTMLDialogElement | undefined {
    const dialogs = this.#host.ownerDocument.querySelectorAll<HTMLDialogElement>("dialog:modal");
    const ancestors = new Set(this.#ancestors());
    return [...dialogs].find((dialog) => !ancestors.has(dialog));
  }

  #waitFor(modal: HTMLDialogElement, layer: HTMLElement): void {
    const retry = (): void => {
      if (layer.isConnected) this.show(layer);
    };
    modal.addEventListener("close", retry);
    this.#stopWaiting = () => {
      modal.removeEventListener("close", retry);
      this.#stopWaiting = undefined;
    };
  }

  /**
   * A dialog around the element that is opened later comes to lie over the box, and Chromium does not draw a box in it that was
   * shown before: the box is then shown anew. What is around the element is looked at with each update: few pages have a dialog
   * there. That the dialog is opened is seen by the host, which has a size from then on.
   */
  #keepAbove(layer: HTMLElement): void {
    if (this.#observer || !this.#isIn("dialog, [popover]")) return;
    let wasRendered = false;
    this.#observer = new ResizeObserver(() => {
      const isRendered = this.#host.getClientRects().length > 0;
      const isAnew = isRendered && !wasRendered;
      wasRendered = isRendered;
      if (!isAnew || !layer.matches(":popover-open") || !this.#isIn(":modal, :popover-open")) return;
      layer.hidePopover();
      layer.showPopover();
    });
    this.#observer.observe(this.#host);
  }

  /** Whether the element is inside something of the page that `selector` matches. */
  #isIn(selector: string): boolean {
    return [...this.#ancestors()].some((node) => (node as Partial<Element>).matches?.(selector));
  }

  *#ancestors(): Generator<Node> {
    for (let node = parentOf(this.#host); node; node = parentOf(node)) yield node;
  }
}
