import { assert } from "chai";
import fc from "fast-check";
import {
  createSentenceSplitter,
  splitSentences,
  type SentenceSplitterOptions,
} from "../../src/core/sentence-splitter/sentence-splitter.js";
import { CORPUS } from "./corpus/corpus.js";

const MAX = 280;

function stream(chunks: readonly string[], options?: SentenceSplitterOptions): string[] {
  const splitter = createSentenceSplitter(options);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.flush()];
}

function cutAt(text: string, places: readonly number[]): string[] {
  const ends = [...places.map((place) => place % (text.length + 1)).sort((a, b) => a - b), text.length];
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

const visible = (text: string): string => text.replace(/\s/g, "");
const hasWord = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** Text in which everything that means something to the splitter is frequent. */
const TROUBLE = fc
  .array(
    fc.constantFrom(
      ...". . . ! ? … ... 。 ！ । ؟ ; , : - — \" ' “ ” „ « » ( ) [ ] 「 」 ¿ ¡ * ** _ ` ``` # €".split(" "),
      ...["   ", " ", " ", " ", " ", "\u00a0", "\n", "\n\n", "\r\n", "Dr", "The", "etc", "z.B", "3", "12", "1.", "II"],
      ...["A", "I", "x", "der", "und", "Oktober", "天气", "と", "네", "है", "🎉", "👩‍👩‍👧", "e\u0301", "\ud83c", "\udf89"],
      ...["https://a.b/c?d=1", "word", "Word", "слово", "Слово"],
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));
const LIMITS = fc.constantFrom(2, 3, 7, 20, MAX);

describe("the sentence splitter on the corpus", () => {
  it("has at least 200 sentences in 12 languages to show it", () => {
    assert.isAtLeast(CORPUS.flatMap(({ sentences }) => sentences).length, 200);
    assert.isAtLeast(new Set(CORPUS.map(({ locale }) => locale)).size, 12);
  });

  for (const { locale, text, sentences } of CORPUS) {
    it(`${locale}: ${text.slice(0, 50).replace(/\s+/g, " ")}`, () => {
      assert.deepEqual(splitSentences(text), [...sentences], "in whatever language");
      assert.deepEqual(splitSentences(text, { locale }), [...sentences], `in ${locale}`);
    });
  }

  it("says the same wherever the stream is cut in two, and unit by unit", () => {
    for (const { text, sentences } of CORPUS) {
      assert.deepEqual(stream(text.split("")), [...sentences]);
      for (let place = 0; place <= text.length; place++) {
        assert.deepEqual(stream(cutAt(text, [place])), [...sentences], `cut at ${place}`);
      }
    }
  });

  it("says the same wherever the whole corpus is cut in many", () => {
    const text = CORPUS.map((one) => one.text).join("\n\n");
    const whole = splitSentences(text);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { minLength: 1, maxLength: 2000 }), (places) => {
        assert.deepEqual(stream(cutAt(text, places)), whole);
      }),
      { numRuns: 30 },
    );
  });
});

