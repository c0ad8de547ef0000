import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { passes, table } from "./report.js";
import type { Row } from "./report.js";
import { summarize } from "./statistics.js";

const informing: Row = {
  what: "press to first frame",
  ours: summarize([90, 100, 110]),
  other: summarize([100, 110, 120]),
  otherName: "SDK",
  unit: "ms",
};
const row: Row = { ...informing, limit: 0.93 };

describe("the table of the bench", () => {
  it("passes a ratio of medians up to its limit", () => {
    assert.equal(passes(row), true);
    assert.equal(passes({ ...row, limit: 0.9 }), false);
    assert.equal(passes({ ...informing, other: summarize([1]) }), true);
  });

  it("prints medians, quartiles, ratio, limit and verdict", () => {
    const lines = table([row, { ...row, limit: 0.5 }]).split("\n");
    assert.match(
      lines[1] ?? "",
      /press to first frame\s+100 ms \(95–105\)\s+110 ms \(105–115\) SDK\s+0\.91\s+≤ 0\.93\s+pass$/,
    );
    assert.match(lines[2] ?? "", /≤ 0\.50\s+FAIL$/);
  });
});
