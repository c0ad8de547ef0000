import { expect } from "chai";
import { LocalEmbedder } from "../../../src/core/recall/local-embedder.js";
import { GOLDEN, sumOfBits } from "./golden.js";

describe("LocalEmbedder in a browser", () => {
  it("has the same vectors as in every engine, to the last bit", async () => {
    expect([new LocalEmbedder().id, await sumOfBits()]).to.deep.equal([GOLDEN.id, GOLDEN.sum]);
  });
});
