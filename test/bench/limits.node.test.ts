import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Figure, figures, keeps } from "./limits.js";

const gap: Figure = { what: "gap", samples: [10, 20, 30], of: "median", unit: "ms", limit: 20 };

describe("figures with a limit of their own", () => {
  it("pass up to it, by their median, by what 19 of 20 keep to, or by the worst", () => {
    assert.equal(keeps(gap), true);
    assert.equal(keeps({ ...gap, limit: 19 }), false);
    assert.equal(keeps({ ...gap, of: "p95", limit: 29 }), true);
    assert.equal(keeps({ ...gap, of: "p95", limit: 28.9 }), false);
    assert.equal(keeps({ ...gap, of: "worst", limit: 30 }), true);
    assert.equal(keeps({ ...gap, of: "worst", limit: 29.9 }), false);
  });

  it("only inform without one, and are no figures without samples", () => {
    assert.equal(keeps({ what: "size", samples: [1000], of: "only", unit: "kB" }), true);
    assert.throws(() => figures([{ ...gap, of: "p95", samples: [] }]), RangeError);
  });

  it("print what decides, what is usual, and the verdict", () => {
    const lines = figures([gap, { ...gap, limit: 5 }, { what: "size", samples: [14.25], of: "only", unit: "kB" }]);
    const [, first, second, third] = lines.split("\n");
    assert.match(first ?? "", /^gap\s+20 ms median\s+median 20 ms \(15\.0–25\)\s+worst 30 ms\s/);
    assert.match(first ?? "", /3×\s+≤ 20 ms\s+pass$/);
    assert.match(second ?? "", /≤ 5 ms\s+FAIL$/);
    assert.match(third ?? "", /^size\s+14\.3 kB\s+1×$/);
  });
});
