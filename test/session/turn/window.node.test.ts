/** The window of a conversation: the newest exchanges, each whole. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { ChatMessage } from "../../../src/core/ports/chat-message.js";
import { charsIn, windowOf } from "../../../src/session/turn/window.js";

const message = (role: "user" | "assistant", content: ChatMessage["content"], id = ""): ChatMessage => ({
  ...{ id, role, content, createdAt: 0 },
});
const contents = (messages: readonly ChatMessage[]): unknown[] => messages.map(({ content }) => content);

describe("the window", () => {
  const history = [
    message("assistant", "Hello!"),
    message("user", "aaaa"),
    message("assistant", "bbbb"),
    message("user", "cccc"),
    message("assistant", "dddd"),
    message("user", "eeee"),
  ];

  it("keeps the newest exchanges that fit, the greeting and the newest question", () => {
    assert.deepEqual(contents(windowOf(history, 26)), contents(history));
    assert.deepEqual(contents(windowOf(history, 25)), ["Hello!", "cccc", "dddd", "eeee"]);
    assert.deepEqual(contents(windowOf(history, 17)), ["Hello!", "eeee"], "no answer without its question");
    assert.deepEqual(contents(windowOf(history, 0)), ["Hello!", "eeee"]);
  });

  it("keeps an unanswered question with nothing else, and what was said unasked with what it followed", () => {
    const unanswered = [message("user", "aaaa"), message("user", "bb"), message("user", "c")];
    assert.deepEqual(contents(windowOf(unanswered, 3)), ["bb", "c"]);
    const unasked = [
      message("user", "aa"),
      message("assistant", "bb"),
      message("assistant", "cc"),
      message("user", "d"),
    ];
    assert.deepEqual(contents(windowOf(unasked, 6)), ["d"]);
    assert.deepEqual(contents(windowOf(unasked, 7)), ["aa", "bb", "cc", "d"]);
  });

  it("counts a picture as a picture, and not as the text of its address", () => {
    const url = `data:image/png;base64,${"A".repeat(50_000)}`;
    const [small, large] = [url, url.repeat(10)].map((address) =>
      charsIn([message("user", [{ type: "image_url", image_url: { url: address } }])]),
    );
    assert.ok(
      small === 1000 && large !== undefined && large > 1000 && large < 10_000,
      `${String(small)} ${String(large)}`,
    );
  });

  it("is an end of the conversation that begins with a question, and as long as it can be (random)", () => {
    const entry = fc.record({
      role: fc.constantFrom<"user" | "assistant">("user", "assistant"),
      length: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), fc.integer({ min: 0, max: 200 }), (entries, maxChars) => {
        const all = [...entries, { role: "user" as const, length: 5 }].map(({ role, length }, index) =>
          message(role, "x".repeat(length), String(index)),
        );
        const kept = windowOf(all, maxChars);
        const greeting = all[0]?.role === "assistant" ? 1 : 0;
        assert.equal(kept.at(-1), all.at(-1));
        if (greeting === 1) assert.equal(kept[0], all[0]);
        const rest = kept.slice(greeting);
        assert.deepEqual(rest, all.slice(all.length - rest.length), "without a gap");
        if (kept.length === all.length) return;
        assert.equal(rest[0]?.role, "user");
        if (rest.length > 1) assert.ok(charsIn(kept) <= maxChars);
        const from = all.length - rest.length;
        const start = all.slice(0, from).findLastIndex(({ role }, index) => role === "user" || index === greeting);
        assert.ok(charsIn([...all.slice(0, greeting), ...all.slice(start)]) > maxChars, "no more would fit");
      }),
      { numRuns: 2000 },
    );
  });
});
