/** A wall in soft light, brighter where the key light falls and behind the head. */
import { css, mix } from "../colour.js";
import type { Scene } from "./scene.js";

/** It never moves: one picture, laid down whole. */
export function layBackground({ brush, sprites, placement, frame, still }: Scene): void {
  const sprite = sprites.get("background", frame, placement.scale, (to) => {
    paintBackground(still(to));
  });
  brush.context.setTransform(1, 0, 0, 1, 0, 0);
  brush.context.drawImage(sprite.picture, 0, 0);
  const { scale, originX, originY } = placement;
  brush.context.setTransform(scale, 0, 0, scale, originX, originY);
}

function paintBackground({ brush, tones, frame }: Scene): void {
  const { left, top, right, bottom } = frame;
  const { context } = brush;
  const width = right - left;
  const height = bottom - top;
  context.fillStyle = brush.linear(
    ...([left, top, right, bottom] as const),
    // Two colours only: where a third came in, a crease would be seen across the wall.
    ...([css(tones.backgroundLight), css(mix(tones.background, tones.backgroundDark, 0.55))] as const),
  );
  context.fillRect(left, top, width, height);
  brush.dab(left + width * 0.3, top + height * 0.24, width * 0.62, height * 0.62, tones.backgroundLight, 0.85);
  brush.dab(115, 40, 170, 200, tones.backgroundLight, 0.3);
  brush.dab(right, bottom, width * 0.75, height * 0.7, tones.backgroundDark, 0.6);
}
