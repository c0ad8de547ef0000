/** The few numbers a comparison needs. */
export interface Summary {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly count: number;
}

/** @param share 0…1. Linear interpolation between the two nearest samples (the default of R and NumPy). */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** @throws RangeError without samples: a figure nobody measured must not look like one */
function sort(samples: readonly number[]): readonly number[] {
  if (samples.length === 0) throw new RangeError("no samples");
  return [...samples].sort((a, b) => a - b);
}

/** What 19 of 20 samples keep to. @throws RangeError without samples */
export function percentile95(samples: readonly number[]): number {
  return quantile(sort(samples), 0.95);
}

/** @throws RangeError without samples */
export function summarize(samples: readonly number[]): Summary {
  const sorted = sort(samples);
  return {
    median: quantile(sorted, 0.5),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
    count: sorted.length,
  };
}

/** By how much a line through the points rises with each step to the right (least squares). @throws RangeError without two places */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [middleX, middleY] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0);
  if (!(spread > 0)) throw new RangeError("no line through one place");
  return points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0) / spread;
}
