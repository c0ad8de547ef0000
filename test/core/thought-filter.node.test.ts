/** Thoughts as models write them, and what of their answers is left. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createThoughtFilter, type ThoughtFilterOptions } from "../../src/core/thought-filter.js";

function filtered(pieces: readonly string[], options: ThoughtFilterOptions = {}, isWhole = true): string {
  const filter = createThoughtFilter(options);
  return pieces.map((piece) => filter.push(piece)).join("") + filter.flush(isWhole);
}

/** Answers, and what is left of them. */
const ANSWERS: Readonly<Record<string, readonly [answer: string, left: string]>> = {
  "no thought": [
    "Hello there. 1 < 2, [a](b), A & B, ◁ and <b>bold</b>.",
    "Hello there. 1 < 2, [a](b), A & B, ◁ and <b>bold</b>.",
  ],
  "DeepSeek-R1": ["<think>\nThe visitor greets me.\n</think>\n\nHello there.", "Hello there."],
  "an empty thought of Qwen": ["<think>\n\n</think>\n\nHello there.", "Hello there."],
  "other letter case": ["<THINK>Hm.</Think>Hello.", "Hello."],
  attributes: ["<think lang=\"en\" budget='3'>Hm.</think >Hello.", "Hello."],
  "a thought that closes itself": ["<think/>Hello.", "Hello."],
  "<thinking>": ["<thinking>Hm.</thinking> Hello.", "Hello."],
  "<thought>, as EXAONE has it": ["<thought>\nHm.\n</thought>\n\nHello.", "Hello."],
  "<reasoning>": ["<reasoning>Hm.</reasoning>\nHello.", "Hello."],
  "<reflection> within <thinking>, as Reflection has it": [
    "<thinking>Hm.<reflection>Right?</reflection> Yes.</thinking>\n<output>Hello.</output>",
    "Hello.",
  ],
  "Seed's": ["<seed:think>Hm.</seed:think>Hello.", "Hello."],
  "Magistral's": ["[THINK]Hm. [1] it is.[/THINK]Hello.", "Hello."],
  "Kimi's": ["◁think▷Hm.◁/think▷Hello.", "Hello."],
  "OpenThinker's": [
    "<|begin_of_thought|>\nHm.\n<|end_of_thought|>\n\n<|begin_of_solution|>\nHello.\n<|end_of_solution|>",
    "Hello.\n",
  ],
  "Command A's": ["<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>Hello.<|END_RESPONSE|>", "Hello."],
  "Hunyuan's frame": ["<think>\nHm.\n</think>\n<answer>\nHello.\n</answer>", "Hello.\n"],
  "Gemma's": ["<|channel>thought\nHm.<channel|>Hello.", "Hello."],
  "MedGemma's": ["<unused94>thought\nHm.<unused95>Hello.", "Hello."],
  "Granite's": ["Here is my thought process:\nHm.\n\nHere is my response:\nHello.", "Hello."],
  "Open WebUI's": [
    '<details type="reasoning" done="true">\n<summary>Thought</summary>\nHm.\n</details>\nHello.',
    "Hello.",
  ],
  "escaped by a proxy": ["&lt;think&gt;Hm.&lt;/think&gt;Hello.", "Hello."],
  "gpt-oss": [
    "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hello.<|return|>",
    "Hello.",
  ],
  "gpt-oss with a tool in between": [
    "<|start|>assistant<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|><|start|>assistant<|channel|>final<|message|>Hello.",
    "Hello.",
  ],
  "gpt-oss without a header after its thought": ["<|channel|>analysis<|message|>Hm.<|end|>Hello.", "Hello."],
  "gpt-oss with its marks left out": ["analysisWe need to greet.assistantfinalHello.", "Hello."],
  "never closed": ["<think>I wonder what she means", ""],
  "never closed, of gpt-oss": ["<|channel|>analysis<|message|>I wonder", ""],
  "never closed, with white space before": ["\n\n <think>I wonder", ""],
  "two thoughts": ["<think>Hm.</think>\n<think>Well.</think>\nHello.", "Hello."],
  "a thought within a thought": ["<think>Hm.\n<think>Deeper.</think>\nUp.</think>Hello.", "Hello."],
  "a thought that speaks of its mark": ["<think>\n<think> is a mark. I say so.</think>Hello.", "Hello."],
  "a thought that quotes its end": ["<think>He asks what `</think>` is.</think>It is a mark.", "It is a mark."],
  "a thought with a tag of another kind": ["<think>Use <b>bold</b> and <answer>x</answer>.</think>Hello.", "Hello."],
  "mixed names": ["<thinking>Hm.</think>Hello.", "Hello."],
  "in the middle of an answer": ["Hello. <think>What now?</think> How can I help?", "Hello. How can I help?"],
  "in a line of its own": ["First.\n<think>\nHm.\n</think>\n\nSecond.", "First.\nSecond."],
  "in the middle of a sentence": ["Well<think>Hm, yes.</think>, yes.", "Well, yes."],
  "two in a row in the middle": ["A<think>x</think><think>y</think> B", "A B"],
  "in the middle of a sentence, with room": ["Well, <think> hm </think> yes.", "Well, yes."],
  "in the middle of a sentence, with dots": ["Well <think>...hm</think> yes.", "Well yes."],
  "in brackets": ["Hello (<think>Hm.</think>there).", "Hello (there)."],
  "at the end, with nothing in it": ["Hello <think>", "Hello "],
  "in the middle, never closed": ["Hello. <think>What now?", "Hello. "],
  "spoken about in code": ["Write `<think>` and `</think>` around it.", "Write `<think>` and `</think>` around it."],
  "spoken about in a block of code": [
    "So:\n```\n<think>\nHm.\n</think>\n```\nDone.",
    "So:\n```\n<think>\nHm.\n</think>\n```\nDone.",
  ],
  "spoken about in quotes": [
    'The mark "<think>" opens, "</think>" closes.',
    'The mark "<think>" opens, "</think>" closes.',
  ],
  "spoken about in a sentence": [
    "The <think> tag opens a thought and </think> closes it.",
    "The <think> tag opens a thought and </think> closes it.",
  ],
  "spoken about after a thought": ["<think>He asks.</think>Use `<think>` for it.", "Use `<think>` for it."],
  "a real one after code": ["Run `ls`. <think>Hm.</think>Done.", "Run `ls`. Done."],
  "never opened, a thought aloud": [
    "The visitor greets me. I should be brief.\n</think>\n\nHello there.",
    "Hello there.",
  ],
  "never opened, after an interjection": ["Okay, so the user says hi. That's easy.</think>Hi!", "Hi!"],
  "never opened, with code": ["Hmm. I need to show `ls` and\n```\nrm\n\n</think>\nRun ls.", "Run ls."],
  "never opened, in Chinese": ["嗯，用户在打招呼。</think>你好。", "你好。"],
  "never opened and empty": ["\n</think>\n\nHello.", "Hello."],
  "begins like a thought and is none": [
    "I should mention that we open at nine.",
    "I should mention that we open at nine.",
  ],
  "nearly a mark": [
    "<thinker>, <thin, < think of it > and [THIN] stay.",
    "<thinker>, <thin, < think of it > and [THIN] stay.",
  ],
  "only white space": [" \n ", " \n "],
  "white space at its ends": [" Hello. \n", " Hello. \n"],
  "cut in a mark": ["Hello <thi", "Hello <thi"],
};

