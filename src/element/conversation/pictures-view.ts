/** The way to the pictures of a message: their chunk, which only pages with `vision="pictures"` load. */
import { state } from "../../core/signals.js";
import { adopt } from "../adopt-styles.js";
import { loadChunk } from "../load-chunk.js";
import type { Picture, Pictures, PicturesParts } from "../pictures/pictures.js";
import type { ViewContext } from "./view-context.js";

export class PicturesView {
  readonly #pictures = state<Pictures | undefined>(undefined);
  #isLoading = false;

  /** Whether a picture is being read. Reads signals. */
  get isBusy(): boolean {
    return this.#pictures.get()?.isBusy ?? false;
  }

  /** The parts of the composer; undefined where nobody would look, and until the chunk is there. Reads signals. */
  render({ host, locale }: ViewContext): PicturesParts | undefined {
    if (!host.sees || !host.vision?.includes("pictures")) return undefined;
    this.#load();
    return this.#pictures.get()?.render(locale);
  }

  /** The pictures of a message that is sent now: they are no longer here. Undefined: there are none. */
  take(): readonly Picture[] | undefined {
    return this.#pictures.get()?.take();
  }

  /** @param areRefused whether the avatar cannot see them, which the visitor is told */
  restore(pictures: readonly Picture[], areRefused: boolean): void {
    this.#pictures.get()?.restore(pictures, areRefused);
  }

  updated(root: ParentNode): void {
    const pictures = this.#pictures.get();
    const composer = root.querySelector<HTMLElement>(".composer");
    if (!pictures || !composer) return;
    adopt(root as ShadowRoot, pictures.styles);
    pictures.updated(composer);
  }

  #load(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    loadChunk(() => import("../pictures/pictures.js")).then(
      ({ Pictures }) => {
        this.#pictures.set(new Pictures());
      },
      () => {
        // The next render tries again: words can be sent meanwhile.
        this.#isLoading = false;
      },
    );
  }
}
