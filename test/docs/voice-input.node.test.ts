/** The block of docs/voice-input.md is written down and run by Node, with fakes for what a page brings. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, it } from "node:test";
import type { AvatarSession } from "../../src/session/index.js";
import { block, ROOT } from "../support/documents.js";

const DOCUMENT = "docs/voice-input.md";

interface Listening {
  readonly talk: (...parts: readonly unknown[]) => Promise<{ session: AvatarSession; hangUp: () => Promise<void> }>;
}

describe(DOCUMENT, () => {
  it("talks", async () => {
    mkdirSync(join(ROOT, "artifacts"), { recursive: true });
    // Inside the package, so that `live-avatar/…` is the built package, as the document says.
    const folder = mkdtempSync(join(ROOT, "artifacts", "voice-input-"));
    const told: string[] = [];
    const log = console.log.bind(console);
    console.log = (line: string) => void told.push(line);
    try {
      const file = join(folder, "listening.mjs");
      writeFileSync(file, block(DOCUMENT, "// listening.mjs"));
      const { talk } = (await import(pathToFileURL(file).href)) as Listening;
      const fakes = (await import(
        import.meta.resolve("live-avatar/testing")
      )) as typeof import("../../src/testing/index.js");
      const clock = new fakes.FakeClock();
      const llm = new fakes.FakeLLM({ clock });
      llm.plan(["It is noon."]);
      const realtimeSTT = new fakes.FakeRealtimeSTT();
      const source = new fakes.FakeAudioSource();
      const renderer = new fakes.FakeFace({ clock });
      // A renderer on a clock of its own stands at once.
      const talking = talk(renderer, { llm, realtimeSTT, clock }, source);
      const settle = async (isDone: () => boolean): Promise<void> => {
        for (let tasks = 0; tasks < 2000 && !isDone(); tasks += 1) {
          await clock.advance(0);
          await new Promise((resolve) => setTimeout(resolve));
        }
      };
      await settle(() => realtimeSTT.connections.length > 0);
      const { session, hangUp } = await talking;
      realtimeSTT.connection.partial("What time");
      realtimeSTT.connection.final("What time is it?");
      await settle(() => session.messages.length === 2);
      const ended = hangUp();
      realtimeSTT.connection.final("Bye.");
      await settle(() => session.state === "destroyed");
      await ended;
      assert.deepEqual(told, [
        "… What time",
        "you: What time is it?",
        "user: What time is it?",
        "assistant: It is noon.",
        "you: Bye.",
        "user: Bye.",
      ]);
      assert.deepEqual([session.state, source.released, realtimeSTT.open], ["destroyed", 1, 0]);
    } finally {
      console.log = log;
      rmSync(folder, { recursive: true });
    }
  });
});
