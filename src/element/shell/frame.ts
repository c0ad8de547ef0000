import { drawing, icon, make, Place, toggle, write } from "./dom.js";
import { type Gate, gateOf } from "./gate.js";
import { CLOSE } from "./icons.js";
import type { ShellActions, ShellView } from "./shell-view.js";

/** The states in which a conversation runs. */
const LIVE: readonly string[] = ["ready", "thinking", "speaking"];

/**
 * The box of the avatar: the stage with its picture and the gate, and what a conversation adds.
 * @csspart frame - The box of the whole avatar, without the launcher.
 * @csspart stage - The box of the picture.
 * @csspart video - The video of the avatar.
 * @csspart poster - The image of the `poster` attribute.
 * @csspart figure - The silhouette where there is no picture; its colour is its `fill`.
 * @csspart close-button - The button that closes a floating or fullscreen avatar.
 */
export class Frame {
  readonly #actions: ShellActions;
  readonly #poster = make("slot", { name: "poster" });
  #image: HTMLElement | undefined;
  #video: HTMLElement | undefined;
  readonly #foreground = new Place();
  #gate: Gate | undefined;
  #close: HTMLElement | undefined;
  /** The end of the stage. */
  readonly #end = document.createTextNode("");
  readonly #panel = new Place();
  readonly #stage = make(
    "div",
    { part: "stage" },
    drawing(
      { class: "figure", part: "figure", viewBox: "0 0 200 120", preserveAspectRatio: "xMidYMax slice" },
      "M100 20a27 27 0 0 1 27 27c0 18-12 32-27 32S73 65 73 47a27 27 0 0 1 27-27z",
      "M38 130c4-28 30-44 62-44s58 16 62 44z",
    ),
    this.#poster,
    this.#foreground.node,
    this.#end,
  );
  readonly element = make(
    "div",
    { class: "frame", part: "frame", role: "region" },
    make("slot", { name: "header" }),
    make("div", { class: "body" }, this.#stage, this.#panel.node),
    make("slot", { name: "footer" }),
  );

  constructor(actions: ShellActions) {
    this.#actions = actions;
  }

  draw(view: ShellView): void {
    const { texts, poster, closable } = view;
    const isLive = LIVE.includes(view.state);
    write(this.element, { "aria-label": texts.region, hidden: view.shut });
    write(this.#stage, { class: `stage ${isLive ? "live" : ""} ${poster ? "with-poster" : ""}` });
    this.#drawPoster(poster);
    if (view.hasVideo && !this.#video) this.#foreground.node.before((this.#video = makeVideo()));
    this.#foreground.fill(view.foreground);
    const gate = isLive ? undefined : gateOf(view, this.#gate, this.#actions);
    if (gate !== this.#gate) this.#gate?.element.remove();
    this.#gate = gate;
    gate?.draw(view);
    if (closable) write((this.#close ??= this.#makeClose()), { "aria-label": texts.close });
    if (this.#close) toggle(closable, this.#close, this.#end);
    if (gate) toggle(true, gate.element, this.#close?.parentNode ? this.#close : this.#end);
    this.#panel.fill(view.panel);
  }

  #drawPoster(poster: string | undefined): void {
    if (!poster) this.#image?.remove();
    else {
      write((this.#image ??= make("img", { class: "poster", part: "poster", alt: "" })), { src: poster });
      if (!this.#image.parentNode) this.#poster.append(this.#image);
    }
  }

  #makeClose(): HTMLElement {
    const button = make("button", { class: "close", part: "close-button", type: "button" }, icon(CLOSE));
    button.addEventListener("click", this.#actions.hide);
    return button;
  }
}

const makeVideo = (): HTMLElement =>
  make("video", {
    ...{ "data-live-avatar-media": "", part: "video", playsinline: "", tabindex: "-1", "aria-hidden": "true" },
  });
