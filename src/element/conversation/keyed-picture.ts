import type { ChromaKey } from "../../media/chroma-key/chroma-key.js";
import { consoleLogger } from "../console-logger.js";

/**
 * @csspart keyed-picture - The picture without its wall, where `chroma-key` is set.
 */

/** The picture without its wall, where the page wants a chroma key. Its code is loaded with the first conversation that does. */
export class KeyedPicture {
  #video: HTMLVideoElement | null = null;
  #key: string | undefined;
  #current: ChromaKey | undefined;

  /** Keys the video; called after each render. @param key the text of `chroma-key`; undefined: the picture stays as it comes */
  update(video: HTMLVideoElement | null, key: string | undefined): void {
    const shown = key === undefined ? null : video;
    if (shown === this.#video && key === this.#key) return;
    this.#video = shown;
    this.#key = key;
    this.#current?.dispose();
    this.#current = undefined;
    if (shown && key !== undefined) void this.#show(shown, key);
  }

  async #show(video: HTMLVideoElement, key: string): Promise<void> {
    try {
      const { ChromaKey } = await import("../../media/chroma-key/chroma-key.js");
      if (this.#video !== video || this.#key !== key) return;
      this.#current = new ChromaKey({ video, key, logger: consoleLogger });
      const { canvas } = this.#current;
      canvas.className = "keyed";
      canvas.setAttribute("part", "keyed-picture");
      canvas.setAttribute("aria-hidden", "true");
      video.after(canvas);
    } catch (error) {
      consoleLogger.warn("The chroma key could not be loaded: the picture is shown as it comes.", error);
    }
  }
}
