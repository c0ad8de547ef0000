import { assert } from "chai";
import fc from "fast-check";
import { replaceMacros } from "../../src/characters/macros.js";

const context = { charName: "Ann", userName: "Smith, Bob", random: () => 0.5 };
const replace = (text: string, random = 0.5) => replaceMacros(text, { ...context, random: () => random });

const ROWS: readonly [why: string, text: string, result: string][] = [
  ["names, in any case", "{{char}} {{CHAR}} {{ Char }} {{user}}", "Ann Ann Ann Smith, Bob"],
  ["the older names", "<char> <BOT> <User> <start>", "Ann Ann Smith, Bob <start>"],
  ["a brace before a macro", "{{{char}}} {{{{char}}}}", "{Ann} {{Ann}}"],
  ["a random value", "{{random:a,b,c,d}}", "c"],
  ["with two colons", "{{random::a,b,c,d}}", "c"],
  ["with colons between", "{{random::a::b::c::d}}", "c"],
  ["with blanks", "{{random: a , b , c , d }}", "c"],
  ["a comma in a value", "{{random:a,b\\,c,}}", "b,c"],
  ["a comma in a name", "{{random:x,{{user}},y}}", "Smith, Bob"],
  ["one value", "{{random:a}}{{random:}}", "a"],
  ["a dice", "{{roll:6}} {{roll:d6}} {{ROLL: D20 }}", "4 4 11"],
  ["no dice", "{{roll:0}} {{roll:x}} {{roll:-1}} {{roll}}", "{{roll:0}} {{roll:x}} {{roll:-1}} {{roll}}"],
  ["comments", "a{{// no }}b{{//}}c{{comment: no}}d{{hidden_key:no}}e", "abcde"],
  ["a comment with a macro in it", "a{{// {{char}}, {{random:b,c}} }}b", "ab"],
  ["words backwards", "{{reverse:Hello 🐉}}", "🐉 olleH"],
  ["macros in macros", "{{reverse:{{char}}{{random:x,{{char}}}}}}", "nnAnnA"],
  ["what V2 calls the original", "{{original}} more", " more"],
  [
    "macros that nobody knows",
    "{{getvar::a}} {{constructor}} {{x:{{char}}}}",
    "{{getvar::a}} {{constructor}} {{x:Ann}}",
  ],
  ["braces that are none", "}} {{ {{char a }", "}} {{ {{char a }"],
  ["a macro after one that stays open", "{{random:a {{char}}", "{{random:a Ann"],
];

describe("macros", () => {
  for (const [why, text, result] of ROWS) {
    it(`replace ${why}`, () => {
      assert.equal(replace(text), result);
    });
  }

  it("bear a chance that is none", () => {
    assert.deepEqual(
      [1, -1, NaN, Infinity].map((chance) => replace("{{random:a,b}}{{roll:2}}", chance)),
      ["b2", "a1", "a1", "b2"],
    );
  });

  it("reach every value and every side", () => {
    const chances = [0, 0.25, 0.5, 0.75, 0.999];
    assert.deepEqual(
      chances.map((chance) => replace("{{random:a,b,c,d}}{{roll:4}}", chance)),
      ["a1", "b2", "c3", "d4", "d4"],
    );
  });

  it("pick the same for the same text, and not always the first", () => {
    const text = "{{pick:a,b,c}}".repeat(60);
    assert.equal(replace(text, 0), replace(text, 0.9));
    assert.deepEqual([...new Set(replace(text))].sort(), ["a", "b", "c"]);
  });

  it("show hidden keys to a search alone", () => {
    assert.equal(replaceMacros("a{{hidden_key:b}}{{comment:c}}", { ...context, showsHiddenKeys: true }), "ab");
  });

  it("do not read what they put in", () => {
    assert.equal(replaceMacros("{{user}}", { ...context, userName: "{{char}}" }), "{{char}}");
  });

  it("leave every text without braces and angles as it is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        (text) => replace(text.replace(/[{}<]/g, "")) === text.replace(/[{}<]/g, ""),
      ),
    );
  });

  it("become no longer than 128 Ki, however deep", () => {
    const name = "n".repeat(256);
    for (const text of [
      "{{char}}".repeat(5000),
      `{{reverse:${"{{char}}".repeat(5000)}`,
      "{{reverse:".repeat(5000) + "{{char}}".repeat(5000),
    ]) {
      assert.isAtMost(replaceMacros(text, { ...context, charName: name }).length, 128 * 1024);
    }
  });
});
