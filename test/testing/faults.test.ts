/** The fakes break their word when they are told to, and only then. */
import { expect } from "chai";
import {
  FakeClock,
  FakeFace,
  FakeLLM,
  FakeRenderer,
  FakeTTS,
  type Faults,
  withFaults,
} from "../../src/testing/index.js";

let clock = new FakeClock();

beforeEach(() => {
  clock = new FakeClock();
});

async function outcome(promise: Promise<unknown>, ms = 0): Promise<string> {
  let end = "open";
  promise.then(
    () => (end = "resolved"),
    (error: unknown) => (end = (error as Error).message),
  );
  await clock.advance(ms);
  return end;
}

const aborted = (): AbortSignal => AbortSignal.abort();

describe("withFaults", () => {
  const faulty = (faults: Faults) => {
    const face = new FakeFace({ clock });
    return { face, renderer: withFaults(face, faults, clock) };
  };

  it("leaves a subject without faults as it is", async () => {
    const { face, renderer } = faulty({});
    expect(await outcome(renderer.mount(undefined))).to.equal("resolved");
    expect(renderer.mounted).to.equal(true);
    renderer.interrupt();
    expect(face.interrupts).to.equal(1);
    renderer.mountError = new Error("no");
    expect(face.mountError?.message).to.equal("no");
    expect(renderer).to.be.instanceOf(FakeFace);
  });

  it("throws with nothing done", () => {
    const { face, renderer } = faulty({ interrupt: "throw" });
    expect(() => renderer.interrupt()).to.throw("interrupt() threw.");
    expect(face.interrupts).to.equal(0);
  });

  it("rejects, hangs or returns nothing with the work done", async () => {
    for (const [fault, expected] of [
      ["reject", "mount() failed."],
      ["hang", "open"],
    ] as const) {
      const { face, renderer } = faulty({ mount: fault });
      expect(await outcome(renderer.mount(undefined))).to.equal(expected);
      expect(face.mounted).to.equal(true);
    }
    const { face, renderer } = faulty({ mount: "nothing" });
    expect(renderer.mount(undefined)).to.equal(undefined);
    await clock.advance(0);
    expect(face.mounted).to.equal(true);
  });

  it("does it late", async () => {
    const { face, renderer } = faulty({ mount: 50 });
    const mounting = renderer.mount(undefined);
    expect(await outcome(mounting, 49)).to.equal("open");
    expect(await outcome(mounting, 1)).to.equal("resolved");
    expect(face.mounted).to.equal(true);
  });

  it("reads the faults with each call, also those of a part", () => {
    const muted: boolean[] = [];
    const faults: Faults = {};
    const renderer = withFaults({ sound: { setMuted: (is: boolean) => void muted.push(is) } }, faults, clock);
    renderer.sound.setMuted(true);
    faults["sound.setMuted"] = "throw";
    expect(() => renderer.sound.setMuted(false)).to.throw("sound.setMuted() threw.");
    expect(muted).to.deep.equal([true]);
  });
});

describe("a fake that does not listen to an abort", () => {
  it("stands up late", async () => {
    for (const renderer of [
      new FakeFace({ clock, mountMs: 10, standsUpLate: true }),
      new FakeRenderer({ clock, mountMs: 10, standsUpLate: true }),
    ]) {
      const controller = new AbortController();
      const mounting = renderer.mount(undefined, { signal: controller.signal });
      controller.abort();
      void renderer.unmount();
      expect(await outcome(mounting, 9)).to.equal("open");
      expect(await outcome(mounting, 1)).to.equal("resolved");
      expect(renderer.mounted).to.equal(true);
    }
  });

  it("speaks on", async () => {
    const tts = new FakeTTS({ clock, latencyMs: 10, ignoresAbort: true });
    expect(await outcome(tts.synthesize("Hello", { signal: aborted() }), 10)).to.equal("resolved");
  });

  it("answers on", async () => {
    const llm = new FakeLLM({ clock, onAbort: "ignore" });
    llm.plan(["One ", "two"]);
    const answer = async (): Promise<string> => {
      let text = "";
      for await (const chunk of llm.chat([], { signal: aborted() })) text += chunk.text;
      return text;
    };
    expect(await answer()).to.equal("One two");
  });
});

describe("a clock", () => {
  it("does not hang where timers start each other at once", async () => {
    const again = (): void => void clock.setTimeout(again, 0);
    again();
    expect(await clock.advance(1).catch((error: unknown) => (error as Error).message)).to.contain("fell due at 0 ms");
  });
});
