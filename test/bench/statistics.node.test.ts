import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { quantileOf, summarize } from "./statistics.js";

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

describe("quantileOf", () => {
  it("finds the rare dear sample, whatever the order", () => {
    assert.equal(quantileOf([9, ...Array.from({ length: 20 }, () => 1)], 0.95), 1);
    assert.equal(quantileOf([9, 9, ...Array.from({ length: 18 }, () => 1)], 0.95), 9);
  });
});