describe("the sentence splitter on any text", () => {
  it("depends on no cut", () => {
    fc.assert(
      fc.property(TROUBLE, fc.array(fc.nat(), { maxLength: 30 }), LIMITS, (text, places, maxLength) => {
        assert.deepEqual(stream(cutAt(text, places), { maxLength }), splitSentences(text, { maxLength }));
        assert.deepEqual(stream(text.split(""), { maxLength }), splitSentences(text, { maxLength }));
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps every visible character in order, and no sentence longer than it may be", () => {
    const anything = fc.oneof(TROUBLE, fc.string({ unit: "binary", maxLength: 400 }), fc.string({ maxLength: 400 }));
    fc.assert(
      fc.property(anything, LIMITS, (text, maxLength) => {
        const sentences = splitSentences(text, { maxLength });
        assert.equal(visible(sentences.join("")), visible(text));
        for (const sentence of sentences) {
          assert.isAtMost(sentence.length, maxLength);
          assert.equal(sentence, sentence.trim());
          assert.notEqual(sentence, "");
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("lets no piece without letter or digit stand alone but the last", () => {
    fc.assert(
      fc.property(TROUBLE, (text) => {
        const sentences = splitSentences(text, { maxLength: Infinity });
        for (const sentence of sentences.slice(0, -1)) assert.isTrue(hasWord(sentence), JSON.stringify(sentences));
      }),
      { numRuns: 2000 },
    );
  });
});

const LATIN = "abcdefghij ".repeat(40);

/** What was pushed, and how many sentences it brought at once. */
const EARLY: readonly [why: string, chunks: readonly (readonly [chunk: string, sentences: readonly string[]])[]][] = [
  [
    "a line when it ends",
    [
      ["Hello", []],
      ["\n", ["Hello"]],
    ],
  ],
  [
    "a full stop with the next word's first letter",
    [
      ["It is. ", []],
      ["S", ["It is."]],
    ],
  ],
  [
    "a Chinese one with the next character",
    [
      ["你好。", []],
      ["今", ["你好。"]],
    ],
  ],
  [
    "a Chinese one with a space",
    [
      ["你好。", []],
      [" ", ["你好。"]],
    ],
  ],
  [
    "a Hindi one with the next letter",
    [
      ["नमस्ते। ", []],
      ["आ", ["नमस्ते।"]],
    ],
  ],
  [
    "a question before a small letter",
    [
      ["What? ", []],
      ["n", ["What?"]],
    ],
  ],
  [
    "what a function word shows",
    [
      ["At 5 p.m. Th", []],
      ["e", []],
      [" ", ["At 5 p.m."]],
    ],
  ],
  ["two ends at once", [["One. Two! Three", ["One.", "Two!"]]]],
  [
    "a line too long, with its 281st unit",
    [
      ["x".repeat(MAX), []],
      ["x", ["x".repeat(MAX)]],
    ],
  ],
];

describe("the sentence splitter while it streams", () => {
  for (const [why, chunks] of EARLY) {
    it(`gives out ${why}`, () => {
      const splitter = createSentenceSplitter();
      for (const [chunk, sentences] of chunks) assert.deepEqual(splitter.push(chunk), [...sentences], chunk);
    });
  }

  it("starts anew after a flush", () => {
    const splitter = createSentenceSplitter();
    assert.deepEqual(splitter.push("1. One. Pens etc. The"), ["1. One."]);
    assert.deepEqual(splitter.flush(), ["Pens etc.", "The"]);
    assert.deepEqual(splitter.flush(), []);
    assert.deepEqual([...splitter.push("2. Two.\n"), ...splitter.flush()], ["2. Two."]);
  });

  it("says nothing of nothing", () => {
    assert.deepEqual(splitSentences(""), []);
    assert.deepEqual(splitSentences(" \n\t \r\n "), []);
    assert.deepEqual(splitSentences(" … "), ["…"]);
  });
});

describe("the sentence splitter's options", () => {
  it("add abbreviations, with or without dot, in small letters and capitals", () => {
    const text = "See Abk. Meier. Ask e. V. Schulz.";
    assert.deepEqual(splitSentences("See Abk. Meier. Yes."), ["See Abk.", "Meier.", "Yes."]);
    for (const abbreviation of ["abk", "Abk.", "ABK."]) {
      assert.deepEqual(splitSentences("See Abk. Meier. Yes.", { abbreviations: [abbreviation] }), [
        "See Abk. Meier.",
        "Yes.",
      ]);
    }
    assert.deepEqual(splitSentences(text, { abbreviations: new Set(["Abk"]) }), [
      "See Abk. Meier.",
      "Ask e. V. Schulz.",
    ]);
    assert.deepEqual(splitSentences("Smith plc. Is it? Foo bar. Baz.", { abbreviations: ["plc", "foo bar."] }), [
      "Smith plc. Is it?",
      "Foo bar. Baz.",
    ]);
  });

  it("let a locale decide about ordinals", () => {
    assert.deepEqual(splitSentences("Platz 2. Bayern", { locale: "de-AT" }), ["Platz 2. Bayern"]);
    assert.deepEqual(splitSentences("Platz 2. Bayern", { locale: "en" }), ["Platz 2.", "Bayern"]);
    assert.deepEqual(splitSentences("Platz 2. Die Bayern", { locale: "de" }), ["Platz 2.", "Die Bayern"]);
    assert.deepEqual(splitSentences("Platz 2. Bayern", { locale: "not a locale" }), ["Platz 2.", "Bayern"]);
  });

  it("refuse a length in which nothing fits", () => {
    for (const maxLength of [1, 0, -5, NaN]) {
      assert.throws(() => createSentenceSplitter({ maxLength }), RangeError);
    }
  });
});

describe("the sentence splitter's ceiling", () => {
  it("cuts at a comma of the second half, else at a space, else anywhere", () => {
    assert.deepEqual(splitSentences("one, two three four five", { maxLength: 15 }), ["one, two three", "four five"]);
    assert.deepEqual(splitSentences("one two three, four five", { maxLength: 20 }), ["one two three,", "four five"]);
    assert.deepEqual(splitSentences("一二三四五，六七八九十", { maxLength: 8 }), ["一二三四五，", "六七八九十"]);
    assert.deepEqual(splitSentences("abcdefghij", { maxLength: 4 }), ["abcd", "efgh", "ij"]);
    for (const sentence of splitSentences(LATIN)) assert.match(sentence, /^(abcdefghij ?)+$/);
  });

  it("splits no character that is written with several", () => {
    for (const unit of ["🎉", "👩‍👩‍👧", "e\u0301", "🇩🇪", "👍🏽", "\u1100\u1161\u11a8"]) {
      for (const sentence of splitSentences(`x${unit.repeat(300)}`)) {
        assert.equal(sentence.replaceAll(unit, "").replace("x", ""), "", unit);
      }
    }
    const zalgo = `a${"\u0301".repeat(1000)}`;
    assert.equal(splitSentences(zalgo).join(""), zalgo);
  });

  it("keeps a sentence that just fits, and the end that just follows", () => {
    const sentence = `${"x".repeat(MAX - 1)}.`;
    assert.deepEqual(splitSentences(`${sentence} Next.`), [sentence, "Next."]);
    assert.deepEqual(splitSentences(`x${" ".repeat(1000)}y.`), ["x", "y."]);
  });
});
