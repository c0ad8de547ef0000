/** Figures that have a limit of their own, instead of somebody to be compared with. */
import { quantile, summarize } from "./statistics.js";

export interface Figure {
  readonly what: string;
  readonly samples: readonly number[];
  readonly unit: "ms" | "kB";
  /** Which of the samples must keep to the limit: the 95th percentile, the median, or the worst of all. */
  readonly judged: "p95" | "median" | "worst";
  readonly limit: number;
}

const p95 = (samples: readonly number[]): number =>
  quantile(
    [...samples].sort((a, b) => a - b),
    0.95,
  );

function judgedValue({ samples, judged }: Figure): number {
  if (judged === "p95") return p95(samples);
  return judged === "worst" ? Math.max(...samples) : summarize(samples).median;
}

/** Whether the figure keeps to its limit. Nothing measured is nothing kept. */
export const keeps = (figure: Figure): boolean => figure.samples.length > 0 && judgedValue(figure) <= figure.limit;

/** One line a figure: median (quartiles), 95th percentile, worst, limit, verdict. */
export function figureTable(figures: readonly Figure[]): string {
  return figures
    .map((figure) => {
      const { what, samples, unit, judged, limit } = figure;
      const { median, lowerQuartile, upperQuartile, count } = summarize(samples);
      const [middle, lower, upper, high, worst] = [
        ...[median, lowerQuartile, upperQuartile, p95(samples), Math.max(...samples)],
      ].map((value) => value.toFixed(2));
      return [
        `${what}: median ${middle} ${unit} (${lower}–${upper}), p95 ${high}, worst ${worst}, of ${count}`,
        `${judged} ≤ ${limit} ${unit} ${keeps(figure) ? "pass" : "FAIL"}`,
      ].join("; ");
    })
    .join("\n");
}
