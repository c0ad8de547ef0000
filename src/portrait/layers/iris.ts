/** The iris does not change from frame to frame: it is painted once for a palette, and laid down as a picture. */
import { css } from "../colour.js";
import type { Tones } from "../palette.js";

const SIZE = 160;
const FIBRES = 84;

const kept = new WeakMap<Tones, HTMLCanvasElement>();

export function irisPicture(tones: Tones): HTMLCanvasElement {
  let picture = kept.get(tones);
  if (!picture) {
    picture = document.createElement("canvas");
    picture.width = picture.height = SIZE;
    const context = picture.getContext("2d");
    if (context) paintIris(context, tones);
    kept.set(tones, picture);
  }
  return picture;
}

function paintIris(context: CanvasRenderingContext2D, tones: Tones): void {
  const half = SIZE / 2;
  const disc = (radius: number): void => {
    context.beginPath();
    context.arc(half, half, radius, 0, Math.PI * 2);
  };
  const base = context.createRadialGradient(half, half, half * 0.3, half, half, half);
  base.addColorStop(0, css(tones.irisLight));
  base.addColorStop(0.35, css(tones.iris));
  base.addColorStop(0.72, css(tones.iris));
  base.addColorStop(0.9, css(tones.irisDark));
  base.addColorStop(1, css(tones.irisDark, 0));
  context.fillStyle = base;
  disc(half);
  context.fill();
  for (let fibre = 0; fibre < FIBRES; fibre += 1) {
    const angle = (fibre / FIBRES) * Math.PI * 2;
    const wobble = Math.sin(fibre * 12.9898) * 0.5 + Math.sin(fibre * 4.1) * 0.5;
    const [from, to] = [half * (0.4 + 0.06 * wobble), half * (0.7 + 0.14 * wobble)];
    context.strokeStyle = css(fibre % 3 === 0 ? tones.irisDark : tones.irisLight, fibre % 3 === 0 ? 0.35 : 0.42);
    context.lineWidth = 1.6 + wobble * 0.7;
    context.beginPath();
    context.moveTo(half + Math.cos(angle) * from, half + Math.sin(angle) * from);
    context.lineTo(half + Math.cos(angle + wobble * 0.06) * to, half + Math.sin(angle + wobble * 0.06) * to);
    context.stroke();
  }
  // Light from the upper left leaves the iris again at the lower right.
  const glow = context.createRadialGradient(half * 1.36, half * 1.4, 0, half * 1.36, half * 1.4, half * 0.75);
  glow.addColorStop(0, css(tones.irisLight, 0.75));
  glow.addColorStop(1, css(tones.irisLight, 0));
  context.globalCompositeOperation = "source-atop";
  context.fillStyle = glow;
  disc(half * 0.84);
  context.fill();
  const top = context.createLinearGradient(0, 0, 0, SIZE);
  top.addColorStop(0, css(tones.black, 0.6));
  top.addColorStop(0.45, css(tones.black, 0));
  context.fillStyle = top;
  disc(half);
  context.fill();
}
