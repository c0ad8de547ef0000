/** Which words leave a sentence open. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isUnfinished, joinPieces, waitMsAfter } from "../../../src/session/listening/end-of-turn.js";

const UNFINISHED: readonly [string | undefined, string][] = [
  [undefined, "I would like a coffee and"],
  [undefined, "I would like a coffee and then"],
  [undefined, "I went there because"],
  [undefined, "I went there because."],
  [undefined, "So, um"],
  [undefined, "Well, uh…"],
  [undefined, "Well, I think..."],
  [undefined, "First,"],
  [undefined, "What I mean is —"],
  [undefined, "I want to go to"],
  [undefined, "Give me the"],
  ["en-GB", "I saw a"],
  ["en", "This is my"],
  ["de", "Ich hätte gern einen Kaffee und"],
  ["de-AT", "Ich komme nicht, weil"],
  ["de", "Ich gehe zum"],
  ["de", "Und dann"],
  [undefined, "Ich komme nicht, weil"],
  ["fr", "Je voudrais un café et"],
  ["fr", "C'est parce que"],
  ["fr", "Je vais à"],
  ["fr", "Et puis"],
  ["es", "Quiero un café y"],
  ["es", "Voy a la"],
  ["es", "No puedo porque"],
  ["it", "Vorrei un caffè e"],
  ["it", "Non posso perché"],
  ["it", "Vado nella"],
  ["pt", "Quero um café e"],
  ["pt", "Não posso porque"],
  ["pt", "Vou para"],
  ["nl", "Ik wil koffie en"],
  ["nl", "Ik kan niet omdat"],
  ["nl", "Ik ga naar"],
  ["pl", "Poproszę kawę i"],
  ["pl", "Nie mogę, ponieważ"],
  ["pl", "Idę do"],
  ["ja", "えっと、"],
  ["zh", "我想，"],
];

const FINISHED: readonly [string | undefined, string][] = [
  [undefined, "I would like a coffee."],
  [undefined, "I would like a coffee"],
  [undefined, "Where are you from?"],
  [undefined, "Where are you from"],
  [undefined, "What should I do"],
  [undefined, "Turn it on"],
  [undefined, "What is it about?"],
  [undefined, "That is what I am looking for."],
  [undefined, "See you then"],
  [undefined, "This is my car"],
  [undefined, "The show must go on"],
  [undefined, "I love my son"],
  [undefined, "Yes"],
  [undefined, "No"],
  [undefined, "42"],
  [undefined, ""],
  [undefined, "?"],
  ["de", "Was ist das"],
  ["de", "Hör auf"],
  ["de", "Bis dann"],
  ["de", "Ja"],
  ["fr", "Oui"],
  ["es", "Sí"],
  ["it", "Va bene"],
  ["pt", "Vou embora"],
  ["nl", "Wat is het"],
  ["pl", "Dobrze"],
  ["sv", "Jag vill och"],
  ["ja", "今日は天気がいいですね"],
];

describe("an unfinished sentence", () => {
  for (const [language, text] of UNFINISHED) {
    it(`is ${language ?? "any"}: ${text}`, () => assert.equal(isUnfinished(text, language), true));
  }
  for (const [language, text] of FINISHED) {
    it(`is not ${language ?? "any"}: ${text}`, () => assert.equal(isUnfinished(text, language), false));
  }

  it("is waited for longer with each piece, and not for ever", () => {
    assert.deepEqual([1, 2, 3, 4, 5, 50].map(waitMsAfter), [1200, 1800, 2400, 3000, 3000, 3000]);
  });

  it("is joined with what follows, as its script does", () => {
    assert.equal(joinPieces("and then ", " I left."), "and then I left.");
    assert.equal(joinPieces("えっと、", "明日"), "えっと、明日");
    assert.equal(joinPieces("", "Yes"), "Yes");
  });
});
