import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Figure, figureTable, keeps } from "./limits.js";

const figure = (judged: Figure["judged"], limit: number, samples = [1, 2, 3, 4, 101]): Figure => ({
  ...{ what: "a wait", unit: "ms", judged, limit, samples },
});

describe("a figure with a limit", () => {
  it("is judged by the sample that it says", () => {
    assert.deepEqual([keeps(figure("median", 3)), keeps(figure("median", 2.9))], [true, false]);
    assert.deepEqual([keeps(figure("worst", 101)), keeps(figure("worst", 100))], [true, false]);
    // 4 + 0.8 · (101 − 4)
    assert.deepEqual([keeps(figure("p95", 81.6)), keeps(figure("p95", 81.5))], [true, false]);
  });

  it("is not kept when nothing was measured", () => {
    assert.equal(keeps(figure("worst", 1, [])), false);
  });

  it("prints one line each", () => {
    assert.equal(
      figureTable([figure("worst", 100)]),
      "a wait: median 3.00 ms (2.00–4.00), p95 81.60, worst 101.00, of 5; worst ≤ 100 ms FAIL",
    );
  });
});
