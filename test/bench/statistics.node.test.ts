import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { percentile95, slopeOf, summarize } from "./statistics.js";

describe("summarize", () => {
  it("gives median and quartiles, whatever the order", () => {
    assert.deepEqual(summarize([5, 1, 4, 2, 3]), { median: 3, lowerQuartile: 2, upperQuartile: 4, count: 5 });
  });

  it("interpolates between two samples", () => {
    assert.deepEqual(summarize([1, 2]), { median: 1.5, lowerQuartile: 1.25, upperQuartile: 1.75, count: 2 });
  });

  it("refuses to sum up nothing", () => {
    assert.throws(() => summarize([]), RangeError);
  });
});

describe("percentile95", () => {
  it("is the sample that one in twenty exceeds, interpolated", () => {
    const oneTo21 = Array.from({ length: 21 }, (_, index) => 21 - index);
    assert.equal(percentile95(oneTo21), 20);
    assert.equal(percentile95([10, 20]), 19.5);
  });

  it("refuses to sum up nothing", () => {
    assert.throws(() => percentile95([]), RangeError);
  });
});

describe("slopeOf", () => {
  it("is the rise of the line with the least squares, and none through one place", () => {
    const points = [
      [0, 1],
      [1, 3],
      [2, 5],
    ] as const;
    assert.equal(slopeOf(points), 2);
    assert.equal(slopeOf([...points, [1, 4]]), 2);
    assert.throws(() => slopeOf([[1, 2]]), RangeError);
  });
});
