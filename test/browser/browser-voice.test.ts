import { expect } from "chai";
import { BrowserVoice } from "../../src/browser/index.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { PortraitRenderer } from "../../src/portrait/index.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock, FakeLLM, recordEvents } from "../../src/testing/index.js";
import { FakeSynthesis, voiceOf } from "../support/fake-synthesis.js";

const failureOf = (promise: Promise<unknown>): Promise<LiveAvatarError> =>
  promise.then(
    () => Promise.reject(new Error("it did not fail")),
    (error: unknown) => {
      if (LiveAvatarError.is(error)) return error;
      throw error;
    },
  );

describe("the browser's voice", () => {
  let synthesis: FakeSynthesis;
  let clock: FakeClock;
  let voice: BrowserVoice;
  let restore: () => void;
  beforeEach(() => {
    clock = new FakeClock();
    synthesis = new FakeSynthesis(undefined, clock);
    restore = synthesis.install();
    voice = new BrowserVoice({ synthesis: synthesis.asPlatform, clock, language: "en-US" });
  });
  afterEach(async () => {
    restore();
    await settled(); // the task of a cancel
    expect(synthesis.waiting, "listeners for voices").to.equal(0);
    expect(clock.pending, "timers").to.equal(0);
  });

  /** The words have come to the browser. */
  const settled = () => clock.advance(0);

  it("hands over how to speak", async () => {
    const other = new BrowserVoice({ synthesis: synthesis.asPlatform, clock, language: "en", rate: 1.5, pitch: 0.8 });
    const said = other.speak("Hello.", { volume: 0.3 });
    await settled();
    const { text, lang, rate, pitch, volume, voice: chosen } = synthesis.current!;
    expect({ text, lang, rate, pitch, volume, name: chosen?.name }).to.deep.equal({
      ...{ text: "Hello.", lang: "en-US", rate: 1.5, pitch: 0.8, volume: 0.3, name: "Ann" },
    });
    synthesis.end();
    await said;
  });

  it("has nothing to say of blanks", async () => {
    await voice.speak(" \n");
    expect(synthesis.queue).to.deep.equal([]);
  });

  it("leaves an idle queue alone, so that nothing it says is dropped", async () => {
    for (const text of ["One.", "Two."]) {
      const said = voice.speak(text);
      await settled();
      expect(synthesis.current?.text).to.equal(text);
      synthesis.end();
      await said;
    }
    expect(synthesis.cancels).to.equal(0);
  });

  it("takes the voice from another script, and is heard all the same", async () => {
    synthesis.speak(new SpeechSynthesisUtterance("Theirs."));
    const said = voice.speak("Ours.");
    await settled();
    expect(synthesis.queue.map(({ text }) => text)).to.deep.equal(["Ours."]);
    synthesis.end();
    await said;
  });

  it("is heard right after an abort", async () => {
    const abort = new AbortController();
    const first = voice.speak("One.", abort).catch(() => undefined);
    await settled();
    abort.abort();
    const second = voice.speak("Two.");
    await first;
    await settled();
    expect(synthesis.current?.text).to.equal("Two.");
    synthesis.end();
    await second;
  });

  it("says nothing when it is aborted or replaced while it waits for the end of a cancel", async () => {
    const first = voice.speak("One.");
    await settled();
    const abort = new AbortController();
    const second = voice.speak("Two.", abort).catch((error: unknown) => error);
    const third = voice.speak("Three.");
    abort.abort();
    await Promise.all([first, second]);
    await settled();
    expect(synthesis.queue.map(({ text }) => text)).to.deep.equal(["Three."]);
    synthesis.end();
    await third;
  });

  it("gets a queue going that somebody left paused, and empties it first", async () => {
    const first = voice.speak("One.");
    await settled();
    synthesis.pause();
    const second = voice.speak("Two.");
    await first;
    await settled();
    expect(synthesis.current?.text).to.equal("Two.");
    expect(synthesis.queue).to.have.lengthOf(1);
    synthesis.end();
    await second;
  });

  it("resolves what a newer speech replaces, wherever that was", async () => {
    const waiting = voice.speak("One.");
    const speaking = voice.speak("Two.");
    await waiting;
    await settled();
    expect(synthesis.queue.map(({ text }) => text)).to.deep.equal(["Two."]);
    synthesis.begin();
    const last = voice.speak("Three.");
    await speaking;
    await settled();
    expect(synthesis.current?.text).to.equal("Three.");
    synthesis.end();
    await last;
  });

  it("ends, and does not fail, when another script takes the browser's voice", async () => {
    const said = voice.speak("One.");
    await settled();
    synthesis.cancel();
    await said;
  });

  it("tells words only, and that it began, of a voice that says no more than that", async () => {
    const told: unknown[] = [];
    const said = voice.speak("One two.", { onStart: () => told.push("start"), onPlace: (place) => told.push(place) });
    await settled();
    synthesis.word(4);
    synthesis.end();
    await said;
    expect(told).to.deep.equal(["start", { charIndex: 4, charLength: undefined }]);
  });

  it("gives up a voice that never begins, and silences it", async () => {
    const failure = failureOf(voice.speak("Hello."));
    await clock.advance(3999);
    expect(synthesis.queue).to.have.lengthOf(1);
    await clock.advance(1);
    expect((await failure).code).to.equal("tts-timeout");
    expect(synthesis.queue).to.have.lengthOf(0);
  });

  it("gives up a voice that never says that it has ended, in time for a slow one", async () => {
    const text = "Hello there.";
    const failure = failureOf(voice.speak(text));
    await settled();
    synthesis.begin();
    await clock.advance(5000 + text.length * 280 - 1);
    expect(synthesis.queue).to.have.lengthOf(1);
    await clock.advance(1);
    expect((await failure).code).to.equal("tts-timeout");
  });

  it("says why the voice failed", async () => {
    const failure = failureOf(voice.speak("Hello."));
    await settled();
    synthesis.fail("network");
    const { code, message } = await failure;
    expect(code).to.equal("tts-failed");
    expect(message).to.contain("network");
  });

  describe("of the browser's voices", () => {
    it("waits for those that come late", async () => {
      synthesis.voices = [];
      const said = voice.speak("Hello.");
      await clock.advance(500);
      synthesis.list();
      await settled();
      expect(synthesis.current).to.equal(undefined);
      synthesis.list(voiceOf("Late", "en-US"));
      await settled();
      expect(synthesis.current?.voice?.name).to.equal("Late");
      synthesis.end();
      await said;
    });

    it("says that there are none, and that no second try will help", async () => {
      synthesis.voices = [];
      const failure = failureOf(voice.speak("Hello."));
      await clock.advance(2000);
      const { code, retryable } = await failure;
      expect([code, retryable]).to.deep.equal(["tts-failed", false]);
    });

    it("stops waiting for them at an abort", async () => {
      synthesis.voices = [];
      const abort = new AbortController();
      const said = voice.speak("Hello.", abort).catch((error: unknown) => error);
      await clock.advance(100);
      abort.abort();
      expect(await said).to.have.property("name", "AbortError");
    });

    const NAMED = { voiceName: "Zoe" };
    const [ann, bob, cleo] = [voiceOf("Ann", "en-US"), voiceOf("Bob", "en-GB"), voiceOf("Cléo", "fr_FR")];
    const zoe = voiceOf("Zoe", "de-DE", { localService: false });
    const bea = voiceOf("Bea", "en-GB", { default: true });
    const far = voiceOf("Far", "en-GB", { localService: false, default: true });
    for (const [title, language, voices, wanted, more = {}] of [
      ["takes the one of the very language", "en-GB", [ann, bob, cleo], "Bob"],
      ["else one of its language in another place", "en-AU", [cleo, bob], "Bob"],
      ["reads tags as Android writes them", "fr-FR", [ann, cleo], "Cléo"],
      ["prefers one on this machine to one far away", "en-GB", [far, bob], "Bob"],
      ["takes the browser's own choice among equals", "en-GB", [bob, bea], "Bea"],
      ["takes any before none", "ja", [cleo], "Cléo"],
      ["takes the named one, whatever it speaks", "en-US", [ann, zoe], "Zoe", NAMED],
      ["does without a named one that is not there", "en-US", [ann, bob], "Ann", NAMED],
    ] as const) {
      it(title, async () => {
        synthesis.voices = [...voices];
        const other = new BrowserVoice({ synthesis: synthesis.asPlatform, clock, language, ...more });
        const said = other.speak("Hello.");
        await settled();
        expect(synthesis.current?.voice?.name).to.equal(wanted);
        synthesis.end();
        await said;
      });
    }

    it("speaks the language of the page where it is told none", async () => {
      const { lang } = document.documentElement;
      document.documentElement.lang = "fr";
      synthesis.voices = [ann, cleo];
      const said = new BrowserVoice({ synthesis: synthesis.asPlatform, clock }).speak("Bonjour.");
      await settled();
      expect(synthesis.current?.voice?.name).to.equal("Cléo");
      synthesis.end();
      await said;
      document.documentElement.lang = lang;
    });
  });

  describe("is available", () => {
    const isAvailable = () => BrowserVoice.isAvailable({ synthesis: synthesis.asPlatform, clock });

    it("where there are voices, also late ones", async () => {
      expect(await isAvailable()).to.equal(true);
      synthesis.voices = [];
      const late = isAvailable();
      await clock.advance(1500);
      synthesis.list(voiceOf("Late", "en"));
      expect(await late).to.equal(true);
    });

    it("not where there is none", async () => {
      synthesis.voices = [];
      const none = isAvailable();
      await clock.advance(2000);
      expect(await none).to.equal(false);
    });

    it("not in a browser without synthesis, where speaking fails with a code", async () => {
      Object.defineProperty(globalThis, "speechSynthesis", { value: undefined, configurable: true });
      try {
        expect(await BrowserVoice.isAvailable()).to.equal(false);
        const { code, retryable } = await failureOf(new BrowserVoice().speak("Hello."));
        expect([code, retryable]).to.deep.equal(["tts-failed", false]);
      } finally {
        Reflect.deleteProperty(globalThis, "speechSynthesis");
      }
    });
  });

  describe("where there is none", () => {
    beforeEach(() => {
      synthesis.voices = [];
    });
    const inVain = async (text: string): Promise<LiveAvatarError> => {
      const failure = failureOf(voice.speak(text));
      await clock.advance(2000);
      return failure;
    };

    it("says so once, and then takes no time", async () => {
      await inVain("One.");
      const now = clock.now();
      await voice.speak("Two.");
      await voice.speak("Three.");
      expect([clock.now() - now, synthesis.queue.length]).to.deep.equal([0, 0]);
    });

    it("speaks once there is a voice, and says so anew when that has gone", async () => {
      await inVain("One.");
      synthesis.list(voiceOf("New", "en-US"));
      const said = voice.speak("Two.");
      await settled();
      expect(synthesis.current?.text).to.equal("Two.");
      synthesis.end();
      await said;
      synthesis.voices = [];
      expect((await inVain("Three.")).code).to.equal("tts-failed");
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
      session.destroy();
    });
  });
});
