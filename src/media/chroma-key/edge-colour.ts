/** The colour of a studio's wall, found at the edges of a picture: an avatar fills the middle and the lower edge. */
import type { Colour } from "./key-settings.js";

/** The size at which a picture is looked at, in pixels. */
const WIDTH = 32;
const HEIGHT = 18;
/** The share of the edge that has to agree. */
const LEAST_SHARE = 0.6;
/** How far from grey a wall has to be, and how far its parts may be from each other, 0…1 a channel. */
const LEAST_SATURATION = 0.25;
const MOST_DISTANCE = 0.12;

/**
 * The colour of the upper edge and of both sides; undefined where they are not of one strong colour.
 * @throws SecurityError for a picture of another origin
 */
export function edgeColourOf(picture: CanvasImageSource): Colour | undefined {
  const context = new OffscreenCanvas(WIDTH, HEIGHT).getContext("2d", { willReadFrequently: true });
  if (!context) return undefined;
  context.drawImage(picture, 0, 0, WIDTH, HEIGHT);
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  const edge: Colour[] = [];
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const isEdge = y < 2 || (y < HEIGHT / 2 && (x < 2 || x >= WIDTH - 2));
      if (isEdge) edge.push(colourAt(data, 4 * (y * WIDTH + x)));
    }
  }
  const middle: Colour = [median(edge, 0), median(edge, 1), median(edge, 2)];
  if (Math.max(...middle) - Math.min(...middle) < LEAST_SATURATION) return undefined;
  const agrees = ([red, green, blue]: Colour): boolean =>
    Math.max(Math.abs(red - middle[0]), Math.abs(green - middle[1]), Math.abs(blue - middle[2])) < MOST_DISTANCE;
  return edge.filter(agrees).length >= LEAST_SHARE * edge.length ? middle : undefined;
}

function colourAt(data: Uint8ClampedArray, at: number): Colour {
  const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
  return [red / 255, green / 255, blue / 255];
}

function median(colours: readonly Colour[], channel: 0 | 1 | 2): number {
  const values = colours.map((colour) => colour[channel]).sort((one, other) => one - other);
  return values[values.length >> 1] ?? 0;
}
