/** The key of push-to-talk: heard in the whole page, but never where it writes, or presses something else. */
import { isComposing } from "../controllers/keys.js";

export interface TalkKeyContext {
  readonly handleDown: () => void;
  readonly handleUp: () => void;
}

/** What takes every key. */
const FIELDS = "input, textarea, select, iframe, [role=textbox], [role=searchbox], [role=combobox], [role=listbox]";
/** What Space and Enter press. */
const CONTROLS = "a[href], button, summary, audio, video, [role=button], [role=link], [role=tab], [role^=menuitem]";

export class TalkKey {
  readonly #context: TalkKeyContext;
  #root: Node | undefined;
  #document: Document | undefined;
  #key: string | undefined;
  #life: AbortController | undefined;
  #isDown = false;

  constructor(context: TalkKeyContext) {
    this.#context = context;
  }

  /** Listens to this key in the document of `root`, while that is in it. @param key undefined: to none */
  update(root: Node, key: string | undefined): void {
    const page = root.ownerDocument ?? document;
    if (page === this.#document && key === this.#key) return;
    this.#root = root;
    this.#up();
    this.#life?.abort();
    this.#document = page;
    this.#key = key;
    if (!key) return;
    const { signal } = (this.#life = new AbortController());
    page.addEventListener("keydown", this.#handleDown, { signal });
    page.addEventListener("keyup", this.#handleUp, { signal });
    page.addEventListener("visibilitychange", this.#up, { signal });
    // The key may be let go in another window.
    page.defaultView?.addEventListener("blur", this.#up, { signal });
  }

  readonly #handleDown = (event: KeyboardEvent): void => {
    // An element that has left the page is updated no more.
    if (!this.#root?.isConnected) this.update(document, undefined);
    if (!this.#isMeant(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.composedPath()[0];
    if (event.defaultPrevented || isComposing(event) || isTaken(target, event.key)) return;
    // A page scrolls with Space.
    event.preventDefault();
    if (event.repeat) return;
    this.#isDown = true;
    this.#context.handleDown();
  };

  readonly #handleUp = (event: KeyboardEvent): void => {
    if (this.#isMeant(event)) this.#up();
  };

  readonly #up = (): void => {
    if (!this.#isDown) return;
    this.#isDown = false;
    this.#context.handleUp();
  };

  #isMeant({ key }: KeyboardEvent): boolean {
    const wanted = this.#key?.toLowerCase();
    return key.toLowerCase() === (wanted === "space" ? " " : wanted);
  }
}

/** Whether a key means something to its target. A custom element that hides its inside may be a text field. */
function isTaken(target: EventTarget | undefined, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.localName.includes("-") || target.closest(FIELDS)) return true;
  return (key === " " || key === "Enter") && target.closest(CONTROLS) !== null;
}
