/** A person talks to a session without a browser, with the real speech service: its voice asks, and its recogniser hears. */
import { describe, it } from "node:test";
import { systemClock } from "../../src/core/clock.js";
import { checkConversation, spokenLive } from "../support/spoken-live.js";
import { WITHOUT_RECOGNISER } from "../support/spoken-wav.js";

describe("a spoken conversation with the speech service", { skip: WITHOUT_RECOGNISER }, () => {
  it("has three turns, an answer that is cut off in mid-sentence, push-to-talk and last words", async () => {
    checkConversation((await spokenLive(systemClock)).conversation);
  });
});
