import { assert } from "chai";
import fc from "fast-check";
import { createMarkerParser, type MarkerPart } from "../../src/core/marker-parser.js";
import { CORPUS } from "./corpus/corpus.js";

/** Adjacent texts count as one. */
function joined(parts: readonly MarkerPart[]): MarkerPart[] {
  const result: MarkerPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.type === "text" && last?.type === "text")
      result.splice(-1, 1, { type: "text", text: last.text + part.text });
    else result.push(part);
  }
  return result;
}

function parse(...chunks: readonly string[]): MarkerPart[] {
  const parser = createMarkerParser();
  return joined([...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.flush()]);
}

const text = (words: string): MarkerPart => ({ type: "text", text: words });
const emotion = (name: string, intensity: number): MarkerPart => ({ type: "emotion", name, intensity }) as MarkerPart;
const delay = (ms: number): MarkerPart => ({ type: "delay", ms });
const long = (length: number): string => `<|ACT ${"x".repeat(length - 8)}|>`;

const ROWS: readonly [why: string, stream: string, parts: readonly MarkerPart[]][] = [
  ["nothing", "", []],
  ["words alone", "I <3 you, a<b, a|b>c <| d <|e|> f", [text("I <3 you, a<b, a|b>c <| d <|e|> f")]],
  ["an emotion", 'Oh!<|ACT {"emotion":"happy"}|> Yes.', [text("Oh!"), emotion("happy", 1), text(" Yes.")]],
  ["with its strength beside it", '<|ACT {"emotion":"sad","intensity":0.25}|>', [emotion("sad", 0.25)]],
  ["with its strength inside", '<|ACT {"emotion":{"name":"angry","intensity":0.5}}|>', [emotion("angry", 0.5)]],
  ["in the older writing", '<|ACT: {"emotion":" Happy "}|>', [emotion("happy", 1)]],
  ["a number as a word", '<|ACT {"emotion":"happy","intensity":"0.5"}|>', [emotion("happy", 0.5)]],
  [
    "too strong, too weak",
    '<|ACT {"emotion":"sad","intensity":7}|><|ACT {"emotion":"sad","intensity":-1}|>',
    [emotion("sad", 1), emotion("sad", 0)],
  ],
  ["a strength that is none", '<|ACT {"emotion":"sad","intensity":"very"}|>', [emotion("sad", 1)]],
  ["an emotion that nobody knows", 'a<|ACT {"emotion":"hangry"}|>b', [text("ab")]],
  ["bad JSON, an array, a number", 'a<|ACT {"emotion|>b<|ACT ["happy"]|>c<|ACT 1|>d', [text("abcd")]],
  ["a delay in either writing", "<|DELAY:500|><|DELAY 20|>", [delay(500), delay(20)]],
  ["a delay that is none", "a<|DELAY|>b<|DELAY:soon|>c<|DELAY:-1|>d<|DELAY:Infinity|>e", [text("abcde")]],
  ["a marker that nobody knows", 'a<|CALL ["x",{}]|>b<|A|>c', [text("abc")]],
  ["a model's own marks", "a<|im_end|>b<|eot_id|>c<|endoftext|>d<|start_header_id|>e", [text("abcde")]],
  ["marks with wide bars", "a<｜end▁of▁sentence｜>b<｜Assistant｜>c<｜fin|>", [text("abc<｜fin|>")]],
  ["a model's mark that stays open", "a<|im_en", [text("a")]],
  ["the pipes of a program", "f <|> g, x |> h <| y, <|a b|>, a<|>b", [text("f <|> g, x |> h <| y, <|a b|>, a<|>b")]],
  ["a name too long for a model's mark", `<|${"x".repeat(80)}|>`, [text(`<|${"x".repeat(80)}|>`)]],
  ["one marker in another", "a<|ACT <|DELAY:5|>b", [text("ab")]],
  ["signs before a marker", "<<|<|DELAY:5|>|>", [text("<<|"), delay(5), text("|>")]],
  ["a marker that stays open", 'said <|ACT {"emotion":"happy"', [text("said ")]],
  ["a sign that could have become one", "less <", [text("less <")]],
  ["two signs that could have", "less <|", [text("less <|")]],
  ["as long as a marker may be", `a${long(1024)}b`, [text("ab")]],
  ["longer than that", `a${long(1025)}b`, [text(`a${long(1025)}b`)]],
  ["too long, and one in it", `<|A${"y".repeat(1100)}<|DELAY:5|>`, [text(`<|A${"y".repeat(1100)}`), delay(5)]],
];

