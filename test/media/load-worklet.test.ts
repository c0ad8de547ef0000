/** The order in which a worklet is looked for, and what is left when nobody wants it any more. */
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { deferred } from "../../src/core/wait.js";
import { loadWorklet, type LoadWorkletOptions } from "../../src/media/load-worklet.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

const worklet = { file: "frames.js", code: 'registerProcessor("frames", class {})' };

/** A context whose worklet takes what `takes` says, and tells what it was asked for. */
class FakeContext {
  readonly asked: string[] = [];
  readonly state = "running";
  takes: (kind: string) => Promise<void> | void = () => undefined;
  readonly audioWorklet = {
    addModule: async (url: string): Promise<void> => {
      const kind = url.startsWith("blob:") ? "blob" : url.startsWith("data:") ? "data" : url;
      this.asked.push(kind);
      if (kind === "blob") expect(await (await fetch(url)).text()).to.equal(worklet.code);
      if (kind === "data") expect(await (await fetch(url)).text()).to.equal(worklet.code);
      await this.takes(kind);
    },
  };
  get asContext(): BaseAudioContext {
    return this as unknown as BaseAudioContext;
  }
}

describe("loading a worklet", () => {
  let context: FakeContext;
  let clock: FakeClock;
  let revoked: string[];
  const revokeObjectURL = URL.revokeObjectURL.bind(URL);

  beforeEach(() => {
    context = new FakeContext();
    clock = new FakeClock();
    revoked = [];
    URL.revokeObjectURL = (url) => {
      if (url.startsWith("blob:")) revoked.push(url);
      revokeObjectURL(url);
    };
  });
  afterEach(() => {
    URL.revokeObjectURL = revokeObjectURL;
    expect(clock.pending, "timers").to.equal(0);
  });

  const load = (options: LoadWorkletOptions = {}) => loadWorklet(context.asContext, worklet, { clock, ...options });
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => Promise.reject(new Error("it was loaded")),
      (error: unknown) => error,
    );
  const refuse = () => {
    throw new DOMException("", "AbortError");
  };

  it("takes the file of the site alone, where it says which", async () => {
    await load({ workletUrl: "/own/frames-2.js", assetBase: "/assets" });
    expect(context.asked).to.deep.equal(["/own/frames-2.js"]);
    for (const assetBase of ["/assets", "/assets/", "https://cdn.example/live-avatar@1/"]) {
      context = new FakeContext();
      await load({ assetBase });
      expect(context.asked).to.deep.equal([`${assetBase.replace(/\/$/, "")}/worklets/frames.js`]);
    }
  });

  it("takes the text in the bundle as a Blob, which does not stay", async () => {
    await load();
    expect([context.asked, revoked.length]).to.deep.equal([["blob"], 1]);
  });

  it("takes it as data: where a Blob is refused", async () => {
    context.takes = (kind) => (kind === "data" ? undefined : refuse());
    await load({ assetBase: "/assets" });
    expect(context.asked).to.deep.equal(["/assets/worklets/frames.js", "blob", "data"]);
    expect(revoked.length).to.equal(1);
  });

  it("says what to do where a page allows none of them, and can be tried again", async () => {
    context.takes = refuse;
    const error = await failure(load({ assetBase: "/assets" }));
    if (!LiveAvatarError.is(error)) throw new Error("no error of ours");
    expect([error.code, error.fatal, error.retryable]).to.deep.equal(["load-failed", false, true]);
    expect(error.message).to.match(/\/assets\/worklets\/frames\.js.*set asset-base.*worklets\/frames\.js/);
    expect((error.cause as AggregateError).errors.length).to.equal(3);
    expect(await failure(load()))
      .to.have.property("message")
      .that.matches(/set asset-base/);
    context.takes = () => undefined;
    await load();
  });

  it("does not wait for a file that never comes", async () => {
    context.takes = (kind) => (kind === "/assets/worklets/frames.js" ? deferred().promise : undefined);
    const loaded = load({ assetBase: "/assets" });
    await clock.advance(10_000);
    await loaded;
    expect(context.asked).to.deep.equal(["/assets/worklets/frames.js", "blob"]);
  });

  it("is loaded once into a context, whoever asks, and into each", async () => {
    const hold = deferred();
    context.takes = () => hold.promise;
    const all = Promise.all([load(), load()]);
    hold.resolve();
    await all;
    await load();
    expect(context.asked.length).to.equal(1);
    context = new FakeContext();
    await load();
    expect(context.asked.length).to.equal(1);
  });

  it("goes on for the others when one leaves, and ends with the last", async () => {
    const hold = deferred();
    context.takes = () => hold.promise;
    const [one, other] = [new AbortController(), new AbortController()];
    const left = failure(load({ signal: one.signal }));
    const stayed = load({ signal: other.signal });
    one.abort();
    expect(((await left) as Error).name).to.equal("AbortError");
    hold.resolve();
    await stayed;
    expect(context.asked).to.deep.equal(["blob"]);

    context = new FakeContext();
    context.takes = () => deferred().promise;
    const last = new AbortController();
    const ended = failure(load({ signal: last.signal }));
    await clock.advance(0);
    last.abort();
    expect(((await ended) as Error).name).to.equal("AbortError");
    await clock.advance(0);
    expect([clock.pending, context.asked, revoked.length]).to.deep.equal([0, ["blob"], 2]);
    expect(((await failure(load({ signal: last.signal }))) as Error).name).to.equal("AbortError");
    context.takes = () => undefined;
    await load();
    expect(context.asked).to.deep.equal(["blob", "blob"]);
  });
});
