import { expect } from "chai";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock, FakeRenderer, recordEvents } from "../../src/testing/index.js";

async function started() {
  const clock = new FakeClock();
  const session = new AvatarSession({ renderer: new FakeRenderer({ clock }), clock });
  const recorder = recordEvents(session);
  const starting = session.start();
  await clock.advance(0);
  await starting;
  return { session, recorder, clock };
}

describe("recordEvents", () => {
  it("writes events down in order and hands each out once", async () => {
    const { recorder } = await started();
    // A renderer that stands says how the world is, as a room does.
    const world = ["connection-change", "audio-change"];
    expect(recorder.names).to.deep.equal(["state-change", ...world, "state-change"]);
    expect((await recorder.waitFor("state-change")).args).to.deep.equal(["connecting", "idle"]);
    expect((await recorder.waitFor("state-change")).args).to.deep.equal(["ready", "connecting"]);
    recorder.assertNoMore();
  });

  it("answers a wait when the event comes", async () => {
    const { session, recorder } = await started();
    const ended = recorder.waitFor("ended");
    await session.stop();
    expect((await ended).args[0]).to.equal("stopped");
    expect(() => recorder.assertNoMore(0)).to.throw("state-change");
  });

  it("hears nothing after it was stopped", async () => {
    const { session, recorder } = await started();
    recorder.stop();
    await session.stop();
    expect(recorder.names).to.not.include("ended");
  });
});

describe("a session's listeners", () => {
  it("can be taken off by name", async () => {
    const { session } = await started();
    const heard: string[] = [];
    const listen = (reason: string) => heard.push(reason);
    session.on("ended", listen);
    session.off("ended", listen);
    await session.stop();
    expect(heard).to.deep.equal([]);
  });

  it("hear nothing of a session that was refused empty words or pictures", async () => {
    const { session, recorder } = await started();
    const code = (promise: Promise<void>) =>
      promise.then(
        () => "",
        (error: unknown) => (error as { code: string }).code,
      );
    expect(await code(session.sendMessage("  "))).to.equal("config-invalid");
    expect(await code(session.sendMessage("look", { images: ["data:,"] }))).to.equal("config-invalid");
    recorder.assertNoMore(4);
  });
});
