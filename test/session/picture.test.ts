import { expect } from "chai";
import type { PictureWish } from "../../src/core/vocabulary.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock, FakeRenderer } from "../../src/testing/index.js";

/** A renderer that notes when it is told what is wanted of its picture. */
class SeenRenderer extends FakeRenderer {
  readonly picture = { setWish: (wish: PictureWish) => void this.calls.push(`picture:${wish}`) };
}

const make = () => {
  const clock = new FakeClock();
  const renderer = new SeenRenderer({ clock });
  const session = new AvatarSession({ renderer, clock });
  const start = async (): Promise<void> => {
    const started = session.start();
    await clock.advance(1);
    await started;
  };
  return { clock, renderer, session, start };
};

describe("the picture of a session", () => {
  it("is the renderer's own concern until somebody says what is wanted", async () => {
    const { renderer, session, start } = make();
    await start();
    expect(renderer.calls).to.deep.equal(["mount"]);
    session.setPicture("off");
    expect(renderer.calls.at(-1)).to.equal("picture:off");
  });

  it("is told to a renderer before it is mounted, and to one that takes over", async () => {
    const { clock, renderer, session, start } = make();
    session.setPicture("on");
    await start();
    expect(renderer.calls.slice(-2)).to.deep.equal(["picture:on", "mount"]);
    const next = new SeenRenderer({ clock });
    const swapped = session.setRenderer(next);
    await clock.advance(1);
    await swapped;
    expect(next.calls).to.deep.equal(["picture:on", "mount"]);
  });

  it("is a signal before it is an event, each state once, and unknown at the end", async () => {
    const { renderer, session, start } = make();
    const told: string[] = [];
    session.on("picture-change", (picture) => {
      told.push(picture);
      expect(session.signals.picture.get()).to.equal(picture);
    });
    await start();
    for (const picture of ["missing", "live", "live", "off"] as const) renderer.report({ type: "picture", picture });
    await session.stop();
    expect(told).to.deep.equal(["missing", "live", "off", "unknown"]);
  });
});
