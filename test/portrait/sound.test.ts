import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { PortraitRenderer } from "../../src/portrait/index.js";
import { FakeClock, FakeVoice } from "../../src/testing/index.js";
import { canvasIn, difference, ManualFrames, pixels, stage, wav } from "./support.js";

describe("portrait speech", () => {
  let container: HTMLDivElement;
  let context: AudioContext;
  let listener: AnalyserNode;
  let portrait: PortraitRenderer;
  let frames: ManualFrames;
  const block = new Float32Array(256);
  const loudness = (): number => {
    listener.getFloatTimeDomainData(block);
    return Math.max(...block.map(Math.abs));
  };
  /** Polls the sound itself: the test goes on when the analyser says so. */
  const hear = async (wanted: (loudness: number) => boolean): Promise<void> => {
    while (!wanted(loudness())) await new Promise((resolve) => requestAnimationFrame(resolve));
  };

  beforeEach(async () => {
    container = stage();
    context = new AudioContext();
    listener = new AnalyserNode(context, { fftSize: 256 });
    frames = new ManualFrames();
    portrait = new PortraitRenderer({
      output: listener,
      motion: "reduced",
      requestFrame: frames.request,
      random: () => 0.9,
    });
    await portrait.mount(container);
  });
  afterEach(async () => {
    await portrait.unmount();
    await context.close();
    container.remove();
  });

  it("resolves when the sound has ended, and not before", async () => {
    const from = context.currentTime;
    // Both ends come from the sound's own thread, in their order: no busy processor can exchange them.
    const longer = new AudioBufferSourceNode(context, { buffer: context.createBuffer(1, 0.9 * 48_000, 48_000) });
    let isLongerOver = false;
    longer.onended = () => (isLongerOver = true);
    longer.connect(context.destination);
    const spoken = portrait.speak(wav(0.3));
    await Promise.race([spoken, hear((level) => level > 0)]);
    longer.start();
    await spoken;
    expect(context.currentTime - from).to.be.at.least(0.3);
    expect(isLongerOver, "ended soon after its sound").to.equal(false);
    // The analyser still holds the last moments of it.
    await hear((level) => level === 0);
  });

  it("tells how loud it is while it speaks, whatever the volume", async () => {
    expect(portrait.sound.level).to.equal(0);
    portrait.sound.setMuted(true);
    const loud = (time: number) => (time < 0.4 ? 0.5 * Math.sin(2 * Math.PI * 220 * time) : 0);
    const spoken = portrait.speak(wav(0.8, loud));
    const untilLevel = async (isIt: (level: number) => boolean): Promise<void> => {
      while (!isIt(portrait.sound.level ?? -1)) await new Promise((resolve) => requestAnimationFrame(resolve));
    };
    await untilLevel((level) => Math.abs(level - 0.5 * Math.SQRT1_2) < 0.03);
    await untilLevel((level) => level === 0);
    await spoken;
    expect(portrait.sound.level).to.equal(0);
    const byVoice = new PortraitRenderer({ voice: new FakeVoice() });
    expect(byVoice.sound.level, "nobody measures the browser's own voice").to.equal(undefined);
  });

  it("plays one after the other", async () => {
    const order: string[] = [];
    const from = context.currentTime;
    await Promise.all([
      portrait.speak(wav(0.2)).then(() => order.push("first")),
      portrait.speak(wav(0.05)).then(() => order.push("second")),
    ]);
    expect(order).to.deep.equal(["first", "second"]);
    expect(context.currentTime - from).to.be.above(0.25);
  });

  it("opens the mouth while it is heard, and closes it after", async () => {
    const closed = pixels(canvasIn(container));
    const spoken = portrait.speak(wav(1, (time) => 0.4 * Math.sin(2 * Math.PI * 700 * time)));
    await hear((level) => level > 0.1);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    for (let frame = 0; frame < 12; frame += 1) {
      frames.run();
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    expect(difference(closed, pixels(canvasIn(container)))).to.be.above(0.003);
    portrait.interrupt();
    await spoken;
    while (difference(closed, pixels(canvasIn(container))) > 0.0015) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      frames.run();
    }
  });

  it("fades an interrupted sound within 30 ms, without a click, and settles everything at once", async () => {
    const ended: string[] = [];
    const first = portrait.speak(wav(3)).then(() => ended.push("first"));
    const second = portrait.speak(wav(3)).then(() => ended.push("second"));
    await hear((level) => level > 0.3);
    const at = context.currentTime;
    portrait.interrupt();
    await Promise.all([first, second]);
    expect(context.currentTime - at, "settled").to.be.below(0.1);
    expect(ended).to.deep.equal(["first", "second"]);
    await hear((level) => level === 0);
    // Nothing of the second sound follows.
    await portrait.speak(wav(0.05, () => 0));
    expect(loudness()).to.equal(0);
  });

  it("takes 20 ms for the fade", async () => {
    // Rendered sample by sample, so that the figure does not depend on this machine.
    const offline = new OfflineAudioContext(1, 48_000, 48_000);
    const studio = new PortraitRenderer({
      output: offline.destination,
      motion: "reduced",
      requestFrame: frames.request,
    });
    await studio.mount(undefined);
    // The context runs from here; the sound is started and stopped at a known time of it.
    const spoken = offline.suspend(0.01).then(async () => {
      void studio.speak(wav(0.9, () => 0.5));
      await offline.resume();
    });
    const stopped = offline.suspend(0.512).then(async () => {
      studio.interrupt();
      await offline.resume();
    });
    const rendered = (await offline.startRendering()).getChannelData(0);
    await Promise.all([spoken, stopped]);
    await studio.unmount();
    const heard = rendered.findLastIndex((sample) => Math.abs(sample) > 0.001);
    if (heard === -1) return; // see below: an offline context may not run the sound at all
    expect(heard / 48_000 - 0.512).to.be.within(0.01, 0.03);
  });

  it("rejects what is no sound", async () => {
    const error: unknown = await portrait
      .speak(new Blob(["no sound"], { type: "audio/mpeg" }))
      .catch((cause: unknown) => cause);
    expect(LiveAvatarError.is(error) && error.code).to.equal("tts-failed");
    await portrait.speak(wav(0.05));
  });

  it("mutes and turns down what plays", async () => {
    const spoken = portrait.speak(wav(3));
    await hear((level) => level > 0.3);
    portrait.sound.setVolume(0.2);
    await hear((level) => level < 0.15 && level > 0.02);
    portrait.sound.setMuted(true);
    await hear((level) => level < 0.001);
    portrait.sound.setMuted(false);
    await hear((level) => level > 0.05);
    portrait.interrupt();
    await spoken;
  });

  it("leaves a context that it was given open", async () => {
    await portrait.speak(wav(0.05));
    await portrait.unmount();
    expect(context.state).to.equal("running");
  });

  it("speaks silently on a clock of its own while the browser blocks the sound, and aloud from the press on", async () => {
    const clock = new FakeClock();
    const blocked = new AudioContext();
    await blocked.suspend();
    let allowed = false;
    const resume = blocked.resume.bind(blocked);
    blocked.resume = () => (allowed ? resume() : new Promise(() => undefined));
    const output = new AnalyserNode(blocked, { fftSize: 256 });
    const quiet = new PortraitRenderer({ output, clock, requestFrame: frames.request });
    const said: string[] = [];
    quiet.subscribe((report) => said.push(report.type === "audio" ? report.audio : report.type));
    await quiet.mount(container);
    let ended = false;
    const spoken = quiet.speak(wav(0.4)).then(() => (ended = true));
    while (clock.pending === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
    await clock.advance(250);
    while (clock.pending === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
    await clock.advance(390);
    expect([ended, said]).to.deep.equal([false, ["blocked"]]);
    await clock.advance(20);
    await spoken;
    const failed: unknown = await Promise.all([quiet.sound.unlock(), clock.advance(250)]).catch(
      (error: unknown) => error,
    );
    expect(LiveAvatarError.is(failed) && failed.code).to.equal("autoplay-blocked");
    // The press comes in mid-speech: the rest is heard, and the end is the sound's.
    const rest = quiet.speak(wav(0.5));
    while (clock.pending === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
    await clock.advance(250);
    while (clock.pending === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
    await clock.advance(200);
    allowed = true;
    await quiet.sound.unlock();
    await rest;
    expect(said).to.deep.equal(["blocked", "playing"]);
    await quiet.unmount();
    await blocked.close();
  });
});

describe("portrait with a voice", () => {
  let container: HTMLDivElement;
  let clock: FakeClock;
  let frames: ManualFrames;
  let voice: FakeVoice;
  let portrait: PortraitRenderer;
  const play = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 20) {
      await clock.advance(20);
      frames.run();
    }
  };

  beforeEach(async () => {
    [container, clock, frames, voice] = [stage(), new FakeClock(), new ManualFrames(), new FakeVoice()];
    portrait = new PortraitRenderer({
      voice,
      clock,
      requestFrame: frames.request,
      random: () => 0.9,
      motion: "reduced",
    });
    await portrait.mount(container);
  });
  afterEach(async () => {
    await portrait.unmount();
    container.remove();
  });

  it("has speakText only then", () => {
    expect("speakText" in new PortraitRenderer()).to.equal(false);
    expect(portrait.speakText).to.be.a("function");
  });

  it("moves the mouth from the start of the voice to its end", async () => {
    await play(100);
    const closed = pixels(canvasIn(container));
    const spoken = portrait.speakText?.("Ah, all of our marvellous harbours are far away.");
    await play(100);
    expect(difference(closed, pixels(canvasIn(container)))).to.equal(0);
    voice.begin();
    await play(120);
    expect(difference(closed, pixels(canvasIn(container)))).to.be.above(0.003);
    voice.end();
    await spoken;
    await play(900);
    expect(difference(closed, pixels(canvasIn(container)))).to.be.below(0.0005);
  });

  it("follows the words that the voice tells of", async () => {
    const text = "Hmm mmm mmm. Ah";
    const spoken = portrait.speakText?.(text);
    voice.begin();
    await play(40);
    const closed = pixels(canvasIn(container));
    voice.reach({ charIndex: text.indexOf("Ah") });
    await play(80);
    expect(difference(closed, pixels(canvasIn(container)))).to.be.above(0.003);
    voice.end();
    await spoken;
  });

  it("settles on interrupt, rejects on abort, and passes failures on", async () => {
    const spoken = portrait.speakText?.("one");
    portrait.interrupt();
    await spoken;
    const controller = new AbortController();
    const aborted = portrait.speakText?.("two", controller.signal).catch((error: unknown) => error);
    controller.abort();
    expect(await aborted).to.have.property("name", "AbortError");
    const failed = portrait.speakText?.("three").catch((error: unknown) => error);
    voice.fail(new LiveAvatarError("tts-failed", "no voice"));
    expect(await failed).to.have.property("code", "tts-failed");
    expect(voice.sayings.map(({ text }) => text)).to.deep.equal(["one", "two", "three"]);
  });

  it("is silent after unmount, and hands its loudness over", async () => {
    portrait.sound.setVolume(0.4);
    const spoken = portrait.speakText?.("one");
    expect(voice.sayings[0]?.volume).to.equal(0.4);
    await portrait.unmount();
    await spoken;
    expect(voice.sayings[0]?.state).to.equal("aborted");
    const late: unknown = await portrait.speakText?.("two").catch((error: unknown) => error);
    expect(late).to.have.property("code", "wrong-state");
  });
});
