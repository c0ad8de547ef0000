/** One talks in a room: three questions, the last one over the answer to the second. */
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { openBrowser, type VisitorBrowser } from "../support/browser.js";
import { WITHOUT_RECOGNISER } from "../support/spoken-wav.js";
import { converseInRoom } from "../support/spoken-room.js";
import { sharedStand } from "../support/stand.js";

let visitor: VisitorBrowser;

afterEach(() => visitor.close());

describe("talking in a room", { skip: WITHOUT_RECOGNISER }, () => {
  it("three questions are heard right and answered in turn, the last one over a story", async () => {
    const { demo } = await sharedStand();
    visitor = await openBrowser();
    await converseInRoom(await visitor.newPage(), demo.url);
    assert.deepEqual(visitor.problems, []);
  });
});
