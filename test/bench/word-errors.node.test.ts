import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { wordErrors, wordsOf } from "./word-errors.js";

const errors = (said: string, heard: string): number => wordErrors(wordsOf(said), wordsOf(heard));

describe("word errors", () => {
  it("counts what is missing, too much, and wrong", () => {
    assert.equal(errors("Is this seat taken?", "is this seat taken"), 0);
    assert.equal(errors("Is this seat taken?", "is this the seat taken"), 1);
    assert.equal(errors("Is this seat taken?", "this seat"), 2);
    assert.equal(errors("Is this seat taken?", "is that seed taken"), 2);
    assert.equal(errors("Is this seat taken?", ""), 4);
    assert.equal(errors("Go.", "no no no"), 3);
  });

  it("takes a number for the words that it is said with", () => {
    assert.equal(errors("There are twenty five chairs.", "There are 25 chairs."), 0);
    assert.equal(errors("My number is seven four two nine.", "My number is 7429."), 0);
    assert.equal(errors("at eight", "at 8"), 0);
    assert.equal(errors("ninety", "90"), 0);
  });
});
