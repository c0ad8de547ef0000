import { adopt } from "../adopt-styles.js";
import { Frame } from "./frame.js";
import { frameStyles } from "./frame.styles.js";
import { icon, make, Place, toggle, write } from "./dom.js";
import { TALK } from "./icons.js";
import type { ShellActions, ShellView } from "./shell-view.js";

interface Launcher {
  readonly slot: HTMLElement;
  readonly button: HTMLElement;
}

/**
 * The shadow tree of the element: the launcher of a closed avatar, and its frame. Each part is made when it is first to be seen,
 * and then only written, so that focus, a press and a video that plays are never lost.
 * @csspart launcher - The round button that opens a closed avatar.
 */
export class Shell {
  readonly #root: HTMLElement | DocumentFragment;
  readonly #actions: ShellActions;
  readonly #note = new Place();
  /** The end of the layer. */
  readonly #end = document.createTextNode("");
  readonly #layer = make("div", { class: "layer" }, this.#note.node, this.#end);
  #launcher: Launcher | undefined;
  #frame: Frame | undefined;

  constructor(root: HTMLElement | DocumentFragment, actions: ShellActions) {
    this.#root = root;
    this.#actions = actions;
    root.append(this.#layer);
  }

  draw(view: ShellView): void {
    const { shut, running } = view;
    this.#note.fill(shut ? running?.note : undefined);
    if (shut) this.#drawLauncher(view);
    else this.#launcher?.slot.remove();
    // Nothing of an avatar that was never opened is seen, unless a page starts it: its video plays on when it is closed.
    if (this.#frame || !shut || view.hasVideo || view.state !== "idle") {
      adopt(this.#root, frameStyles, true);
      this.#frame ??= new Frame(this.#actions);
      toggle(true, this.#frame.element, this.#end);
      this.#frame.draw(view);
    }
  }

  #drawLauncher({ running, texts }: ShellView): void {
    const { slot, button } = (this.#launcher ??= this.#makeLauncher());
    write(button, { class: `launcher ${running ? "live" : ""}`, "aria-label": running?.text ?? texts.open });
    if (!slot.parentNode) this.#note.node.after(slot);
  }

  #makeLauncher(): Launcher {
    const button = make("button", { part: "launcher", type: "button" }, icon(TALK));
    button.addEventListener("click", this.#actions.show);
    return { slot: make("slot", { name: "launcher" }, button), button };
  }
}
