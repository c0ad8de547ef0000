/**
 * The chroma key: shows a video without the wall behind the avatar, such as the green one that LiveAvatar can stream. Each new
 * frame is drawn once into a canvas over the video, by the graphics processor; a page that is not in sight has no new frames.
 */
import type { Logger } from "../../core/ports/logger.js";
import { edgeColourOf } from "./edge-colour.js";
import { KeyProgram } from "./key-program.js";
import { type Colour, type KeySettings, keySettingsOf } from "./key-settings.js";

/** The frames in which a wall is looked for: the first ones may be black. */
const LOOKS = 60;
/** The most pixels on a side: the canvas need not have more than a screen shows of it. */
const MOST_SIDE = 1280;

export interface ChromaKeyOptions {
  readonly video: HTMLVideoElement;
  /** The text of the attribute: `auto` or a CSS colour, then similarity, smoothness and spill, 0…1 each. */
  readonly key: string;
  readonly logger: Logger;
}

export class ChromaKey {
  /** The canvas over the video. It is hidden until there is a keyed frame. */
  readonly canvas: HTMLCanvasElement;
  readonly #video: HTMLVideoElement;
  readonly #settings: KeySettings;
  readonly #logger: Logger;
  readonly #gl: WebGL2RenderingContext | null;
  #program: KeyProgram | undefined;
  #colour: Colour | undefined;
  #looks = LOOKS;
  #frame: number | undefined;

  /** Begins at once. Where it cannot be done, the video stays as it is, and the log says why. */
  constructor({ video, key, logger }: ChromaKeyOptions) {
    this.#video = video;
    this.#logger = logger;
    this.#settings = keySettingsOf(key);
    this.#colour = this.#settings.colour;
    this.canvas = video.ownerDocument.createElement("canvas");
    this.canvas.hidden = true;
    this.#gl = this.canvas.getContext("webgl2", { alpha: true, antialias: false, depth: false, stencil: false });
    if (!this.#gl || typeof video.requestVideoFrameCallback !== "function") {
      this.#giveUp("this browser draws no WebGL 2 here, or does not tell the frames of a video");
      return;
    }
    this.canvas.addEventListener("webglcontextlost", this.#handleLoss);
    this.#await();
  }

  /** Whether it shows frames. */
  get isShown(): boolean {
    return !this.canvas.hidden;
  }

  dispose(): void {
    if (this.#frame !== undefined) this.#video.cancelVideoFrameCallback(this.#frame);
    this.#frame = undefined;
    this.canvas.removeEventListener("webglcontextlost", this.#handleLoss);
    this.canvas.remove();
    // Browsers keep few contexts, and take the oldest from whoever has it.
    this.#gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }

  #await(): void {
    this.#frame = this.#video.requestVideoFrameCallback(() => {
      this.#frame = undefined;
      if (this.#draw()) this.#await();
    });
  }

  /** @returns whether to go on */
  #draw(): boolean {
    try {
      this.#colour ??= edgeColourOf(this.#video);
      if (this.#colour) this.#drawKeyed(this.#colour);
      else if ((this.#looks -= 1) === 0)
        return this.#giveUp("no wall of one colour was found at the edges of the picture");
      return true;
    } catch (error) {
      // A lost context is told by an event as well, and comes back.
      if (this.#gl?.isContextLost()) return true;
      return this.#giveUp(error instanceof Error ? error.message : String(error));
    }
  }

  #drawKeyed(colour: Colour): void {
    const { canvas } = this;
    const { videoWidth, videoHeight } = this.#video;
    const scale = Math.min(1, MOST_SIDE / Math.max(videoWidth, videoHeight));
    const width = Math.round(videoWidth * scale);
    const height = Math.round(videoHeight * scale);
    if (width === 0 || height === 0 || !this.#gl) return;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    this.#program ??= new KeyProgram(this.#gl);
    this.#program.draw(this.#video, colour, this.#settings);
    canvas.hidden = false;
  }

  /** The browser gives the context back if the page wants it, and everything has to be made anew. */
  readonly #handleLoss = (event: Event): void => {
    event.preventDefault();
    this.canvas.hidden = true;
    this.#program = undefined;
  };

  #giveUp(reason: string): false {
    this.canvas.hidden = true;
    this.#logger.warn(`The chroma key is left out, and the picture shown as it comes: ${reason}.`);
    return false;
  }
}
