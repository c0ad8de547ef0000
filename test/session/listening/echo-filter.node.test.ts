/** What the avatar says is not taken for the visitor, in tables. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EchoFilter } from "../../../src/session/listening/echo-filter.js";

/** What the filter leaves of something heard from 1 s into a sentence to its end at 3 s. */
function left(
  spoken: string | readonly string[],
  heard: string,
  times: { beganAt?: number; now?: number } = {},
): string {
  const filter = new EchoFilter({ minLength: 2 });
  const sentences = typeof spoken === "string" ? [spoken] : spoken;
  for (const [index, sentence] of sentences.entries()) filter.begin(sentence, index * 3000);
  filter.end(sentences.length * 3000);
  return filter.filter({ text: heard, beganAt: 1000, now: 2900, ...times });
}

const ECHOES: readonly [string, string | readonly string[], string][] = [
  ["the sentence", "The weather is nice today, so we could go out.", "the weather is nice today so we could go out"],
  ["its beginning", "The weather is nice today, so we could go out.", "The weather is nice"],
  ["its middle", "The weather is nice today, so we could go out.", "nice today so we"],
  ["one word misheard", "The weather is nice today, so we could go out.", "the whether is nice today"],
  ["another word in its place", "The weather is nice today, so we could go out.", "the weather is blue today so we"],
  ["the last word misheard", "The weather is nice today.", "the weather is nice to die"],
  ["the first word misheard", "Remember your umbrella on Friday.", "September your umbrella on Friday"],
  ["words left out", "The weather is nice today, so we could all go out.", "weather nice today so go out"],
  ["a word split", "Tomorrow afternoon will be sunny.", "tomorrow after noon will be sunny"],
  [
    "a number in figures",
    "The train leaves at 15:30 from platform two.",
    "the train leaves at fifteen thirty from platform two",
  ],
  ["a number in words", "The train leaves at half past three.", "the train leaves at 3:30"],
  ["two sentences", ["I can help you.", "What would you like to know?"], "can help you what would you like to know"],
  [
    "German",
    "Das Wetter ist heute schön, wir könnten spazieren gehen.",
    "das Wetter ist heute schon wir konnten spazieren",
  ],
  ["German misheard", "Guten Tag, wie kann ich Ihnen helfen?", "guten Tag wie kann ich ihn helfen"],
  ["French", "Qu'est-ce que je peux faire pour vous aujourd'hui ?", "qu'est-ce que je peux faire pour vous"],
  ["Spanish", "¿En qué puedo ayudarle esta mañana?", "en que puedo ayudarle esta manana"],
  ["Polish", "Dzień dobry, w czym mogę pomóc?", "dzien dobry w czym moge pomoc"],
  ["Russian", "Здравствуйте, чем я могу вам помочь?", "здравствуйте чем я могу вам помочь"],
  ["Greek", "Καλημέρα, πώς μπορώ να σας βοηθήσω;", "καλημερα πως μπορω να σας βοηθησω"],
  ["Arabic", "مرحبا، كيف يمكنني مساعدتك اليوم؟", "مرحبا كيف يمكنني مساعدتك"],
  ["Korean", "안녕하세요, 무엇을 도와드릴까요?", "안녕하세요 무엇을 도와드릴까요"],
  ["Chinese", "今天天气很好，我们可以出去散步。", "今天天气很好我们可以出去"],
  ["Chinese misheard", "今天天气很好，我们可以出去散步。", "今天天汽很好我们可以出去"],
  ["Japanese", "こんにちは、今日は何をお手伝いしましょうか。", "今日は何をお手伝いしましょうか"],
  ["Thai", "สวัสดีครับ วันนี้มีอะไรให้ช่วยไหม", "สวัสดีครับวันนี้มีอะไรให้ช่วย"],
  ["one word of the sentence", "The weather is nice today.", "weather"],
  ["two words of the sentence", "The weather is nice today.", "nice today."],
  ["a contraction", "I am sorry to hear that.", "I'm"],
  ["a word that was cut off", "You can also interrupt me whenever you want.", "enter"],
  ["a sign of the sentence", "今天天气很好", "天气"],
];

