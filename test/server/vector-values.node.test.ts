import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readBatch } from "../../src/server/vector-values.js";
import { vectorOf } from "./vector-promises.js";

describe("a batch of vectors", () => {
  it("is in one order, whatever the order in which it came, so that two writers never wait for each other", () => {
    const vectors = ["b", "a", "c"].flatMap((id) =>
      ["two", "one"].map((embedderId) => vectorOf(id, [3, 4], { threadId: "x", embedderId })),
    );
    const [one, other] = [readBatch(vectors), readBatch([...vectors].reverse())];
    assert.deepEqual(one, other);
    assert.deepEqual([...one.dimensions.keys()], ["one", "two"]);
    assert.deepEqual(one.rows.map(({ messageId }) => messageId).join(""), "abcabc");
    assert.deepEqual(one.rows[0]?.vector, Float32Array.of(0.6, 0.8));
  });

  it("has the last of those of one message", () => {
    const { rows } = readBatch([vectorOf("1", [1, 0]), vectorOf("1", [0, 1], { createdAt: 9 })]);
    assert.deepEqual(rows.map(({ createdAt }) => createdAt), [9]); // prettier-ignore
  });
});
