import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answerTo, spokenTextOf } from "../../demo/server/model/talker.js";
import type { Line } from "../../demo/server/model/memory.js";
import { cosine } from "./vectors.js";
import { embed } from "../../demo/server/model/embedding.js";
import { createMarkerParser } from "../../src/core/marker-parser.js";
import { EMOTIONS } from "../../src/core/vocabulary.js";

const NOON = new Date(2026, 4, 17, 12, 5);

/** A conversation as a page leads it: what comes back goes into the history without its stage directions. */
function conversation(now = NOON) {
  const lines: Line[] = [{ role: "system", text: "Be kind." }];
  const raw: string[] = [];
  return {
    raw,
    say: (text: string): string => {
      lines.push({ role: "user", text });
      const answer = answerTo(lines, { now });
      raw.push(answer);
      lines.push({ role: "assistant", text: spokenTextOf(answer) });
      return spokenTextOf(answer);
    },
  };
}

const partsOf = (text: string) => {
  const parser = createMarkerParser();
  return [...parser.push(text), ...parser.flush()];
};

describe("the demo's talker", () => {
  it("greets, asks for a name and keeps it, however many turns later", () => {
    const { say } = conversation();
    assert.match(say("Hi there"), /^Hello! .*What is your name\?$/);
    assert.match(say("marie"), /^Marie! /);
    say("What can you do?");
    say("I like long walks by the sea");
    assert.match(say("Do you remember my name? What's my name?"), /You are Marie/);
    assert.match(say("What do I like?"), /you like long walks by the sea/);
    assert.match(say("My name is Jean-Luc, by the way"), /^Jean-Luc! /);
    assert.match(say("Who am I?"), /You are Jean-Luc/);
  });

  it("takes no mood and no yes for a name", () => {
    const { say } = conversation();
    say("Hello");
    assert.doesNotMatch(say("Yes"), /^Yes!/);
    say("I am tired");
    assert.match(say("What is my name?"), /not told me yet/);
  });

  it("tells the time and the day that it is", () => {
    const { say } = conversation();
    assert.match(say("What time is it?"), /It is 12:05\sPM here/);
    assert.match(say("And what day is it?"), /Sunday, May 17/);
  });

  it("answers the newest question where the one before was interrupted and comes with it", () => {
    const { say } = conversation();
    assert.match(say("Tell me a story.\n\nWhat is your name?"), /^I am Ada/);
  });

  it("tells a story of ten sentences and more, and another joke each time", () => {
    const { say } = conversation();
    const sentences = say("Please tell me a story").match(/[.!?](?=\s|$)/g);
    assert.ok((sentences?.length ?? 0) >= 10);
    const jokes = [say("Tell me a joke"), say("yes"), say("Yes, please"), say("sure")];
    assert.equal(new Set(jokes).size, 4);

    const later = conversation();
    const first = later.say("Tell me a joke");
    for (const text of ["Thanks", "What time is it?", "Who are you?"]) later.say(text);
    assert.notEqual(later.say("One more joke, please"), first);
    assert.match(say("no"), /What would you rather do\?$/);
  });

  it("shows all six emotions, and pauses, in marks that the parser knows", () => {
    const { say, raw } = conversation();
    say("Hello");
    const pauses = partsOf(raw[0] ?? "").flatMap((part) => (part.type === "delay" ? [part.ms] : []));
    assert.deepEqual(pauses, [400]);
    say("Show me your emotions");
    const names = partsOf(raw[1] ?? "").flatMap((part) => (part.type === "emotion" ? [part.name] : []));
    assert.deepEqual([...new Set(names)].sort(), [...EMOTIONS].sort());
  });

  it("asks about what was said, and remembers what it was about", () => {
    const { say } = conversation();
    assert.match(say("My grandfather taught me to repair clocks"), /your grandfather/);
    assert.match(say("He had a workshop under the roof"), /workshop/);
    assert.match(say("What did we talk about?"), /your grandfather and workshop/);
  });

  it("has an answer without remains of marks for everything, also for nothing", () => {
    for (const text of ["", "?", "42", '<|ACT {"emotion":"sad"}|>', "$&", "([{", "bonjour", "x".repeat(5000)]) {
      const answer = answerTo([{ role: "user", text }], { now: NOON });
      assert.ok(spokenTextOf(answer).trim().length > 10, text.slice(0, 20));
      assert.doesNotMatch(spokenTextOf(answer), /<\||\|>/);
    }
    assert.ok(answerTo([], { now: NOON }).length > 10);
    assert.match(answerTo([{ role: "user", text: "Look!" }], { now: NOON, hasPicture: true }), /cannot see it/);
  });
});

describe("the demo's vectors", () => {
  it("have length 1, are always the same, and are nearer where words are shared", () => {
    const asked = embed("Where does my sister go sailing?");
    assert.ok(Math.abs(Math.hypot(...asked) - 1) < 1e-9);
    assert.deepEqual(asked, embed("Where does my sister go sailing?"));
    const near = cosine(asked, embed("My sister sails on Lake Garda every summer."));
    const far = cosine(asked, embed("The invoice was paid on Tuesday."));
    assert.ok(near > far + 0.2, `${near} against ${far}`);
    assert.equal(Math.hypot(...embed("")), 1);
  });
});
