/** What the emulated agent hears: words, silence and noise, and the window of push-to-talk. */
import assert from "node:assert/strict";
import { afterEach, before, describe, it } from "node:test";
import { assertHeard, spoken, WITHOUT_RECOGNISER, words } from "../support/spoken-wav.js";
import { sharedStand, type Stand } from "../support/stand.js";
import { Visitor } from "../support/visitor.js";

const RATE = 22_050;

let stand: Stand;
const visitors: Visitor[] = [];

async function converse(config: Parameters<typeof Visitor.enter>[1] = {}): Promise<Visitor> {
  const visitor = await Visitor.converse(stand.emulator.url, config);
  visitors.push(visitor);
  return visitor;
}

const say = async (visitor: Visitor, ...parts: readonly (string | number)[]) => visitor.say(await spoken(parts));

/** The words of the visitor as the service wrote them down. */
const heard = (visitor: Visitor): string[] => visitor.texts("user.transcription").map(words);

/** White noise of a seed of its own, so that every run hears the same. */
function noise(seconds: number, level: number): Int16Array {
  let seed = 7;
  return Int16Array.from({ length: seconds * RATE }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (seed / 1_073_741_824 - 1) * level;
  });
}

/** A burst of breath that dies away, and a second one. */
function cough(): Int16Array {
  const burst = noise(0.35, 12_000).map((sample, index) => sample * Math.exp(-index / (0.09 * RATE)));
  return Int16Array.from([...noise(0.4, 10), ...burst, ...noise(0.15, 10), ...burst, ...noise(1, 10)]);
}

function beep(): Int16Array {
  const tone = Int16Array.from(
    { length: 0.4 * RATE },
    (_, index) => 8000 * Math.sin((index * 2 * Math.PI * 1000) / RATE),
  );
  return Int16Array.from([...noise(0.3, 10), ...tone, ...noise(1, 10)]);
}

before(async () => {
  stand = await sharedStand();
});
afterEach(async () => {
  await Promise.all(visitors.splice(0).map((visitor) => visitor.leave()));
});

describe("in a conversation", { skip: WITHOUT_RECOGNISER }, () => {
  it("two questions get their own words and their own answers", async () => {
    const visitor = await converse();
    await say(visitor, 0.5, "what is your name", 1.2);
    await visitor.event("avatar.speak_ended");
    await say(visitor, 0.3, "tell me about the ocean", 1.2);
    await visitor.event("avatar.speak_ended", 2);
    assertHeard(heard(visitor), ["name", "ocean"]);
    assertHeard(visitor.texts("avatar.transcription"), ["name", "ocean"]);
    const order = ["user.speak_started", "user.speak_ended", "user.transcription.chunk", "user.transcription"];
    const first = order.map((type) => visitor.types.indexOf(type));
    assert.deepEqual(
      first,
      [...first].sort((a, b) => a - b),
    );
    const whole = visitor.texts("user.transcription");
    assert.ok(
      visitor.texts("user.transcription.chunk").every((part) => whole.some((text) => text.startsWith(part))),
      "a partial holds everything so far",
    );
  });

  it("silence and noise get no answer", async () => {
    const visitor = await converse();
    await say(visitor, 1.5);
    await visitor.say({ samples: noise(1.5, 6000), sampleRate: RATE });
    await say(visitor, 1.5, "what is your name", 1.2);
    await visitor.event("avatar.speak_ended");
    // Only the question after them.
    assertHeard(heard(visitor), ["name"]);
    assert.equal(visitor.texts("avatar.transcription").length, 1);
  });

  it("speaking while the avatar speaks stops it", async () => {
    const visitor = await converse();
    await say(visitor, 0.4);
    await visitor.command(
      "avatar.speak_text",
      "This is a rather long sentence that goes on and on, until somebody speaks into it.",
    );
    await visitor.event("avatar.speak_started");
    await say(visitor, 0.2, "thank you very much", 1.2);
    await visitor.event("avatar.speak_ended", 2);
    const { types } = visitor;
    assert.ok(
      types.indexOf("avatar.speak_ended") < types.indexOf("user.transcription"),
      "stopped by the voice, not by the end",
    );
    assertHeard(heard(visitor), ["thank"]);
  });

  it("without a context it hears and never answers", async () => {
    const visitor = await converse({ dynamic_variables: { scenario: "restricted" } });
    await say(visitor, 0.5, "what is your name", 1.2);
    await visitor.event("user.transcription");
    await visitor.command("avatar.speak_response", "Are you there?");
    await visitor.command("avatar.speak_text", "Verbatim still works.");
    await visitor.event("avatar.speak_ended");
    assert.deepEqual(visitor.texts("avatar.transcription"), ["Verbatim still works."]);
  });
});

describe("free speech", { skip: WITHOUT_RECOGNISER }, () => {
  it("is written down as it was said, and answered in words", async () => {
    const visitor = await converse();
    await say(visitor, 0.5, "Where can I park my car near the station?", 1.2);
    const { text = "" } = await visitor.event("avatar.transcription");
    assert.deepEqual(heard(visitor), ["where can i park my car near the station"]);
    assert.match(text, /^You said: Where can I park my car near the station\? I am an emulator/i);
  });

  it("goes on after a cough and a beep into the opening words, which put no word into anybody's mouth", async () => {
    const opening_text = "Welcome. I am going to tell you something that takes a while, so that one can cough into it.";
    const visitor = await converse({ dynamic_variables: { opening_text } });
    await visitor.event("avatar.speak_started");
    await visitor.say({ samples: cough(), sampleRate: RATE });
    await visitor.say({ samples: beep(), sampleRate: RATE });
    await say(visitor, 1, "what is your name", 1.2);
    await visitor.until(() => visitor.texts("avatar.transcription").some((text) => /name/i.test(text)));
    assertHeard(heard(visitor), ["name"]);
  });
});

describe("push to talk", () => {
  it("counts only what is said in the window, and answers after it", { skip: WITHOUT_RECOGNISER }, async () => {
    const visitor = await converse({ interactivity_type: "PUSH_TO_TALK" });
    await say(visitor, 0.3, "what is your name", 1.2);
    await visitor.command("user.start_push_to_talk");
    await visitor.event("user.push_to_talk_started");
    await say(visitor, 0.3, "who made you", 0.4);
    assert.ok(!visitor.types.includes("user.transcription"), "nothing before the window closes");
    await visitor.command("user.stop_push_to_talk");
    await visitor.event("user.push_to_talk_stopped");
    await visitor.event("avatar.speak_ended");
    assertHeard(heard(visitor), ["made"]);
  });

  it("refuses a second start, a stop without a start, and both in a conversation", async () => {
    const pushing = await converse({ interactivity_type: "PUSH_TO_TALK" });
    await pushing.command("user.stop_push_to_talk");
    await pushing.event("user.push_to_talk_stop_failed");
    await pushing.command("user.start_push_to_talk");
    await pushing.event("user.push_to_talk_started");
    await pushing.command("user.start_push_to_talk");
    await pushing.event("user.push_to_talk_start_failed");
    const conversing = await converse();
    await conversing.command("user.start_push_to_talk");
    await conversing.event("user.push_to_talk_start_failed");
  });

  it("may never answer at all", async () => {
    const visitor = await converse({
      interactivity_type: "PUSH_TO_TALK",
      dynamic_variables: { scenario: "push-to-talk-silent" },
    });
    await visitor.command("user.start_push_to_talk");
    await visitor.command("avatar.speak_text", "Something else.");
    await visitor.event("avatar.speak_ended");
    assert.ok(visitor.types.every((type) => !type.includes("push_to_talk")));
  });
});
