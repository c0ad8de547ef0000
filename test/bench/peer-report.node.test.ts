import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AtRest } from "./at-rest.js";
import { keeps } from "./limits.js";
import { type Compared, comparison, limits } from "./peer-report.js";
import { passes } from "./report.js";

const visit = (scriptMs: number, more: Partial<AtRest> = {}): AtRest => ({
  ...{ bytes: 10_000, requests: 1, otherSites: [], scriptMs, heapBytes: 1_000_000, errors: [] },
  ...more,
});

const ours: Compared = { name: "ours", shows: "a widget", samples: [visit(9), visit(10), visit(11)] };
const widget: Compared = { name: "widget 1.0.0", shows: "a widget", samples: [visit(100)] };
const sdk: Compared = { name: "sdk 1.0.0", shows: "a button of the page's", samples: [visit(50)] };
const broken: Compared = { name: "broken 1.0.0", shows: "a widget", samples: [], reason: 'Could not resolve "it"' };

describe("the comparison with the peers", () => {
  it("has a line for each, with the ratio of ours to theirs", () => {
    const [, first = "", second = ""] = comparison([ours, widget]).split("\n");
    assert.match(first, /^ours\s+a widget\s+10\.0 kB\s+1\s+none\s+10\.0 ms \(9\.5–10\.5\)\s+1000 kB$/);
    assert.match(
      second,
      /^widget 1\.0\.0\s+a widget\s+10\.0 kB\s+1\.00\s+1\s+none\s+100 ms\s+0\.10\s+1000 kB\s+1\.00$/,
    );
  });

  it("names the other sites that were asked, with their number", () => {
    const asking = { ...widget, samples: [visit(100, { otherSites: ["a.test", "b.test", "a.test"] })] };
    assert.match(comparison([ours, asking]), /a\.test 2×, b\.test 1×/);
  });

  it("tells who could not be loaded, and what a page complained of, once each", () => {
    const complaining = { ...widget, samples: [visit(1, { errors: ["no"] }), visit(1, { errors: ["no"] })] };
    const lines = comparison([ours, complaining, broken]).split("\n").slice(-2);
    assert.deepEqual(lines, ['broken 1.0.0 has no page: Could not resolve "it"', "widget 1.0.0 said: no"]);
  });
});

describe("the limits of a page at rest", () => {
  it("hold ours to a tenth of the best peer, with and without those that show nothing", () => {
    const { rows } = limits(ours, [sdk, widget, broken]);
    assert.deepEqual(
      rows.map(({ otherName }) => otherName),
      ["widget 1.0.0", "sdk 1.0.0"],
    );
    assert.deepEqual(rows.map(passes), [true, false]);
  });

  it("hold ours to 20 kB and to no other site, in every visit", () => {
    const good = limits(ours, [widget, sdk]).own;
    assert.deepEqual(good.map(keeps), [true, true]);
    const heavy = { ...ours, samples: [visit(1), visit(1, { bytes: 20_001, otherSites: ["a.test"] })] };
    assert.deepEqual(limits(heavy, [widget, sdk]).own.map(keeps), [false, false]);
  });

  it("are none where nobody was measured", () => {
    assert.throws(() => limits(ours, [broken]), RangeError);
  });
});
