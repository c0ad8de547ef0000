import type { PictureState } from "../../core/vocabulary.js";

/** The values of the stage's mark by which the styles know what lies over the poster. */
const MARK = "data-picture";

/**
 * Marks the stage with the state of the avatar's picture: the poster, else the figure, shows until it moves, and where it does
 * not come. Without a mark the renderer sees to its picture itself.
 */
export function showPicture(stage: HTMLElement | null, picture: PictureState | undefined): void {
  if (!stage) return;
  if (picture === undefined || picture === "unknown") stage.removeAttribute(MARK);
  else if (stage.getAttribute(MARK) !== picture) stage.setAttribute(MARK, picture);
}
