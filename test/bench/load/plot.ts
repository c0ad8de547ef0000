/** Curves as a picture: an SVG with one panel above another, over one axis of time. */
import type { Sample } from "./process-watch.js";

export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly curves: readonly {
    readonly name: string;
    readonly values: readonly (readonly [at: number, value: number])[];
  }[];
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, GAP] = [760, 170, 64, 130, 34, 26];
const COLOURS = ["#3d5af1", "#d1495b", "#2a9d5c", "#b7791f"];

const text = (words: string): string => words.replace(/[&<>]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);

/** A round number at or above the largest value. */
function ceiling(value: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(value, 0.1)));
  return Math.ceil(value / step) * step;
}

export function plot(title: string, panels: readonly Panel[]): string {
  const seconds = ceiling(
    Math.max(...panels.flatMap(({ curves }) => curves.flatMap(({ values }) => values.map(([at]) => at)))),
  );
  const height = TOP + panels.length * (HEIGHT + GAP) + 20;
  const x = (at: number): number => LEFT + (at / seconds) * (WIDTH - LEFT - RIGHT);
  const drawn = panels.map((panel, index) => {
    const bottom = TOP + index * (HEIGHT + GAP) + HEIGHT;
    const most = ceiling(Math.max(...panel.curves.flatMap(({ values }) => values.map(([, value]) => value))));
    const y = (value: number): number => bottom - (value / most) * (HEIGHT - 24);
    const grid = [0, 0.5, 1].map((share) => {
      const at = y(share * most).toFixed(1);
      const label = `${String(share * most)} ${panel.unit}`;
      return `<path d="M${String(LEFT)} ${at}H${String(WIDTH - RIGHT)}" stroke="#d5d9e2"/><text x="${String(LEFT - 6)}" y="${at}" dy="4" text-anchor="end">${text(label)}</text>`;
    });
    const curves = panel.curves.map(({ name, values }, number) => {
      const colour = COLOURS[number % COLOURS.length] ?? "#000";
      const points = values.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
      const legend = bottom - HEIGHT + 34 + number * 18;
      return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/><text x="${String(WIDTH - RIGHT + 10)}" y="${String(legend)}" fill="${colour}">${text(name)}</text>`;
    });
    return `<text x="${String(LEFT)}" y="${String(bottom - HEIGHT + 12)}" font-weight="600">${text(panel.title)}</text>${grid.join("")}${curves.join("")}`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<text x="${x(share * seconds).toFixed(1)}" y="${String(height - 8)}" text-anchor="middle">${String(share * seconds)} s</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" font-family="sans-serif" font-size="12" fill="#3a4152"><rect width="100%" height="100%" fill="#fff"/><text x="${String(LEFT)}" y="20" font-size="15" font-weight="600">${text(title)}</text>${drawn.join("")}${ticks.join("")}</svg>\n`;
}

/** A curve of what a process cost. */
export const curve = (samples: readonly Sample[], key: "megabytes" | "processors") =>
  samples.map((sample) => [sample.at, sample[key]] as const);
