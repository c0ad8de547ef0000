import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decisionLatencies, decisionsOf } from "./decisions.js";

const CHUNKS = ["One", " is.", " Two", " is.", " Three", " is."];

describe("the chunk that decides a sentence's end", () => {
  it("is the first of the next one, and the last for the last", () => {
    assert.deepEqual(decisionsOf(CHUNKS), [
      { text: "One is.", chunk: 2 },
      { text: "Two is.", chunk: 4 },
      { text: "Three is.", chunk: 5 },
    ]);
  });
});

describe("its way to the voice", () => {
  const decisions = Array.from({ length: 6 }, (_, index) => ({ text: `${index}.`, chunk: index }));
  const chunksAt = [0, 10, 20, 30, 40, 50];
  const requests = decisions.map(({ text }, index) => ({ text, at: index * 10 + index + 1 }));

  it("counts as long as there is a place for the sentence", () => {
    // One plays, three are ahead: the fifth waits until the first has been played.
    assert.deepEqual(decisionLatencies(decisions, { chunksAt, requests, segmentEnds: [] }), [1, 2, 3, 4]);
    assert.deepEqual(decisionLatencies(decisions, { chunksAt, requests, segmentEnds: [45] }), [1, 2, 3, 4]);
    assert.deepEqual(decisionLatencies(decisions, { chunksAt, requests, segmentEnds: [35] }), [1, 2, 3, 4, 5]);
    assert.deepEqual(decisionLatencies(decisions, { chunksAt, requests, segmentEnds: [5, 15] }), [1, 2, 3, 4, 5, 6]);
  });

  it("refuses requests for anything else", () => {
    const noted = { chunksAt, requests: requests.toReversed(), segmentEnds: [] };
    assert.throws(() => decisionLatencies(decisions, noted), /asked for/);
    assert.throws(() => decisionLatencies(decisions, { ...noted, requests: requests.slice(1) }), /asked for/);
  });
});
