import { assert } from "chai";
import { buildCardMessages, getCharacterGreeting } from "../../src/characters/card-messages.js";
import type { CharacterCard } from "../../src/characters/character-card.js";
import { getEmotionSystemPromptSuffix } from "../../src/core/emotion-prompt.js";
import { parseCharacterCard } from "../../src/characters/parse-card.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { createMarkerParser } from "../../src/core/marker-parser.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import { EMOTIONS } from "../../src/core/vocabulary.js";
import { cardJson } from "../support/hostile-cards.js";

const HISTORY: readonly ChatMessage[] = [
  { id: "a", role: "user", content: "Hi {{char}}", createdAt: 100 },
  { id: "b", role: "assistant", content: "Hello", createdAt: 200 },
];

const at = (position: string) => ({ constant: true, content: `@@position ${position}\n${position}` });

const FULL = {
  name: "Annabel",
  nickname: "Ann",
  system_prompt: "Be {{char}}. {{original}}",
  description: "{{char}} is a ranger.",
  personality: "brave",
  scenario: "A wood.",
  mes_example: "<START>\n{{char}}: Hush!",
  post_history_instructions: "Answer {{user}} briefly.",
  first_mes: " Who goes there, {{user}}? ",
  character_book: {
    entries: [
      { constant: true, content: "before", position: "before_char" },
      { constant: true, content: "after", position: "after_char" },
      ...["before_desc", "after_desc", "personality", "scenario"].map(at),
      { constant: true, content: "@@depth 1\n@@role user\ndeep" },
    ],
  },
};
const card = parseCharacterCard(cardJson(FULL));

describe("buildCardMessages", () => {
  it("has everything in the order of the docs", () => {
    const messages = buildCardMessages(card, HISTORY, { emotionSuffix: true, userName: "Bob" });
    assert.deepEqual(
      messages.map(({ id, role, createdAt }) => [id, role, createdAt]),
      [
        ["system", "system", 100],
        ["a", "user", 100],
        ["lore-6", "user", 200],
        ["b", "assistant", 200],
        ["post-history", "system", 200],
      ],
    );
    assert.deepEqual((messages[0]?.content as string).split("\n\n"), [
      "Be Ann.",
      "before",
      "before_desc",
      "Ann is a ranger.",
      "after_desc",
      "Ann's personality: brave",
      "personality",
      "Scenario: A wood.",
      "scenario",
      "after",
      "Example dialogue:\n<START>\nAnn: Hush!",
      getEmotionSystemPromptSuffix(),
    ]);
    assert.equal(messages[2]?.content, "deep");
    assert.equal(messages[4]?.content, "Answer Bob briefly.");
  });

  it("passes the history on as it is, and leaves it as it was", () => {
    const messages = buildCardMessages(card, Object.freeze([...HISTORY]));
    assert.strictEqual(messages[1], HISTORY[0]);
    assert.strictEqual(messages[3], HISTORY[1]);
  });

  it("adds nothing that is empty", () => {
    const bare = parseCharacterCard(cardJson({ name: "Ann", personality: " ", system_prompt: "{{// nothing }}" }));
    assert.deepEqual(buildCardMessages(bare, HISTORY), [...HISTORY]);
    assert.deepEqual(buildCardMessages(bare, []), []);
    assert.equal(getCharacterGreeting(bare), "");
  });

  it("works without a history", () => {
    const messages = buildCardMessages(card, []);
    assert.deepEqual(
      messages.map(({ id, createdAt }) => [id, createdAt]),
      [
        ["system", 0],
        ["lore-6", 0],
        ["post-history", 0],
      ],
    );
  });

  it("calls the character by option, nickname, name", () => {
    const said = (data: object, charName?: string) =>
      buildCardMessages(parseCharacterCard(cardJson({ description: "{{char}}", ...data })), [], { charName })[0]
        ?.content;
    assert.equal(said({ name: "Annabel", nickname: "Ann" }, "Anna"), "Anna");
    assert.equal(said({ name: "Annabel", nickname: "Ann" }), "Ann");
    assert.equal(said({ name: "Annabel", nickname: "" }), "Annabel");
    assert.equal(said({ name: "Annabel" }), "Annabel");
  });

  it("asks for chance where it is given, and says the same for the same", () => {
    const dice = parseCharacterCard(cardJson({ description: "{{roll:10}}{{random:a,b}}{{pick:a,b,c}}" }));
    const build = (random: () => number) => JSON.stringify(buildCardMessages(dice, [], { random }));
    assert.equal(
      build(() => 0.1),
      build(() => 0.1),
    );
    assert.notEqual(
      build(() => 0.1),
      build(() => 0.9),
    );
  });

  it("takes a V2 card that nobody parsed, and refuses what is none", () => {
    const raw = {
      spec: "chara_card_v2",
      data: { description: "d", character_book: { entries: [{ constant: true, content: "x" }] } },
    };
    const given = raw as unknown as CharacterCard;
    assert.equal(buildCardMessages(given, [])[0]?.content, "x\n\nd");
    for (const wrong of [undefined, {}, { spec: "chara_card_v3" }]) {
      try {
        buildCardMessages(wrong as unknown as CharacterCard, []);
      } catch (error) {
        assert.isTrue(LiveAvatarError.is(error));
        continue;
      }
      assert.fail("it was taken");
    }
  });

  it("has a greeting with its macros replaced", () => {
    assert.equal(getCharacterGreeting(card, { userName: "Bob" }), "Who goes there, Bob?");
    assert.equal(getCharacterGreeting(card), "Who goes there, User?");
  });
});

describe("getEmotionSystemPromptSuffix", () => {
  it("names every emotion, and shows markers that are read", () => {
    const suffix = getEmotionSystemPromptSuffix();
    for (const emotion of EMOTIONS) assert.include(suffix, emotion);
    const parts = createMarkerParser()
      .push(suffix)
      .filter(({ type }) => type !== "text");
    assert.deepEqual(parts, [
      { type: "emotion", name: "happy", intensity: 0.8 },
      { type: "delay", ms: 500 },
    ]);
  });
});
