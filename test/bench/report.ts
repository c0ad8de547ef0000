/** The tables that `npm run bench` prints. */
import type { Summary } from "./statistics.js";

export interface Row {
  readonly what: string;
  readonly ours: Summary;
  /** Who it is compared with, and how that one fared. */
  readonly other: Summary;
  readonly otherName: string;
  /** "": a number of things. */
  readonly unit: "ms" | "s" | "kB" | "MB" | "%" | "dB" | "";
  /** Highest ratio of the medians that passes; without one the row only informs. */
  readonly limit?: number;
}

const DECIMALS: Readonly<Partial<Record<Row["unit"], number>>> = { s: 2, kB: 1, MB: 1, "%": 2, "": 0 };

export const number = (value: number, unit: Row["unit"]) => value.toFixed(DECIMALS[unit] ?? (value < 20 ? 1 : 0));

export function figure({ median, lowerQuartile, upperQuartile, count }: Summary, unit: Row["unit"]): string {
  if (count === 1) return `${number(median, unit)} ${unit}`;
  return `${number(median, unit)} ${unit} (${number(lowerQuartile, unit)}–${number(upperQuartile, unit)})`;
}

/** Whether the ratio of the medians keeps to its limit. */
export function passes({ ours, other, limit }: Row): boolean {
  return limit === undefined || ours.median / other.median <= limit;
}

/** The rows as a table of text, one line each: median (lower–upper quartile), ratio, limit, verdict. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.what,
    figure(row.ours, row.unit),
    `${figure(row.other, row.unit)} ${row.otherName}`,
    (row.ours.median / row.other.median).toFixed(2),
    row.limit === undefined ? "" : `≤ ${row.limit.toFixed(2)}`,
    row.limit === undefined ? "" : passes(row) ? "pass" : "FAIL",
  ]);
  return aligned([["", "live-avatar", "beside", "ratio", "limit", ""], ...cells]);
}

/** Cells of text as lines, each column as wide as its widest. */
export function aligned(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
