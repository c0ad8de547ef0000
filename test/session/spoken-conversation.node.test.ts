/**
 * A person talks to a session without a browser: the recogniser's wire was recorded when the real speech service heard the real voice
 * (test/support/record-realtime.ts), and is played again on the test's clock. The same with the service itself:
 * test/speech/spoken-conversation.e2e.ts.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { OpenAIRealtimeSTT } from "../../src/providers/openai/index.js";
import { FakeClock } from "../../src/testing/index.js";
import { type RecordedMessage, replayingSocket } from "../support/recorded-realtime.js";
import { FRAME, holdConversation, Visitor } from "../support/spoken-conversation.js";
import { checkConversation } from "../support/spoken-live.js";
import { loadListening } from "./listening/support.js";

const FIXTURE = new URL("cases/spoken-conversation.json", import.meta.url);

interface Recorded {
  readonly tape: readonly number[];
  readonly record: readonly RecordedMessage[];
}

describe("a spoken conversation over the recorded wire", () => {
  it("has three turns, an answer that is cut off in mid-sentence, push-to-talk and last words", async () => {
    // The chunk that listens comes in a time that is not the clock's.
    await loadListening();
    const { tape, record } = JSON.parse(await readFile(FIXTURE, "utf8")) as Recorded;
    const clock = new FakeClock(1_000_000);
    const line = replayingSocket(clock, record);
    const stt = new OpenAIRealtimeSTT({
      ...{ model: "whisper-tiny.en", baseURL: "http://127.0.0.1:1/v1", clock, language: "en" },
      ...{ webSocket: line.webSocket, token: () => "local" },
    });
    // What is heard was recorded: only its length counts.
    const visitor = new Visitor({ clock, tape, voice: () => new Float32Array(FRAME).fill(0.1) });
    const holding = { isOver: false };
    const held = holdConversation({ clock, stt, visitor }).finally(() => (holding.isOver = true));
    while (!holding.isOver) {
      await clock.advance(10);
      await setImmediate();
    }
    checkConversation(await held);
    assert.equal(line.connections, 1);
    assert.deepEqual(visitor.tape, tape);
    const wire = (messages: readonly RecordedMessage[]) =>
      messages.filter(({ from }) => from === "client").map(({ message, samples }) => ({ message, samples }));
    assert.deepEqual(wire(line.sent), wire(record), "what the recogniser sends is what it sent then");
    assert.equal(clock.pending, 0);
  });
});
