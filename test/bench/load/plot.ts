/** Lines as a picture: an SVG with panels side by side, each over the same steps. It is a card of its own colours, for any page. */

export interface Panel {
  readonly title: string;
  readonly lines: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [380, 240, 44, 78, 62, 34];
const COLOURS = ["#3d5af1", "#c2410c", "#0f8a4f"];

const text = (words: string): string => words.replace(/[&<>]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);

/** A round number at or above the largest value. */
function ceiling(value: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(value, 0.01)));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((times) => times * step).find((one) => one >= value) ?? value;
}

/** @param steps what stands below each value, the same for all panels */
export function plot(title: string, steps: readonly string[], panels: readonly Panel[]): string {
  const x = (index: number): number => LEFT + (index / Math.max(1, steps.length - 1)) * (WIDTH - LEFT - RIGHT);
  const drawn = panels.map(({ title: name, lines }, at) => {
    const most = ceiling(Math.max(...lines.flatMap(({ values }) => values)));
    const y = (value: number): number => HEIGHT - BOTTOM - (value / most) * (HEIGHT - TOP - BOTTOM);
    const grid = [0, 0.5, 1].map((share) => {
      const height = y(share * most).toFixed(1);
      const label = String(Number((share * most).toPrecision(3)));
      return `<path d="M${String(LEFT)} ${height}H${String(WIDTH - RIGHT)}" stroke="#d5d9e2"/><text x="${String(LEFT - 6)}" y="${height}" dy="4" text-anchor="end">${label}</text>`;
    });
    const ticks = steps.map(
      (step, index) =>
        `<text x="${x(index).toFixed(1)}" y="${String(HEIGHT - 14)}" text-anchor="middle">${text(step)}</text>`,
    );
    const labels = apart(lines.map(({ values }) => y(values.at(-1) ?? 0)));
    const curves = lines.map(({ name: line, values }, index) => {
      const colour = COLOURS[index % COLOURS.length] ?? "#000";
      const points = values.map((value, step) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`);
      const dots = points.map((point) => `<circle cx="${point.replace(",", '" cy="')}" r="3"/>`);
      return `<g fill="${colour}"><polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join("")}<text x="${String(WIDTH - RIGHT + 10)}" y="${(labels[index] ?? 0).toFixed(1)}" dy="4">${text(line)}</text></g>`;
    });
    return `<g transform="translate(${String(at * WIDTH)} 0)"><text x="${String(LEFT)}" y="48" font-weight="600">${text(name)}</text>${grid.join("")}${ticks.join("")}${curves.join("")}</g>`;
  });
  const width = String(panels.length * WIDTH);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${String(HEIGHT)}" font-family="sans-serif" font-size="12" fill="#3a4152"><rect width="100%" height="100%" rx="8" fill="#fff"/><text x="${String(LEFT)}" y="24" font-size="14" font-weight="600">${text(title)}</text>${drawn.join("")}</svg>\n`;
}

/** Heights of labels that would lie on each other, moved apart. */
function apart(heights: readonly number[]): number[] {
  const placed = [...heights];
  const order = [...heights.keys()].sort((one, other) => (heights[one] ?? 0) - (heights[other] ?? 0));
  for (const [at, index] of order.entries()) {
    const before = placed[order[at - 1] ?? -1];
    if (before !== undefined) placed[index] = Math.max(placed[index] ?? 0, before + 14);
  }
  return placed;
}
