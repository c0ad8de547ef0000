import { expect } from "chai";
import { BrowserVoice } from "../../src/browser/index.js";
import { PortraitRenderer } from "../../src/portrait/index.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock } from "../../src/testing/fake-clock.js";
import { FakeLLM } from "../../src/testing/fake-llm.js";
import { recordEvents } from "../../src/testing/record-events.js";

/** A synthesis that can have no voice, or get one; what it is given it says at once. */
class FakeSynthesis extends EventTarget {
  readonly said: string[] = [];
  voices: readonly unknown[] = [];
  getVoices = () => this.voices as SpeechSynthesisVoice[];
  cancel = (): void => undefined;
  resume = (): void => undefined;
  speak = (utterance: SpeechSynthesisUtterance): void => {
    this.said.push(utterance.text);
    utterance.dispatchEvent(new Event("start"));
    utterance.dispatchEvent(new Event("end"));
  };

  install(): void {
    this.voices = [{ name: "Ada", voiceURI: "ada", lang: "en", localService: true, default: true }];
    this.dispatchEvent(new Event("voiceschanged"));
  }
}

const outcome = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "resolved",
    (error: unknown) => error,
  );

describe("BrowserVoice where the browser has no voice", () => {
  let clock: FakeClock;
  let synthesis: FakeSynthesis;
  let voice: BrowserVoice;
  beforeEach(() => {
    [clock, synthesis] = [new FakeClock(), new FakeSynthesis()];
    voice = new BrowserVoice({ synthesis: synthesis as unknown as SpeechSynthesis, clock, language: "en" });
  });

  it("says so once, after two seconds, and then takes no time", async () => {
    let settled = false;
    const first = outcome(voice.speak("One.")).finally(() => (settled = true));
    await clock.advance(1990);
    expect(settled).to.equal(false);
    await clock.advance(20);
    const error = await first;
    expect(error).to.include({ code: "tts-failed", retryable: false });
    expect((error as Error).message).to.contain("no voice");
    const now = clock.now();
    expect(await outcome(voice.speak("Two."))).to.equal("resolved");
    expect(await outcome(voice.speak("Three."))).to.equal("resolved");
    expect([clock.now() - now, clock.pending, synthesis.said.length]).to.deep.equal([0, 0, 0]);
  });

  it("likewise where there is no synthesis at all", async () => {
    const own = Object.getOwnPropertyDescriptor(window, "speechSynthesis")!;
    Object.defineProperty(window, "speechSynthesis", { configurable: true, value: undefined });
    try {
      const bare = new BrowserVoice({ clock });
      expect(await outcome(bare.speak("One."))).to.include({ code: "tts-failed", retryable: false });
      expect(await outcome(bare.speak("Two."))).to.equal("resolved");
    } finally {
      Object.defineProperty(window, "speechSynthesis", own);
    }
  });

  it("speaks once there is a voice, and says so anew when that has gone", async () => {
    // An utterance takes only a real voice, and this browser has none.
    const own = Object.getOwnPropertyDescriptor(SpeechSynthesisUtterance.prototype, "voice")!;
    Object.defineProperty(SpeechSynthesisUtterance.prototype, "voice", { configurable: true, set: () => undefined });
    try {
      const first = outcome(voice.speak("One."));
      await clock.advance(2010);
      await first;
      synthesis.install();
      await voice.speak("Two.");
      expect(synthesis.said).to.deep.equal(["Two."]);
      synthesis.voices = [];
      const third = outcome(voice.speak("Three."));
      await clock.advance(2010);
      expect(await third).to.have.property("code", "tts-failed");
    } finally {
      Object.defineProperty(SpeechSynthesisUtterance.prototype, "voice", own);
    }
  });

  it("leaves a session with its text and one error", async () => {
    const llm = new FakeLLM({ clock });
    const renderer = new PortraitRenderer({ voice, clock, requestFrame: () => () => undefined });
    const session = new AvatarSession({ renderer, llm, clock });
    const log = recordEvents(session);
    const started = session.start();
    await clock.advance(0);
    await started;
    for (const replies of [["Good evening. Come in. ", "Mind the stairs."], ["It is late."]]) {
      llm.plan(replies);
      const sent = session.sendMessage("Hello?");
      for (let passed = 0; passed < 3000; passed += 100) await clock.advance(100);
      await sent;
    }
    expect(session.messages.map(({ content }) => content)).to.deep.equal([
      ...["Hello?", "Good evening. Come in. Mind the stairs.", "Hello?", "It is late."],
    ]);
    expect(log.names.filter((name) => name === "error")).to.have.length(1);
    expect(session.state).to.equal("ready");
    await session.destroy();
  });
});
