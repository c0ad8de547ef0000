import { assert } from "chai";
import fc from "fast-check";
import { CORPUS } from "./corpus/corpus.js";
import { splitSentences } from "../../src/core/sentence-splitter/sentence-splitter.js";
import { createSpeechText, speechText } from "../../src/core/speech-text/speech-text.js";
import { randomRuns } from "../support/scope.js";

/** What a model writes, and the lines that a voice gets. */
const ROWS: readonly [why: string, written: string, ...lines: readonly string[]][] = [
  // What people reported.
  [
    "a heading, strong words, a link and a list",
    "# Opening hours\n\n**Monday**: 9-17. See [our site](https://example.com/a?b=c).\n\n* bread\n* `milk`\n",
    ...["Opening hours", "Monday: 9-17. See our site.", "bread", "milk"],
  ],
  [
    "a numbered list",
    "1. **One** – the first.\n2. *Two* – the second.\n",
    ...["1. One – the first.", "2. Two – the second."],
  ],
  ["a block of code", "Run this:\n\n```sh\nnpm install\n```\n\nThen reload.", "Run this:", "Then reload."],
  ["a sum and a name", "2 * 3 * 4 is 24. Use snake_case_names.", "2 * 3 * 4 is 24. Use snake_case_names."],
  ["pictographs and struck words", "Great! 🎉 See you ~~Monday~~ Tuesday.", "Great! See you Tuesday."],
  ["the mark of a turn's end", "Hello there.<|im_end|>", "Hello there."],

  // Blocks.
  ["no text", ""],
  ["blank lines", "\n\n One.\n \n\n\nTwo.\n\n", "One.", "Two."],
  ["headings of all kinds", "## Two ##\nUnder\n=====\nAlso\n---\n#hashtag", "Two", "Under", "Also", "#hashtag"],
  ["a line across", "Above\n\n---\n\n* * *\n___\nBelow", "Above", "Below"],
  ["nested lists", "- one\n  - two\n    1) three\n+ plus\n• dot", "one", "two", "1) three", "plus", "dot"],
  ["tasks", "- [x] done\n- [ ] not done\n* [X] Done", "done", "not done", "Done"],
  ["numbers that are no list", "-5 degrees\n3.5 is more\n2026. A year.", "-5 degrees", "3.5 is more", "2026. A year."],
  ["quotes and notes", "> Be **careful**.\n>> Deeper.\n> [!NOTE]\n> Noted.", "Be careful.", "Deeper.", "Noted."],
  ["comparisons", "> 5 is no quote.\n>= 4", "5 is no quote.", ">= 4"],
  [
    "a table",
    "| Day | Hours |\n|:----|:-:|\n| **Monday** | 9-17 |\n| Sunday | |\n\nSee you.",
    ...["Day, Hours", "Monday, 9-17", "Sunday", "See you."],
  ],
  ["a table without outer bars", "Day | Hours\n--- | ---\nMonday | 9-17", "Day, Hours", "Monday, 9-17"],
  ["bars that are no table", "a||b and a|b", "a||b and a|b"],
  ["a fence of tildes, never closed", "Look:\n~~~\nx = 1\ny = 2", "Look:"],
  ["a longer fence around a shorter one", "````\n```\nx\n```\n````\nAfter", "After"],
  ["a fence at the end of a line", "Use this: ```js\nfoo();\n```\nDone.", "Use this:", "Done."],
  ["Markdown wrapped in a fence", "```markdown\n# Hi\n*you*\n```", "Hi", "you"],
  ["definitions", "See [the docs][d].[^1]\n\n[d]: https://a.example\n[^1]: A note.", "See the docs.", "A note."],
  ["line feeds of Windows", "# One\r\n* two\r\n\r\n```\r\nx\r\n```\r\nthree", "One", "two", "three"],

  // Links.
  ["a picture, a picture in a link", "![A cat](c.png) [![Badge](b.svg)](https://a.example)", "A cat Badge"],
  ["a title and brackets in the address", 'A [b](https://a.example/x_(y) "T") c', "A b c"],
  ["strong words within a link, and a link within strong words", "[**a** b](c) **[d](e)**", "a b d"],
  ["addresses", "See https://www.example.com/a?b=c, or <https://x.example/y>!", "See example.com, or x.example!"],
  ["an address in brackets", "Ask us (www.example.com/help). Now.", "Ask us (example.com). Now."],
  ["an address with a name and a port in it", "http://me:pw@host.example:8080/x", "host.example"],
  ["mail", "Write to <me@example.com> or you@example.com.", "Write to me@example.com or you@example.com."],
  [
    "numbers of sources",
    "It is so.[1][2] And so [3]. And so.【4†source】 a[1] = 2",
    "It is so. And so [3]. And so. a[1] = 2",
  ],
  ["brackets alone", "[sic] and [ ] and [open", "[sic] and [ ] and [open"],
  ["a reply that ends within an address", "See [our site](https://exam", "See our site"],

  // Within a line.
  ["three stars, two lines, one line", "***a*** __b__ _c_ **d *e***", "a b c d e"],
  ["stars within a word", "un**believ**able, 2*3*4, a*b, 5* hotel, *nix", "unbelievable, 2*3*4, a*b, 5* hotel, *nix"],
  [
    "strong words that run on",
    `**One. ${"And on and on. ".repeat(8)}End.** Yes`,
    `One. ${"And on and on. ".repeat(8)}End. Yes`,
  ],
  ["signs in another language", "日本語の**太字**です。**「はい」**と言う。", "日本語の太字です。「はい」と言う。"],
  ["code within a sentence", "Use `foo_bar()` or ``a`b``, don`t `open", "Use foo_bar() or a`b, don`t open"],
  ["tags", "<b>Bold</b><br>next<br/>H<sub>2</sub>O <!-- no -->x<p class='a'>y</p>", "Bold", "next", "H2O x", "y"],
  ["signs that are no tags", "a < b > c, List<String>, <3, x<y", "a < b > c, List<String>, <3, x<y"],
  ["marks of turns without bars", "Done.</s>", "Done."],
  ["Gemma's mark", "Done.<end_of_turn>", "Done."],
  ["DeepSeek's mark", "Done.<｜end▁of▁sentence｜>", "Done."],
  ["entities", "a &amp; b &lt; c&nbsp;d &#8364;5 &#x41; AT&T &unknown; R&D", "a & b < c d €5 A AT&T &unknown; R&D"],
  ["escapes and formulas", "1\\. a \\* b \\_c\\_ \\(x^2\\) C:\\temp", "1. a * b _c_ x^2 C:\\temp"],
  ["families, flags, keys, hearts and skins", "I ❤️ it 👩‍👩‍👧‍👦! 🇩🇪 1️⃣ First ✅ 👍🏽.", "I it! 1 First."],
  ["signs that are no pictographs", "™ © 20 °C → ½ € § # @ %", "™ © 20 °C → ½ € § # @ %"],
  ["a joiner that a script needs", "می‌خواهم क्‍ष", "می‌خواهم क्‍ष"],
  ["an emoji alone", "🎉"],
];

