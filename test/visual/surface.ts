/** A canvas of this size to draw on and to read. */
export function surface(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no context");
  context.imageSmoothingQuality = "high";
  return context;
}
