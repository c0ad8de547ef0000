/** Who gets a second chance, what it comes to, and that every test counts once. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";

interface Result {
  readonly path: readonly string[];
  readonly isSuite?: boolean;
  readonly status: "passed" | "failed" | "skipped";
  readonly ms: number;
}
interface Outcome {
  readonly results: readonly Result[];
  readonly hasEnded: boolean;
}
interface Verdict {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly unsteady: readonly string[];
  readonly failures: readonly string[];
}
interface Rules {
  secondChancesOf(first: Outcome): readonly (readonly string[])[];
  verdictOf(
    file: string,
    first: Outcome,
    chances: readonly { readonly path: readonly string[]; readonly outcomes: readonly Outcome[] }[],
  ): Verdict;
  unsteadyAgain(before: readonly string[], now: readonly string[]): readonly string[];
  nextRecord(before: readonly string[], now: readonly string[], files: readonly string[]): readonly string[];
}

const rules = (await import(new URL("../../scripts/lib/second-chance.mjs", import.meta.url).href)) as Rules;

const result = (name: string, status: Result["status"]): Result => ({ path: ["suite", name], status, ms: 1 });
const ended = (...results: Result[]): Outcome => ({ results, hasEnded: true });
const cutOff = (...results: Result[]): Outcome => ({ results, hasEnded: false });
/** What a run about one test leaves: the others were left out. */
const alone = (name: string, status: Result["status"]): Outcome =>
  ended(result("other", "skipped"), result(name, status));

const FILE = "x.e2e.ts";
const countsOf = ({ passed, failed, skipped }: Verdict) => [passed, failed, skipped];

describe("a file whose tests pass", () => {
  it("gives no second chance and counts each test once", () => {
    const first = ended(result("a", "passed"), result("b", "skipped"));
    assert.deepEqual(rules.secondChancesOf(first), []);
    const verdict = rules.verdictOf(FILE, first, []);
    assert.deepEqual([countsOf(verdict), verdict.unsteady], [[1, 0, 1], []]);
  });
});

describe("a test that fails", () => {
  const first = ended(result("a", "passed"), result("b", "failed"));
  const path = ["suite", "b"];

  it("is run again, and no other", () => {
    assert.deepEqual(rules.secondChancesOf(first), [path]);
  });

  it("that passes twice alone has passed, and is told as unsteady", () => {
    const outcomes = [alone("b", "passed"), alone("b", "passed")];
    const verdict = rules.verdictOf(FILE, first, [{ path, outcomes }]);
    assert.deepEqual(countsOf(verdict), [2, 0, 0]);
    assert.deepEqual(verdict.unsteady, ["x.e2e.ts > suite > b"]);
  });

  for (const [what, outcomes] of [
    ["fails again", [alone("b", "failed")]],
    ["passes once and fails then", [alone("b", "passed"), alone("b", "failed")]],
    ["is not found", [ended(result("a", "passed"))]],
    ["is left out", [alone("b", "skipped")]],
    ["ends its process", [cutOff(result("b", "passed"))]],
  ] as const) {
    it(`that ${what} has failed`, () => {
      const verdict = rules.verdictOf(FILE, first, [{ path, outcomes }]);
      assert.deepEqual(countsOf(verdict), [1, 1, 0]);
      assert.deepEqual([verdict.unsteady, verdict.failures], [[], ["x.e2e.ts > suite > b"]]);
    });
  }

  it("without a second chance has failed", () => {
    assert.deepEqual(countsOf(rules.verdictOf(FILE, first, [])), [1, 1, 0]);
  });
});

describe("a process that ends before its tests do", () => {
  const first = cutOff(result("a", "passed"));
  const whole = ended(result("a", "passed"), result("b", "passed"));

  it("has its whole file run again", () => {
    assert.deepEqual(rules.secondChancesOf(first), [[]]);
  });

  it("is saved where the file passes twice", () => {
    const verdict = rules.verdictOf(FILE, first, [{ path: [], outcomes: [whole, whole] }]);
    assert.deepEqual(countsOf(verdict), [2, 0, 0]);
    assert.equal(verdict.unsteady.length, 1);
  });

  it("counts what it had not told of as failed where it does not", () => {
    const verdict = rules.verdictOf(FILE, first, [{ path: [], outcomes: [whole, cutOff()] }]);
    // Nothing was told by every run; and that it was cut off is a failure itself.
    assert.deepEqual(countsOf(verdict), [0, 3, 0]);
  });

  it("is a failure also if nobody knows what it did not tell of", () => {
    assert.deepEqual(countsOf(rules.verdictOf(FILE, first, [])), [1, 1, 0]);
  });
});

describe("a suite that breaks outside of its tests", () => {
  it("has its whole file run again", () => {
    const broken = { path: ["suite"], isSuite: true, status: "failed", ms: 1 } as const;
    assert.deepEqual(rules.secondChancesOf(ended(result("a", "failed"), broken)), [[]]);
  });
});

describe("the record of who was unsteady", () => {
  it("makes a failure of whoever is so twice", () => {
    assert.deepEqual(rules.unsteadyAgain(["a > x"], ["a > x", "a > y"]), ["a > x"]);
  });

  it("forgets who has passed since, and keeps whoever was not run", () => {
    assert.deepEqual(rules.nextRecord(["a > x", "b > z"], ["a > y"], ["a"]), ["a > y", "b > z"]);
  });
});