/** What real models stream, in which several of these meet. */
const TROUBLE = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...["*", "**", "***", "_", "__", "~~", "~", "`", "```", "```js\n", "~~~", "#", "## ", "\n", "\r\n", "\n\n"],
        ...[
          " ",
          "  ",
          "- ",
          "* ",
          "+ ",
          "1. ",
          "> ",
          "|",
          " | ",
          "|---|",
          "[",
          "]",
          "(",
          ")",
          "](",
          "![",
          "[^1]",
          ": ",
        ],
        ...["https://a.example/b_c(d)", "www.", "http", "<", ">", "<b>", "</b>", "<br>", "<!--", "-->", "&amp;", "&"],
        ...["word", "Word.", "3", "é", "字", "。", "🎉", "❤", "\uFE0F", "\u200D", "\ud83c", "\udf89", "\\", "=", "--"],
        ...["[x] ", "【", "】", "†", "1", "[1]", "x@y.example", "<https://b.example>"],
      ),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

function stream(chunks: readonly string[]): string {
  const reader = createSpeechText();
  return [...chunks.map((chunk) => reader.push(chunk)), reader.flush()].join("");
}

describe("text that can be spoken", () => {
  for (const [why, written, ...lines] of ROWS) {
    it(`has words for ${why}`, () => {
      assert.deepEqual(speechText(written).split("\n"), lines.length === 0 ? [""] : lines);
    });
  }

  it("makes sentences of what people reported", () => {
    const [, written = ""] = ROWS[0] ?? [];
    assert.deepEqual(splitSentences(speechText(written)), [
      ...["Opening hours", "Monday: 9-17.", "See our site.", "bread", "milk"],
    ]);
  });

  it("does not depend on where a stream is cut", () => {
    for (const [, written] of ROWS) {
      const whole = stream([written]);
      assert.equal(stream(written.split("")), whole, written);
      for (let at = 1; at < written.length; at += 1) {
        assert.equal(stream([written.slice(0, at), written.slice(at)]), whole, `${written} cut at ${at}`);
      }
    }
  });

  it("does not depend on it for any text, and gives every text an end", () => {
    fc.assert(
      fc.property(TROUBLE, fc.array(fc.nat(), { maxLength: 4 }), (written, places) => {
        const whole = stream([written]);
        const ends = [...places.map((place) => place % (written.length + 1)).sort((a, b) => a - b), written.length];
        assert.equal(stream(ends.map((end, index) => written.slice(ends[index - 1] ?? 0, end))), whole);
        assert.equal(stream(written.split("")), whole);
      }),
      { numRuns: randomRuns(3000) },
    );
  });

  it("leaves plain text alone", () => {
    for (const { text } of CORPUS) {
      const lines = text.split("\n").map((line) => line.replace(/\s+/g, " ").trim());
      if (!/[*_`<>|[\]#~&\\]|https?:|www\.|^[-+•] |\p{Emoji_Presentation}/mu.test(text)) {
        assert.equal(speechText(text), lines.filter((line) => line !== "").join("\n"));
      }
    }
  });

  it("begins with the words of a sentence before it is whole", () => {
    const reader = createSpeechText();
    assert.equal(reader.push("Hello there, "), "Hello there,");
    assert.equal(reader.push("**Mon"), "");
    assert.equal(reader.push("day**: "), " Monday:");
    assert.equal(reader.push("a [li"), " a");
    assert.equal(reader.push("nk](https://x.exam"), "");
    assert.equal(reader.push("ple) b"), " link b");
  });

  it("decides at a pause, and goes on behind it", () => {
    const reader = createSpeechText();
    assert.equal(reader.push("**Well"), "");
    assert.equal(reader.pause(), "Well");
    assert.equal(reader.push(" then** go ") + reader.flush(), " then go");
  });

  it("starts anew after its end", () => {
    const reader = createSpeechText();
    assert.equal(reader.push("```\ncode") + reader.flush(), "");
    assert.equal(reader.push("# Title") + reader.flush(), "Title");
  });

  it("reads signs without end in time that grows with their number", () => {
    for (const sign of [
      "[",
      "![",
      "**",
      "`",
      "<",
      "<!--",
      "~~",
      "|",
      "&",
      "\\",
      "http",
      "#",
      "> ",
      "- ",
      "(",
      "_a",
      "【",
    ]) {
      const hostile = sign.repeat(20_000);
      assert.isString(speechText(hostile));
      assert.isString(stream([...Array<string>(2000).fill(sign)]));
    }
  });
});
