/**
 * The effects of an element that covers its page: the page behind is inert and does not scroll, and the element is a modal
 * dialog. Why it is no `<dialog>` of the browser: `docs/decisions/0016-one-box-in-the-top-layer.md`.
 */
import { hasFocus } from "../controllers/has-focus.js";
import { parentOf } from "../shell/flat-tree.js";

/** The covers that are laid in a document, and the scrolling of the document before the first of them. */
const LOCKS = new WeakMap<Document, { covers: number; readonly overflow: string }>();

export class Cover {
  readonly #host: HTMLElement;
  /** Takes back everything; undefined while nothing is covered. */
  #undo: (() => void) | undefined;
  /** Where the element was when it covered the page. */
  #parent: Node | null = null;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Covers the page, unless it is covered. */
  lay(frame: HTMLElement): void {
    // After a `moveBefore()` something else is beside the element.
    if (this.#parent !== this.#host.parentNode) this.lift();
    if (this.#undo) return;
    this.#parent = this.#host.parentNode;
    const owner = this.#host.ownerDocument;
    const wasOutside = owner.activeElement !== owner.body && !hasFocus(this.#host);
    const undos = [silence(this.#host), lockScrolling(owner), this.#keepFocus(owner, frame), becomeDialog(frame)];
    this.#undo = () => {
      for (const undo of undos) undo();
    };
    if (wasOutside) frame.focus({ preventScroll: true });
  }

  lift(): void {
    this.#undo?.();
    this.#undo = undefined;
  }

  /** Brings the focus back from what is covered, such as a part that the page added later. */
  #keepFocus(owner: Document, frame: HTMLElement): () => void {
    const handleFocus = (event: FocusEvent): void => {
      const [target] = event.composedPath();
      if (event.composedPath().includes(this.#host)) return;
      const { x, y, width, height } = (target as Element).getBoundingClientRect();
      const top = owner.elementFromPoint(x + width / 2, y + height / 2);
      // A dialog of the page over the avatar keeps its focus; what lies outside the window is as good as covered.
      if (top === null || this.#host.contains(top)) frame.focus({ preventScroll: true });
    };
    owner.addEventListener("focusin", handleFocus);
    return () => {
      owner.removeEventListener("focusin", handleFocus);
    };
  }
}

/** Makes everything inert but the element and what it lies in, through the shadow roots around it. */
function silence(element: Element): () => void {
  const silenced: HTMLElement[] = [];
  for (let node: Node | null = element; node; node = parentOf(node)) {
    for (const sibling of node.parentNode?.children ?? []) {
      if (sibling === node || !isHtml(sibling) || sibling.inert) continue;
      // What the page shows on top of everything stays usable.
      if (sibling.matches(":modal, :popover-open")) continue;
      sibling.inert = true;
      silenced.push(sibling);
    }
  }
  return () => {
    for (const sibling of silenced) sibling.inert = false;
  };
}

/** Not `instanceof`: an element that was moved into a frame is among nodes of another window. */
function isHtml(element: Element): element is HTMLElement {
  return "inert" in element;
}

function lockScrolling(owner: Document): () => void {
  const { style } = owner.documentElement;
  const lock = LOCKS.get(owner) ?? { covers: 0, overflow: style.overflow };
  LOCKS.set(owner, lock);
  lock.covers += 1;
  style.overflow = "hidden";
  return () => {
    lock.covers -= 1;
    if (lock.covers > 0) return;
    LOCKS.delete(owner);
    style.overflow = lock.overflow;
  };
}

function becomeDialog(frame: HTMLElement): () => void {
  const role = frame.getAttribute("role") ?? "region";
  frame.setAttribute("role", "dialog");
  frame.setAttribute("aria-modal", "true");
  frame.setAttribute("tabindex", "-1");
  return () => {
    frame.setAttribute("role", role);
    frame.removeAttribute("aria-modal");
    frame.removeAttribute("tabindex");
  };
}