const VISITORS: readonly [string, string | readonly string[], string][] = [
  ["another sentence", "The weather is nice today.", "Can you tell me a joke?"],
  ["one word", "The weather is nice today.", "Stop"],
  ["two words", "The weather is nice today.", "Stop please"],
  ["two words, one of them spoken", "The weather is nice today.", "Not today"],
  ["a short word that is nearly one", "I know that now.", "No"],
  ["everyday words in common", "I think we could go to the park and see the lake.", "Can we go to the museum instead"],
  ["the words in another order", "The weather is nice today.", "today nice weather"],
  ["German", "Das Wetter ist heute schön.", "Erzähl mir einen Witz"],
  ["Chinese", "今天天气很好，我们可以出去散步。", "请给我讲个笑话"],
  ["Japanese", "こんにちは、今日は何をお手伝いしましょうか。", "ちょっと待ってください"],
  ["no words", "The weather is nice today.", "…"],
];

const MIXTURES: readonly [string, string | readonly string[], string, string][] = [
  ["behind", "The weather is nice today, so we could go out.", "The weather is nice stop", "stop"],
  ["before", "The weather is nice today, so we could go out.", "Stop! The weather is nice today", "Stop!"],
  ["between", "The weather is nice today, so we could go out.", "the weather stop please is nice today", "stop please"],
  [
    "a sentence",
    "The weather is nice today, so we could go out.",
    "we could go out tell me a joke, please.",
    "tell me a joke, please.",
  ],
  [
    "both sides",
    "The weather is nice today, so we could go out.",
    "No, the weather is nice today, I want a joke",
    "No, I want a joke",
  ],
  [
    "misheard",
    "The weather is nice today, so we could go out.",
    "the whether is nice to day wait a moment",
    "wait a moment",
  ],
  ["German", "Das Wetter ist heute schön.", "das Wetter ist heute schön halt mal", "halt mal"],
  ["Chinese", "今天天气很好，我们可以出去散步。", "今天天气很好等一下", "等一下"],
  ["too short", "The weather is nice today, so we could go out.", "the weather is nice a", ""],
];

describe("the avatar's own voice in what was heard", () => {
  for (const [what, spoken, heard] of ECHOES) {
    it(`is dropped: ${what}`, () =>
      assert.equal(left(spoken, heard, { now: 5900, beganAt: 1000 }) && left(spoken, heard), ""));
  }
  for (const [what, spoken, heard, rest] of MIXTURES) {
    it(`is cut out of a mixture: ${what}`, () => assert.equal(left(spoken, heard), rest));
  }
  for (const [what, spoken, heard] of VISITORS) {
    it(`is not what the visitor says: ${what}`, () => assert.equal(left(spoken, heard), heard));
  }
});

describe("when something was said", () => {
  const spoken = "Would you rather come on Monday or on Tuesday?";

  it("counts: after the sound and its echo the avatar's own words are an answer", () => {
    assert.equal(left(spoken, "Tuesday", { beganAt: 3501, now: 4000 }), "Tuesday");
    assert.equal(
      left(spoken, "come on Monday or on Tuesday", { beganAt: 3501, now: 5000 }),
      "come on Monday or on Tuesday",
    );
  });

  it("counts: what began in the room's echo may be the avatar, whenever its words come", () => {
    assert.equal(left(spoken, "on Tuesday", { beganAt: 3400, now: 9000 }), "");
    assert.equal(left(spoken, "come on Monday or on Tuesday", { beganAt: 2000, now: 9000 }), "");
  });

  it("counts: a short utterance is only compared with the sentence that sounds now", () => {
    const sentences = ["Would you like some tea?", "We also have cake."];
    assert.equal(left(sentences, "tea", { beganAt: 4500, now: 5500 }), "tea");
    assert.equal(left(sentences, "cake", { beganAt: 4500, now: 5500 }), "");
    assert.equal(left(sentences, "would you like some tea", { beganAt: 3400, now: 5500 }), "");
  });

  it("is known of a reply whose text grows while it sounds", () => {
    const filter = new EchoFilter({ minLength: 2 });
    assert.equal(filter.isSounding(0), false);
    filter.begin("The weather", 0);
    filter.rewrite("The weather is nice today.");
    assert.equal(filter.filter({ text: "is nice today", beganAt: 100, now: 900 }), "");
    filter.end(1000);
    assert.deepEqual([filter.isSounding(1500), filter.isSounding(1501)], [true, false]);
  });

  it("does not make it slow: five minutes of speech, and a long transcript, take no noticeable time", () => {
    const filter = new EchoFilter({ minLength: 2 });
    const words = Array.from({ length: 40 }, (_, index) => `wordish${String(index * 7919)}`).join(" ");
    for (let at = 0; at < 300_000; at += 5000) filter.begin(words, at);
    assert.equal(filter.filter({ text: words, beganAt: 290_000, now: 299_000 }), "");
  });
});
