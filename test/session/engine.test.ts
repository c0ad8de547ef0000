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
  for (const event of ["state-change", "connection-change", "error"] as const)
    it(`that fails lets a listener of ${event} start anew, and that start is true to its promise`, async () => {
      const { clock, renderer, session } = await ready();
      let again: Promise<void> | undefined;
      const restart = (): void => {
        if (session.state === "error") again ??= session.start();
      };
      session.on(event, restart);
      renderer.report({ type: "failed", error: new LiveAvatarError("room-lost", "Gone.") });
      await clock.advance(0);
      await again;
      expect(session.state).to.equal("ready");
      expect(renderer.mounted).to.equal(true);
      expect(renderer.listeners).to.equal(1);
    });

  it("that fails a start counts for a listener's stop and start before it", async () => {
    const clock = new FakeClock();
    const renderer = new FakeRenderer({ clock, mountMs: 10 });
    const session = new AvatarSession({ renderer, clock });
    const first = session.start();
    renderer.report({ type: "connection", connection: "poor" });
    let again: Promise<void> | undefined;
    session.on("connection-change", (connection) => {
      if (connection !== "unknown" || again) return;
      void session.stop();
      again = session.start();
    });
    renderer.report({ type: "failed", error: new LiveAvatarError("room-lost", "Gone.") });
    await clock.advance(10);
    expect(await first.catch((error: unknown) => (error as Error).name)).to.equal("AbortError");
    await again;
    expect(session.state).to.equal("ready");
    expect(renderer.mounted).to.equal(true);
  });
});
