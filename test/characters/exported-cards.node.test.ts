/** Cards as applications export them: each is the same character, whatever the shape. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildCardMessages, getCharacterGreeting } from "../../src/characters/card-messages.js";
import type { CharacterCard } from "../../src/characters/character-card.js";
import { parseCharacterCard } from "../../src/characters/parse-card.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import { EXPORTED_CARDS } from "../support/exported-cards.js";

const talk = (ask: string): ChatMessage[] =>
  ["Hello", "Aye", ask].map((content, at) => ({
    id: `said-${at}`,
    role: at === 1 ? "assistant" : "user",
    content,
    createdAt: at,
  }));

const FIELDS = [
  "Wren mends nets.",
  "Wren's personality: dry",
  "Scenario: A quay.",
  "Example dialogue:\n<START>\nWren: Aye.",
];

describe("a card that was exported by", () => {
  for (const { of, card: exported, ask, told, placed = [] } of EXPORTED_CARDS) {
    it(of, () => {
      const warnings: string[] = [];
      const logger = { debug() {}, error() {}, warn: (message: string) => warnings.push(message) };
      const card = parseCharacterCard(JSON.stringify(exported), { logger });
      assert.equal(getCharacterGreeting(card, { userName: "Sam" }), "Mind the rope, Sam.");
      const messages = buildCardMessages(card, talk(ask), { logger });

      const parts = messages
        .filter(({ id }) => id === "system" || id.startsWith("lore-"))
        .flatMap(({ content }) => (content as string).split("\n\n"));
      assert.deepEqual(
        parts.filter((part) => !FIELDS.includes(part)),
        told,
      );
      assert.deepEqual(
        FIELDS.filter((field) => !parts.includes(field)),
        [],
      );
      for (const [text, after, role] of placed) {
        const at = messages.findIndex(({ content }) => content === text);
        assert.equal(messages[at]?.role, role, text);
        assert.equal(messages.slice(at).filter(({ id }) => id.startsWith("said-")).length, after, text);
      }
      assert.deepEqual(warnings, []);

      // A card that nobody parsed, and one that was written out and read again, say the same.
      const raw = structuredClone(exported) as CharacterCard;
      assert.deepEqual(buildCardMessages(raw, talk(ask)), messages);
      assert.deepEqual(raw, exported);
      const again = parseCharacterCard(JSON.stringify(card));
      assert.deepEqual(buildCardMessages(again, talk(ask)), messages);
    });
  }
});