describe("createThoughtFilter", () => {
  for (const [name, [answer, left]] of Object.entries(ANSWERS)) {
    it(`reads ${name}`, () => {
      assert.equal(filtered([answer]), left);
      assert.equal(filtered(answer.split("")), left, "one character at a time");
    });
  }

  it("leaves the same wherever the stream is cut", () => {
    const marks = Object.values(ANSWERS).flatMap(([answer]) => answer.split(/(?=[<[◁&`\n])|(?<=[>\]▷;.])/));
    const words = fc.constantFrom(
      ...marks,
      "I should",
      "The user",
      " ",
      "\n",
      "`",
      "```\n",
      "Hello.",
      "analysis",
      "</think>",
    );
    const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
    const property = fc.property(
      fc.array(words, { maxLength: 12 }),
      fc.array(fc.nat({ max: 400 }), { maxLength: 30 }),
      fc.constantFrom("guess" as const, "expect" as const, "ignore" as const),
      fc.boolean(),
      (parts, cuts, unopened, isWhole) => {
        const answer = parts.join("");
        const places = [
          0,
          ...cuts.filter((cut) => cut < answer.length).sort((one, other) => one - other),
          answer.length,
        ];
        const pieces = places.slice(1).map((place, index) => answer.slice(places[index], place));
        assert.equal(filtered(pieces, { unopened }, isWhole), filtered([answer], { unopened }, isWhole));
      },
    );
    console.log(`seed ${seed}`);
    fc.assert(property, { seed, numRuns: 3000 });
  });

  it("keeps nothing back of an ordinary answer", () => {
    const filter = createThoughtFilter();
    for (const word of ["Good", " morning", ", how", " can I", " help?"]) assert.equal(filter.push(word), word);
  });

  it("keeps back what a template has begun, once that is known", () => {
    const first = createThoughtFilter();
    assert.equal(first.push("Bonjour. Elle veut le prix."), "Bonjour. Elle veut le prix.");
    assert.equal(first.push("</think>Neuf euros.") + first.flush(), "Neuf euros.");
    assert.equal(first.unopened, "expect");
    const second = createThoughtFilter({ unopened: first.unopened });
    assert.equal(second.push("Elle veut deux. "), "");
    assert.equal(second.push("</think>Dix-huit euros."), "Dix-huit euros.");
    assert.equal(second.flush(), "");
    assert.equal(second.unopened, "expect");
    const third = createThoughtFilter({ unopened: second.unopened });
    assert.equal(third.push("Avec plaisir."), "");
    assert.equal(third.flush(), "Avec plaisir.");
    assert.equal(third.unopened, "guess");
  });

  it("guesses no more after an answer without thoughts, or with marks", () => {
    for (const answer of ["I should say: nine o'clock.", "<think>Hm.</think>Hi."]) {
      const filter = createThoughtFilter();
      filter.push(answer);
      filter.flush();
      assert.equal(filter.unopened, "ignore");
    }
  });

  it("of an answer that broke off keeps what is certainly none", () => {
    assert.equal(filtered(["Well, "], {}, false), "Well, ");
    assert.equal(filtered(["Okay, the user wants"], {}, false), "");
    assert.equal(filtered(["Good mor"], { unopened: "expect" }, false), "");
    assert.equal(filtered(["Hello. <thi"], {}, false), "Hello. ");
  });

  it("says whether there was a thought", () => {
    const filter = createThoughtFilter();
    filter.push("<think>Hm.");
    assert.equal(filter.found, true);
    assert.equal(createThoughtFilter().found, false);
  });

  it("reads a megabyte in pieces without slowing down", () => {
    const filter = createThoughtFilter();
    let length = 0;
    const began = process.cpuUsage().user;
    for (let index = 0; index < 100_000; index += 1) length += filter.push("a < b & c ").length;
    assert.equal(length + filter.flush().length, 1_000_000);
    assert.ok(process.cpuUsage().user - began < 5_000_000);
  });
});
