/** Another engine, spoken to: in a room, and by the portrait. */
import { after, afterEach, before, describe, it } from "node:test";
import assert from "node:assert/strict";
import type { VisitorBrowser } from "../support/browser.js";
import { type Firefox, startFirefox } from "../support/firefox.js";
import { converseWithPortrait, endListeningInSpeech, pushToTalk, unexpected } from "../support/spoken-portrait.js";
import { converseInRoom } from "../support/spoken-room.js";
import { openPortrait, startListening, startSpokenDemo } from "../support/spoken-visit.js";
import { WITHOUT_RECOGNISER } from "../support/spoken-wav.js";
import { sharedStand, type Stand } from "../support/stand.js";

let demo: Stand["demo"];
let firefox: Firefox;
let visitor: VisitorBrowser;

before(async () => {
  ({ demo } = await sharedStand());
  firefox = await startFirefox();
});
after(() => firefox.close());
afterEach(() => visitor.close());

describe("in Firefox", () => {
  it("is talked to in a room", { skip: WITHOUT_RECOGNISER }, async () => {
    visitor = await firefox.openVisitor();
    await converseInRoom(await visitor.newPage(), demo.url);
    assert.deepEqual(visitor.problems, []);
  });

  it(
    "is talked to with the portrait: three turns, an interrupt by voice, push-to-talk, the last words",
    { skip: WITHOUT_RECOGNISER },
    async () => {
      const spoken = await startSpokenDemo();
      try {
        visitor = await firefox.openVisitor();
        const page = await visitor.newPage();
        await openPortrait(page, spoken);
        await startListening(page);
        await converseWithPortrait(page);
        await endListeningInSpeech(page);
        const other = await visitor.newPage();
        await openPortrait(other, spoken, { interaction: "push-to-talk" });
        await pushToTalk(other);
        assert.deepEqual(unexpected(visitor.problems), []);
      } finally {
        await spoken.close();
      }
    },
  );
});
