/** The renderer's slot under listeners that call back and renderers that fail in the wrong moment. */
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock, FakeFace, type FakeFaceOptions, FakeLLM, FakeRenderer } from "../../src/testing/index.js";

let clock = new FakeClock();

beforeEach(() => {
  clock = new FakeClock();
});

/** Notes its mounts. */
class NotedFace extends FakeFace {
  mounts = 0;

  override mount(...args: Parameters<FakeFace["mount"]>) {
    this.mounts += 1;
    return super.mount(...args);
  }
}

const face = (options: Partial<FakeFaceOptions> = {}): NotedFace => new NotedFace({ clock, ...options });

async function ready(renderer: FakeFace) {
  const session = new AvatarSession({ renderer, llm: new FakeLLM({ clock }), clock });
  const started = session.start();
  await clock.advance(0);
  await started;
  return { session };
}

async function outcome(promise: Promise<void>, ms = 0): Promise<string> {
  let end = "open";
  promise.then(
    () => (end = "resolved"),
    (error: unknown) => (end = LiveAvatarError.is(error) ? error.code : (error as Error).name),
  );
  await clock.advance(ms);
  return end;
}

describe("a swap of renderers", () => {
  it("never mounts one that nobody wants any more when its release is over", async () => {
    const [a, b] = [face(), face({ mountMs: 100 })];
    const { session } = await ready(a);
    const first = session.setRenderer(b);
    await clock.advance(10);
    const back = session.setRenderer(a); // B is being released
    const again = session.setRenderer(b); // waits for that
    expect(b.mounts).to.equal(1);
    session.destroy();
    expect(await outcome(Promise.all([first, back, again]).then(() => undefined))).to.equal("AbortError");
    expect(b.mounts).to.equal(1);
    expect([a.mounted, b.mounted]).to.deep.equal([false, false]);
  });

  it("goes back to the old one when a listener of the take-over says so", async () => {
    const [a, b] = [face(), face({ kind: "remote-voice" })];
    const { session } = await ready(a);
    const asked = session.setRenderer(b);
    void session.sendMessage("Are you there?");
    let back: Promise<void> | undefined;
    session.on("state-change", (state) => {
      if (state === "ready") back ??= session.setRenderer(a);
    });
    await clock.advance(0);
    await asked;
    expect(await outcome(back ?? Promise.reject(new Error("nobody heard")))).to.equal("resolved");
    expect([a.mounted, b.mounted]).to.deep.equal([true, false]);
  });

  it("is won by the newest call, also where a listener makes it while the older one interrupts", async () => {
    const [a, b, c] = [face(), face(), face()];
    const { session } = await ready(a);
    void session.sendMessage("Tell me everything.");
    let newest: Promise<void> | undefined;
    session.on("state-change", (state) => {
      if (state === "ready") newest ??= session.setRenderer(c);
    });
    const older = session.setRenderer(b);
    expect(await outcome(older)).to.equal("AbortError");
    await newest;
    expect([a, b, c].map(({ mounted }) => mounted)).to.deep.equal([false, false, true]);
  });

  it("counts from the next start on when a listener makes it as the session fails", async () => {
    const [a, b] = [face({ kind: "remote-voice" }), face()];
    const { session } = await ready(a);
    let swapped: Promise<void> | undefined;
    session.on("state-change", (state) => {
      if (state === "error") swapped ??= session.setRenderer(b);
    });
    a.report({ type: "failed", error: new LiveAvatarError("room-lost", "Gone.") });
    expect(await outcome(swapped ?? Promise.reject(new Error("nobody heard")))).to.equal("resolved");
    expect(await outcome(session.start())).to.equal("resolved");
    expect([a.mounted, b.mounted]).to.deep.equal([false, true]);
  });
});

describe("a start that goes on with another renderer", () => {
  it("shows nothing of the world as the one before had reported it", async () => {
    const [a, b] = [new FakeRenderer({ clock, mountMs: 100 }), face()];
    const session = new AvatarSession({ renderer: a, llm: new FakeLLM({ clock }), clock });
    const started = session.start();
    a.report({ type: "connection", connection: "good" }, { type: "mic", mic: "live" });
    expect(session.signals.connection.get()).to.equal("good");
    void session.setRenderer(b);
    expect(await outcome(started)).to.equal("resolved");
    const { connection, mic, listening } = session.signals;
    expect([connection.get(), mic.get(), listening.get()]).to.deep.equal(["unknown", "off", false]);
  });
});

describe("a renderer that fails between standing and being put in place", () => {
  for (const ticks of Array.from({ length: 12 }, (_, index) => index)) {
    it(`fails the session, ${String(ticks)} microtasks after it stands`, async () => {
      class Failing extends FakeRenderer {
        override async mount(...args: Parameters<FakeRenderer["mount"]>) {
          await super.mount(...args);
          void this.#fail();
        }

        async #fail(): Promise<void> {
          for (let i = 0; i < ticks; i += 1) await Promise.resolve();
          this.report({ type: "failed", error: new LiveAvatarError("room-lost", "Gone at once.") });
        }
      }
      const session = new AvatarSession({ renderer: new Failing({ clock }), clock });
      await outcome(session.start());
      expect(session.state).to.equal("error");
      expect(session.signals.error.get()?.code).to.equal("room-lost");
    });
  }
});
