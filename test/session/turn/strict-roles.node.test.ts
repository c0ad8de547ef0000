/** Whatever has been said, every template takes it in strict order, and no word of it is lost. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { ChatMessage, ContentPart } from "../../../src/core/ports/chat-message.js";
import { NO_RULES } from "../../../src/session/turn/server-rules.js";
import { strictRoles } from "../../../src/session/turn/strict-roles.js";
import { isStrictOrder, TEMPLATES } from "../../support/chat-templates.js";
import { wireOf } from "../../support/template-model.js";

type Role = ChatMessage["role"];
const message = (role: Role, content: ChatMessage["content"]): ChatMessage => ({
  ...{ id: role, role, content },
  createdAt: 0,
});
const picture: ContentPart = { type: "image_url", image_url: { url: "https://pictures.example/a.png" } };
const shown = (messages: readonly ChatMessage[]): unknown[] => messages.map(({ role, content }) => [role, content]);

describe("the strict order of roles", () => {
  it("joins neighbours of one role, with an empty line between their texts", () => {
    const history = [message("user", "Tell me a story"), message("user", "What time is it?")];
    assert.deepEqual(shown(strictRoles(history, NO_RULES)), [["user", "Tell me a story\n\nWhat time is it?"]]);
  });

  it("joins parts as parts, and texts among them as texts", () => {
    const history = [
      message("user", [{ type: "text", text: "Look" }, picture]),
      message("user", "and this"),
      message("user", [picture]),
      message("user", [{ type: "text", text: " " }]),
    ];
    const parts = [{ type: "text", text: "Look" }, picture, { type: "text", text: "and this" }, picture];
    assert.deepEqual(shown(strictRoles(history, NO_RULES)), [["user", parts]]);
  });

  it("folds late system texts where they keep their force: before the next question, or at the end of the newest", () => {
    const history = [
      message("system", "persona"),
      message("user", "one"),
      message("assistant", "1"),
      message("system", "lore"),
      message("user", "two"),
      message("system", "be brief"),
    ];
    assert.deepEqual(shown(strictRoles(history, NO_RULES)), [
      ["system", "persona"],
      ["user", "one"],
      ["assistant", "1"],
      ["user", "lore\n\ntwo\n\nbe brief"],
    ]);
  });

  it("lets the avatar's first words stay its own, after a message that stands for the visitor's arrival", () => {
    const [system, arrival, greeting, question] = strictRoles(
      [message("assistant", "Hello!"), message("assistant", "Ask me."), message("user", "Are you open?")],
      NO_RULES,
    );
    assert.deepEqual([system?.role, arrival?.role], ["system", "user"]);
    assert.ok((system?.content as string).includes(arrival?.content as string), "the model is told what it is");
    assert.deepEqual(shown([greeting as ChatMessage, question as ChatMessage]), [
      ["assistant", "Hello!\n\nAsk me."],
      ["user", "Are you open?"],
    ]);
  });

  it("drops what says nothing", () => {
    const history = [message("user", "a"), message("assistant", " \n\u200b"), message("user", "b")];
    assert.deepEqual(shown(strictRoles(history, NO_RULES)), [["user", "a\n\nb"]]);
  });

  it("tells calls of tools and their results as text where there is no role for them", () => {
    const call = { id: "123456789", name: "weather", arguments: '{"city":"Bonn"}' };
    const history = [
      message("user", "Is it warm?"),
      { ...message("assistant", "Let me look."), toolCalls: [call] },
      { ...message("tool", "20 degrees"), toolCallId: call.id },
    ];
    assert.deepEqual(shown(strictRoles(history, { systemRole: "user", toolRole: "user" })), [
      ["user", "Is it warm?"],
      ["assistant", 'Let me look.\n\n[Calling weather with {"city":"Bonn"}]'],
      ["user", "[Result of weather] 20 degrees"],
    ]);
  });

  const words = fc.string({ minLength: 1, maxLength: 6, unit: "grapheme-ascii" }).map((text) => `«${text}»`);
  const content = fc.oneof(
    { weight: 8, arbitrary: words },
    { weight: 1, arbitrary: fc.constantFrom("", "  ", "\n") },
    {
      weight: 2,
      arbitrary: fc.array(
        fc.oneof(
          fc.constant(picture),
          words.map((text) => ({ type: "text" as const, text })),
        ),
      ),
    },
  );
  const entry = fc.record({ role: fc.constantFrom<Role>("system", "user", "user", "assistant", "assistant"), content });
  /** A round of tools after the question, and a late instruction between. */
  const round = fc.record({ calls: fc.integer({ min: 1, max: 3 }), said: fc.constantFrom("", "«Let me look.»") });
  const conversation = fc.record({
    entries: fc.array(entry, { maxLength: 14 }),
    question: words,
    late: fc.array(fc.record({ role: fc.constantFrom<Role>("system", "assistant", "user"), content: words }), {
      maxLength: 3,
    }),
    rounds: fc.array(round, { maxLength: 3 }),
  });

  function told({ entries, question, late, rounds }: typeof conversation extends fc.Arbitrary<infer T> ? T : never) {
    const messages = [...entries.map((one) => message(one.role, one.content)), message("user", question)];
    messages.push(...late.map((one) => message(one.role, one.content)));
    for (const [index, { calls, said }] of rounds.entries()) {
      const toolCalls = Array.from({ length: calls }, (_, call) => ({
        ...{ id: `call${String(index)}${String(call).padStart(4, "0")}`, name: "look", arguments: "{}" },
      }));
      messages.push({ ...message("assistant", said), toolCalls });
      for (const { id } of toolCalls) messages.push({ ...message("tool", `«result ${id}»`), toolCallId: id });
    }
    return messages;
  }

  const wordsIn = (messages: readonly ChatMessage[]): string[] =>
    messages.flatMap(({ content: all }) => JSON.stringify(all).match(/«.*?»|image_url":{/g) ?? []).sort();

  it("is taken by every template, whatever was said, and loses nothing (random)", () => {
    // On failure fast-check prints the seed.
    fc.assert(
      fc.property(conversation, (made) => {
        const given = told(made);
        const before = structuredClone(given);
        for (const systemRole of ["system", "user"] as const) {
          for (const toolRole of ["tool", "user"] as const) {
            const messages = strictRoles(given, { systemRole, toolRole });
            const wire = messages.map(wireOf);
            assert.ok(isStrictOrder(wire), messages.map(({ role }) => role).join(" "));
            for (const [name, template] of Object.entries(TEMPLATES)) {
              const takes =
                (name !== "gemma-2" || systemRole === "user") && (!name.includes("gemma") || toolRole === "user");
              if (takes) assert.equal(template(wire), undefined, name);
            }
            assert.deepEqual(wordsIn(messages), wordsIn(given));
          }
        }
        assert.deepEqual(given, before, "what was given is as it was");
      }),
      { numRuns: 2000 },
    );
  });
});
