import { assert } from "chai";
import fc from "fast-check";
import { readRegexKey, SearchedText } from "../../src/characters/lore-keys.js";
import { RefusedPattern } from "../../src/characters/pattern-syntax.js";
import { WorkBudget } from "../../src/characters/work-budget.js";

const plenty = () => new WorkBudget(1e9);
const matches = (key: string, text: string, isCaseSensitive = false) =>
  readRegexKey(key, isCaseSensitive, plenty()).test(text);

const ROWS: readonly [key: string, yes: readonly string[], no: readonly string[]][] = [
  ["dragon", ["a dragon", "DRAGONS"], ["drag on"]],
  ["/dragon/", ["a dragon"], ["DRAGON"]],
  ["/Dragon/gi", ["a dragon"], ["drag"]],
  ["\\bcat\\b", ["a cat.", "cat"], ["concat", "cats"]],
  ["\\Bcat", ["concat"], ["cat"]],
  ["^no$", ["No"], ["no no", "a\nno"]],
  ["/^no$/m", ["a\nno\nb"], ["a no"]],
  ["dra(?:gon|ke)s?", ["drake", "dragons"], ["dra"]],
  ["(?<beast>wyrm|worm) of .*", ["worm of "], ["worm"]],
  ["a.c", ["abc"], ["a\nc"]],
  ["/a.c/s", ["a\nc"], []],
  ["/^.$/", ["x"], ["🐉"]],
  ["/^.$/u", ["🐉"], ["xx"]],
  ["/^\\p{Lu}[^\\p{L}]$/u", ["É1"], ["é1", "ÉA"]],
  ["[^a-c\\]x]{2,3}!", ["dd!", "dddd!"], ["d!", "ad!", "]]!"]],
  ["^(ab|b|c)$", ["ab", "b", "c"], ["abb", "bc", "abc"]],
  ["go{2}d?", ["goo"], ["god"]],
  ["x{,2}", ["x{,2}"], ["xx"]],
  ["a\\.b\\/c\\d+", ["a.b/c12"], ["axb/c1"]],
  ["(ha|no){2,}!", ["hano!"], ["ha!"]],
  ["", ["anything"], []],
  ["a||b", ["c"], []],
  ["straße|ΟΔΟΣ", ["STRAßE", "οδος"], ["gasse"]],
  ["dragon.*fire", ["the dragon breathes fire"], ["fire and dragon"]],
];

const REFUSED = [
  ...[
    "(a+)+",
    "(a*)*$",
    "(a|a)*",
    "(a|ab)+",
    "(ha|ho)+",
    "(.|x)*",
    "(?:a?b)+",
    "(a{1,3})+",
    "((a)+)+",
    "(a+){2}",
    "(\\w+\\s?)*$",
    "([ab]|c)*",
  ],
  ...[
    "(a)\\1",
    "\\k<a>",
    "(?<a>b)\\k<a>",
    "(?=a)",
    "(?!a)",
    "(?<=a)b",
    "(?<!a)b",
    "a{101}",
    "a{1,1000}",
    "(a{100}){100}",
  ],
  ...["(", ")", "[", "a**", "*", "/a/x", "/a/y", "/a/v", "x".repeat(513), "(?=a)*", "\\"],
];

describe("regular expressions of a lorebook", () => {
  for (const [key, yes, no] of ROWS) {
    it(`${key} matches what it should`, () => {
      for (const text of yes) assert.isTrue(matches(key, text), text);
      for (const text of no) assert.isFalse(matches(key, text), text);
    });
  }

  it("heed the entry's case unless they say their own", () => {
    assert.isFalse(matches("a", "A", true));
    assert.isTrue(matches("/a/i", "A", true));
  });

  for (const key of REFUSED) {
    it(`${key.slice(0, 20)} is refused`, () => {
      assert.throws(() => readRegexKey(key, false, plenty()), RefusedPattern);
    });
  }

  it("match whatever the platform's own matcher matches", () => {
    const letter = fc.constantFrom("a", "b", "c", ".", "[ab]", "[^a]", "\\w", "\\b", "^", "$", "\\s");
    const item = fc.tuple(letter, fc.constantFrom("", "", "?", "*", "+", "+?", "{2}", "{0,2}", "{1,}"));
    const sequence = fc
      .array(item, { maxLength: 5 })
      .map((items) => items.map(([what, count]) => (/^(\\b|\^|\$)$/.test(what) ? what : what + count)).join(""));
    const choice = fc.array(sequence, { minLength: 1, maxLength: 3 }).map((branches) => branches.join("|"));
    const group = fc
      .tuple(sequence, choice, fc.constantFrom("", "?"), sequence)
      .map(([a, b, c, d]) => `${a}(${b})${c}${d}`);
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", " ", "\n"), maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(choice, group), fc.constantFrom("", "i", "m", "s", "u"), text, (source, flags, sample) => {
        if (source === "") return;
        assert.equal(matches(`/${source}/${flags}`, sample), new RegExp(source, flags).test(sample));
      }),
      { numRuns: 2000 },
    );
  });

  it("stop when there is no more work for them", () => {
    const budget = new WorkBudget(10_000);
    const pattern = readRegexKey("a+b", false, budget);
    assert.isTrue(pattern.test("aab"));
    assert.isFalse(pattern.test(`${"a".repeat(10_000)}b`));
    assert.isTrue(budget.isSpent);
    assert.throws(() => readRegexKey("a", false, budget), RefusedPattern, "too many");
  });
});

describe("a searched text", () => {
  it("finds what String.includes finds, in either case", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "B", "b", "ς", "Σ", "é", " "), maxLength: 20 });
    fc.assert(
      fc.property(letters, letters, fc.nat(20), fc.nat(5), (text, other, from, length) => {
        for (const key of [text.slice(from, from + length), other]) {
          if (key === "") continue;
          const searched = new SearchedText(text);
          assert.equal(searched.includes(key, true, plenty()), text.includes(key));
          const fold = (words: string) => words.toLowerCase().replaceAll("ς", "σ");
          assert.equal(searched.includes(key, false, plenty()), fold(text).includes(fold(key)));
        }
      }),
    );
  });

  it("finds no empty key, and nothing without a budget", () => {
    assert.isFalse(new SearchedText("a").includes("", false, plenty()));
    assert.isFalse(new SearchedText("a").includes("a", false, new WorkBudget(1)));
  });
});
