/** The session's steps under listeners that call back in the middle of one. */
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock, FakeRenderer } from "../../src/testing/index.js";

async function ready() {
  const clock = new FakeClock();
  const renderer = new FakeRenderer({ clock });
  const session = new AvatarSession({ renderer, clock });
  const started = session.start();
  await clock.advance(0);
  await started;
  return { clock, renderer, session };
}

describe("a step of the session", () => {
  it("that fails lets a listener start anew at once, and that start is true to its promise", async () => {
    const { clock, renderer, session } = await ready();
    let again: Promise<void> | undefined;
    session.on("state-change", (state) => {
      if (state === "error") again ??= session.start();
    });
    renderer.report({ type: "failed", error: new LiveAvatarError("room-lost", "Gone.") });
    await clock.advance(0);
    await again;
    expect(session.state).to.equal("ready");
    expect(renderer.mounted).to.equal(true);
    expect(renderer.listeners).to.equal(1);
  });
});
