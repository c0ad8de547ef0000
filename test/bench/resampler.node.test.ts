import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { measureResampler } from "./resampler.js";

describe("the cost of the resampler", () => {
  it("is measured for the rates of microphones and recognisers", () => {
    const costs = measureResampler(1);
    assert.deepEqual(
      costs.map(({ from, to }) => [from, to]),
      [
        [48_000, 16_000],
        [44_100, 16_000],
        [48_000, 24_000],
      ],
    );
    for (const { share } of costs) assert.ok(share > 0 && Number.isFinite(share));
  });
});