const MARKERS: readonly [marker: string, part?: MarkerPart][] = [
  ['<|ACT {"emotion":"happy","intensity":0.5}|>', emotion("happy", 0.5)],
  ["<|DELAY:500|>", delay(500)],
  ["<|CALL x|>"],
  ["<|ACT {|>"],
];

/** The text with a marker before every fourth word, and what is to come of it. */
function sprinkled(plain: string): { readonly stream: string; readonly parts: readonly MarkerPart[] } {
  const pieces = plain.split(/(?<=\s)/).map((word, index) => {
    const [marker, part] = (index % 4 === 0 ? MARKERS[(index / 4) % MARKERS.length] : undefined) ?? [""];
    return { stream: marker + word, parts: [...(part ? [part] : []), text(word)] };
  });
  return { stream: pieces.map(({ stream }) => stream).join(""), parts: joined(pieces.flatMap(({ parts }) => parts)) };
}

describe("the marker parser", () => {
  for (const [why, stream, parts] of ROWS) {
    it(`reads ${why}`, () => {
      assert.deepEqual(parse(stream), [...parts]);
    });
  }

  it("says the same wherever the stream is cut in two or three, and letter by letter", () => {
    for (const [why, stream, parts] of ROWS) {
      assert.deepEqual(parse(...Array.from(stream)), [...parts], why);
      for (let first = 0; first <= stream.length; first++) {
        assert.deepEqual(parse(stream.slice(0, first), stream.slice(first)), [...parts], `${why}, cut at ${first}`);
        if (stream.length > 60) continue;
        for (let second = first; second <= stream.length; second++) {
          const pieces = [stream.slice(0, first), stream.slice(first, second), stream.slice(second)];
          assert.deepEqual(parse(...pieces), [...parts], `${why}, cut at ${first} and ${second}`);
        }
      }
    }
  });

  it("takes markers out of the corpus, wherever the stream is cut in two", () => {
    for (const { text: plain } of CORPUS) {
      const { stream, parts } = sprinkled(plain);
      assert.deepEqual(parse(stream), [...parts]);
      for (let place = 0; place <= stream.length; place++) {
        assert.deepEqual(parse(stream.slice(0, place), stream.slice(place)), [...parts], `cut at ${place}`);
      }
    }
  });

  it("takes them out of the whole corpus, wherever it is cut in many", () => {
    const { stream, parts } = sprinkled(CORPUS.map(({ text: plain }) => plain).join("\n"));
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { minLength: 1, maxLength: 2000 }), (places) => {
        const ends = [...places.sort((a, b) => a - b), stream.length];
        assert.deepEqual(parse(...ends.map((end, index) => stream.slice(ends[index - 1] ?? 0, end))), [...parts]);
      }),
      { numRuns: 30 },
    );
  });

  it("keeps nothing back but the beginning of a marker", () => {
    const parser = createMarkerParser();
    assert.deepEqual(parser.push("a < b <"), [text("a < b ")]);
    assert.deepEqual(parser.push("3"), [text("<3")]);
    assert.deepEqual(parser.push("<|DELAY:5"), []);
    assert.deepEqual(parser.push("|>c"), [delay(5), text("c")]);
  });

  it("starts anew after a flush", () => {
    const parser = createMarkerParser();
    parser.push("<|ACT ");
    parser.flush();
    assert.deepEqual(parser.push("a"), [text("a")]);
  });
});
