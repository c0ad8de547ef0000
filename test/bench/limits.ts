/** Figures that have to keep to a limit of their own, whatever anybody else's are. */
import { aligned, figure, number } from "./report.js";
import type { Row } from "./report.js";
import { percentile95, summarize } from "./statistics.js";

export interface Figure {
  readonly what: string;
  readonly samples: readonly number[];
  /** Which one of all samples has to keep to the limit. */
  readonly of: "p95" | "median" | "worst" | "only";
  readonly unit: Row["unit"];
  /** Highest that passes; without one the figure only informs. */
  readonly limit?: number;
}

/** A figure of one sample. */
export const only = (what: string, value: number, unit: Figure["unit"], limit?: number): Figure => ({
  ...{ what, samples: [value], of: "only", unit },
  ...(limit !== undefined && { limit }),
});

function decisive({ samples, of }: Figure): number {
  if (of === "p95") return percentile95(samples);
  const { median } = summarize(samples);
  return of === "worst" ? Math.max(...samples) : median;
}

/** Whether the figure keeps to its limit. @throws RangeError without samples */
export function keeps(figure: Figure): boolean {
  return figure.limit === undefined || decisive(figure) <= figure.limit;
}

/** One line each: the decisive value, median (quartiles) and worst, number of samples, limit, verdict. */
export function figures(all: readonly Figure[]): string {
  const cells = all.map((one) => [
    one.what,
    `${number(decisive(one), one.unit)} ${one.unit} ${one.of === "only" ? "" : one.of}`.trimEnd(),
    one.of === "only" ? "" : `median ${figure(summarize(one.samples), one.unit)}`,
    one.of === "only" ? "" : `worst ${number(Math.max(...one.samples), one.unit)} ${one.unit}`,
    `${one.samples.length}×`,
    one.limit === undefined ? "" : `≤ ${one.limit} ${one.unit}`,
    one.limit === undefined ? "" : keeps(one) ? "pass" : "FAIL",
  ]);
  return aligned([["", "decides", "all", "", "samples", "limit", ""], ...cells]);
}
