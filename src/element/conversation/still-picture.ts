/** The button that stops the moving picture: a still of it covers it. The voice goes on. */
import { html, nothing, type TemplateResult } from "lit";
import { state } from "../../core/signals.js";
import { moveIcon, pauseIcon } from "./icons.js";
import type { ViewContext } from "./view-context.js";

/**
 * @csspart still-button - The button that stops the moving picture, and lets it move again.
 */

export class StillPicture {
  readonly #still = state<HTMLCanvasElement | undefined>(undefined);
  readonly #moves = state(false);

  /** The still, under everything else that lies over the picture. Reads a signal. */
  get cover(): unknown {
    return this.#still.get() ?? nothing;
  }

  /** None where nothing moves. Reads signals. */
  button({ texts }: ViewContext): TemplateResult | typeof nothing {
    const isStill = this.#still.get() !== undefined;
    if (!isStill && !this.#moves.get()) return nothing;
    const label = isStill ? texts.pictureMoves : texts.pictureStill;
    return html`<button
      class="plain still-button"
      part="still-button"
      type="button"
      aria-label=${label}
      title=${label}
      @click=${(event: Event) => {
        const stage = (event.currentTarget as Element).closest<HTMLElement>(".stage");
        this.#still.set(isStill || !stage ? undefined : stillOf(stage));
      }}
    >
      ${isStill ? moveIcon : pauseIcon}
    </button>`;
  }

  /** To be called after each render. */
  updated(root: ParentNode): void {
    const stage = root.querySelector(".stage");
    const moves = !!stage && pictureOf(stage) !== undefined;
    // After this render.
    queueMicrotask(() => {
      this.#moves.set(moves);
    });
  }

  release(): void {
    this.#still.set(undefined);
  }
}

/** What moves: the video of a service, or what a renderer draws. */
function pictureOf(stage: Element): HTMLVideoElement | HTMLCanvasElement | undefined {
  const video = stage.querySelector<HTMLVideoElement>("video[data-live-avatar-media]");
  if (video && video.videoWidth > 0) return video;
  return stage.querySelector<HTMLCanvasElement>("canvas:not(.still)") ?? undefined;
}

function stillOf(stage: HTMLElement): HTMLCanvasElement | undefined {
  const picture = pictureOf(stage);
  if (!picture) return undefined;
  const [width, height] =
    picture instanceof HTMLVideoElement ? [picture.videoWidth, picture.videoHeight] : [picture.width, picture.height];
  const still = document.createElement("canvas");
  still.className = "still";
  // The picture has a label of its own.
  still.ariaHidden = "true";
  still.width = width;
  still.height = height;
  still.getContext("2d")?.drawImage(picture, 0, 0);
  return still;
}
