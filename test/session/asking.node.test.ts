/** What a model is asked, and what is kept of it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseCharacterCard } from "../../src/characters/parse-card.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock, FakeRenderer } from "../../src/testing/index.js";
import { cardJson } from "../support/hostile-cards.js";
import { model, outcome, ready, rolesOf, shown } from "./support.js";

const PICTURE = "data:image/png;base64,AAAA";

describe("the order of roles in which a model is asked", () => {
  it("has the greeting as the avatar's own words", async () => {
    const { llm, ask, asked } = await ready({ greeting: "Hello! How can I help?" });
    llm.plan(["Yes."]);
    await ask("Are you open?");
    assert.deepEqual(rolesOf(asked()), ["system", "user", "assistant", "user"]);
    assert.equal(asked()[2]?.content, "Hello! How can I help?");
  });

  it("joins a question that was interrupted with the next one", async () => {
    const { clock, llm, session, ask, asked } = await ready();
    void session.sendMessage("Tell me a story");
    await clock.advance(10);
    llm.requests[0]?.push("Once upon a time. There");
    await clock.advance(1);
    session.interrupt();
    llm.plan(["Noon."]);
    await ask("What time is it?");
    assert.deepEqual(shown(asked()), [["user", "Tell me a story\n\nWhat time is it?"]]);
  });

  it("folds the late instructions and the lore of a card", async () => {
    const card = parseCharacterCard(
      cardJson({
        description: "Ada keeps the lighthouse.",
        post_history_instructions: "Answer in rhyme.",
        character_book: { entries: [{ constant: true, content: "@@depth 1\nThe lamp is lit at six." }] },
      }),
    );
    const { llm, ask, asked } = await ready({ characterCard: card });
    llm.plan(["One."], ["Two."]);
    await ask("First?");
    await ask("Second?");
    assert.deepEqual(rolesOf(asked()), ["system", "user", "assistant", "user"]);
    assert.equal(asked().at(-1)?.content, "The lamp is lit at six.\n\nSecond?\n\nAnswer in rhyme.");
  });

  it("is the conversation's own where strictRoles is off", async () => {
    const { llm, ask, asked } = await ready({ greeting: "Hello.", strictRoles: false, systemPrompt: "Be brief." });
    llm.plan([new Error("down")], ["Yes."]);
    await ask("Are you open?");
    await ask("Well?");
    assert.deepEqual(rolesOf(asked()), ["system", "assistant", "user", "user"]);
  });
});

describe("an answer without a word", () => {
  const silences: Record<string, string[]> = {
    "no chunk at all": [],
    "empty chunks": ["", ""],
    "blank text": [" ", "\n\n"],
    "characters that nobody sees": ["\u200b", "\u2060 \ufe0f"],
    "thoughts alone": ["<think>The user says", " hi.</think>\n"],
    "thoughts that never end": ["<thinking>Hm. "],
    "marks alone": ['<|ACT {"emotion":"happy"}|>', "<|DELAY:10|>"],
  };
  for (const [what, chunks] of Object.entries(silences)) {
    it(`is an error with a sentence: ${what}`, async () => {
      const { llm, session, ask, kept, codes, events } = await ready({ emotions: true });
      llm.plan(chunks, ["Here I am."]);
      assert.equal(await ask("Hi"), "llm-failed");
      assert.equal((events("error")[0] as LiveAvatarError).message, "The language model ended without a word.");
      assert.deepEqual([session.state, codes()], ["ready", ["llm-failed"]]);
      assert.deepEqual(kept(), [["user", "Hi"]]);
      assert.equal(await ask("Hello?"), "resolved");
      assert.equal(llm.requests[1]?.messages.at(-1)?.content, "Hi\n\nHello?");
    });
  }

  it("may be a single sign, and is kept then", async () => {
    for (const said of ["🎉", "…", "?", "é"]) {
      const { llm, ask, kept } = await ready();
      llm.plan([said]);
      assert.equal(await ask("Hi"), "resolved");
      assert.deepEqual(kept().at(-1), ["assistant", said]);
    }
  });

  it("keeps nothing blank of a renderer that converses either", async () => {
    const clock = new FakeClock();
    const renderer = new FakeRenderer({ clock });
    const session = new AvatarSession({ renderer, clock });
    const started = session.start();
    await clock.advance(0);
    await started;
    const asked = outcome(session.sendMessage("Hi"));
    renderer.report({ type: "speech-start" }, { type: "reply-text", text: " \n" }, { type: "speech-end" });
    await clock.advance(100);
    assert.equal(await asked, "resolved");
    assert.deepEqual(shown(session.messages), [["user", "Hi"]]);
    session.destroy();
  });
});

describe("thoughts in the stream of a page's own model", () => {
  it("are neither told nor kept nor sent back", async () => {
    const { llm, ask, kept, asked, events } = await ready();
    llm.plan(["<thi", "nk>Secret.</th", "ink>\n\nGood day."], ["Yes."]);
    await ask("Hi");
    await ask("Again");
    assert.deepEqual(kept()[1], ["assistant", "Good day."]);
    assert.doesNotMatch(JSON.stringify([asked(), events("chunk")]), /Secret/);
  });

  it("are text where the provider has dealt with them itself", async () => {
    const own = { ...model(() => [{ text: "<think>Aloud.</think> Good day." }]), filtersThoughts: true };
    const { ask, kept } = await ready({ llm: own });
    await ask("Hi");
    assert.deepEqual(kept()[1], ["assistant", "<think>Aloud.</think> Good day."]);
  });
});

describe("an image without words", () => {
  it("is a message", async () => {
    const { llm, ask, kept, asked } = await ready();
    llm.plan(["A cat."]);
    assert.equal(await ask("", [PICTURE]), "resolved");
    const parts = [{ type: "image_url", image_url: { url: PICTURE } }];
    assert.deepEqual(kept(), [
      ["user", parts],
      ["assistant", "A cat."],
    ]);
    assert.deepEqual(asked().at(-1)?.content, parts);
  });

  it("is none with neither words nor image, and with an image that is none", async () => {
    const { ask, kept } = await ready();
    assert.deepEqual([await ask(""), await ask("  ", []), await ask("", ["cat.png"])], Array(3).fill("config-invalid"));
    assert.deepEqual(kept(), []);
  });
});

describe("the history", () => {
  it("is not changed by a model that changes its argument", async () => {
    const spoil = (messages: readonly ChatMessage[]): void => {
      const list = messages as unknown as { role: string; content: unknown; toolCalls?: unknown }[];
      for (const message of list) {
        if (Array.isArray(message.content)) {
          const parts = message.content as { text?: string; image_url?: { url: string } }[];
          for (const part of parts) if (part.image_url) part.image_url.url = "https://spoilt.example/";
          parts.length = 0;
        }
        message.role = "system";
        message.content = "spoilt";
      }
      list.sort().reverse();
      list.length = 0;
    };
    for (const strictRoles of [true, false]) {
      const own = model((messages) => {
        spoil(messages);
        return [{ text: "Fine." }];
      });
      const { ask, kept } = await ready({ llm: own, strictRoles });
      await ask("One", [PICTURE]);
      await ask("Two");
      assert.deepEqual(kept(), [
        [
          "user",
          [
            { type: "text", text: "One" },
            { type: "image_url", image_url: { url: PICTURE } },
          ],
        ],
        ["assistant", "Fine."],
        ["user", "Two"],
        ["assistant", "Fine."],
      ]);
    }
  });

  it("is not changed by who reads it, or who listens", async () => {
    const { llm, session, ask } = await ready();
    llm.plan(["Fine."], ["Good."]);
    session.on("message", (message) => {
      (message as { content: unknown }).content = "spoilt"; // throws, and is logged
    });
    await ask("One", [PICTURE]);
    const parts = session.messages[0]?.content as unknown as { text?: string; image_url?: { url: string } }[];
    const changes = [
      () => (session.messages as unknown[]).pop(),
      () => parts.pop(),
      () => (parts[0]!.text = "spoilt"),
      () => (parts[1]!.image_url!.url = "https://spoilt.example/"),
    ];
    for (const change of changes) assert.throws(change, TypeError);
    assert.deepEqual(shown(session.messages), [
      [
        "user",
        [
          { type: "text", text: "One" },
          { type: "image_url", image_url: { url: PICTURE } },
        ],
      ],
      ["assistant", "Fine."],
    ]);
  });
});

describe("addContext", () => {
  it("tells the model silently, before the next question, and keeps its place there", async () => {
    const { llm, session, ask, asked, kept, log } = await ready();
    llm.plan(["9 euros."], ["Blue."]);
    const since = log.names.length;
    session.addContext("The visitor looks at product 7.");
    session.addContext("The shop closes at six.");
    assert.deepEqual([session.state, log.names.slice(since)], ["ready", []]);
    await ask("What does it cost?");
    assert.equal(
      asked().at(-1)?.content,
      "[Context: The visitor looks at product 7.]\n[Context: The shop closes at six.]\n\nWhat does it cost?",
    );
    session.addContext("The visitor looks at product 9.");
    await ask("And that?", [PICTURE]);
    assert.match(asked()[0]?.content as string, /^\[Context: The visitor looks at product 7/);
    assert.deepEqual((asked().at(-1)?.content as readonly unknown[])[0], {
      type: "text",
      text: "[Context: The visitor looks at product 9.]\n\nAnd that?",
    });
    assert.doesNotMatch(JSON.stringify(kept()), /Context/);
  });

  it("keeps the newest of what waits, within bounds", async () => {
    const { llm, session, ask, asked } = await ready();
    llm.plan(["Yes."], ["Yes."]);
    for (let index = 0; index < 1000; index += 1) session.addContext(`product ${String(index)}`);
    session.addContext("product 995");
    await ask("This one?");
    const told = [...(asked().at(-1)?.content as string).matchAll(/product (\d+)/g)].map(([, number]) =>
      Number(number),
    );
    assert.deepEqual(told, [990, 991, 992, 993, 994, 996, 997, 998, 999, 995]);
    session.addContext("a".repeat(3000));
    session.addContext("b".repeat(100_000));
    await ask("And this?");
    const text = asked().at(-1)?.content as string;
    assert.ok(!text.includes("aaa") && text.includes("bbb") && text.length < 4200);
  });

  it("is for models of one's own, and for texts", async () => {
    const codeOf = (act: () => void): string => {
      try {
        act();
      } catch (error) {
        return LiveAvatarError.is(error) ? `${error.code}: ${error.message}` : String(error);
      }
      return "nothing";
    };
    const conversing = new AvatarSession({ renderer: new FakeRenderer({ clock: new FakeClock() }) });
    assert.match(
      codeOf(() => conversing.addContext("x")),
      /^config-invalid: .*renderer converses/,
    );
    const { session } = await ready();
    assert.match(
      codeOf(() => session.addContext(" ")),
      /^config-invalid/,
    );
    assert.match(
      codeOf(() => session.addContext(undefined as never)),
      /^config-invalid/,
    );
    session.destroy();
    assert.match(
      codeOf(() => session.addContext("x")),
      /^wrong-state/,
    );
  });
});
