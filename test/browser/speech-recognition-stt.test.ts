/** The browser's own speech recognition, behind a stand-in: no engine here recognises speech. */
import { expect } from "chai";
import { SpeechRecognitionSTT, type SpeechRecognitionSTTOptions } from "../../src/browser/index.js";
import type { LiveAvatarError } from "../../src/core/errors.js";
import type { RealtimeSTTConnection, RealtimeSTTOptions } from "../../src/core/ports/realtime-stt.js";
import { FakeClock } from "../../src/testing/index.js";
import { until } from "../contracts/framework.js";
import { fakeRecognition } from "../support/fake-speech-recognition.js";

const task = () => new Promise((resolve) => setTimeout(resolve));
describe("SpeechRecognitionSTT", () => {
  let clock: FakeClock;
  let browser: ReturnType<typeof fakeRecognition>;
  /** What it has told, in order. */
  let told: string[];
  let connections: RealtimeSTTConnection[];
  const undo: (() => void)[] = [];

  beforeEach(() => {
    clock = new FakeClock();
    browser = fakeRecognition();
    told = [];
    connections = [];
  });
  afterEach(async () => {
    for (const connection of connections) connection.close();
    await task();
    expect(browser.running, "nothing hears on").to.deep.equal([]);
    expect(clock.pending, "timers").to.equal(0);
    for (const act of undo.splice(0).reverse()) act();
  });

  function pretend<T extends object, K extends keyof T>(owner: T, name: K, value: T[K]): void {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { configurable: true, value });
    undo.push(() => {
      if (before) Object.defineProperty(owner, name, before);
      else Reflect.deleteProperty(owner, name);
    });
  }

  const callbacks = {
    onTranscript: (text: string, { isFinal, confidence }: { isFinal: boolean; confidence?: number }) =>
      void told.push(`${isFinal ? "final" : "partial"}: ${text}${confidence === undefined ? "" : ` (${confidence})`}`),
    onSpeechStart: () => void told.push("speech"),
    onSpeechEnd: () => void told.push("silence"),
    onError: ({ code }: LiveAvatarError) => void told.push(`error: ${code}`),
    onClose: (error?: LiveAvatarError) => void told.push(`closed: ${String(error?.code)}`),
    onMic: (mic: string) => void told.push(`mic: ${mic}`),
  };

  function begin(options: SpeechRecognitionSTTOptions = {}, given: RealtimeSTTOptions = {}) {
    const stt = new SpeechRecognitionSTT({ recogniser: browser.Recogniser, clock, ...options });
    const connecting = stt.connect(callbacks, given);
    connecting.catch(() => undefined);
    return connecting;
  }

  async function hearing(options: SpeechRecognitionSTTOptions = {}): Promise<RealtimeSTTConnection> {
    const before = browser.made.length;
    const connecting = begin(options);
    await until(() => browser.made.length > before);
    browser.last.begin();
    const connection = await connecting;
    connections.push(connection);
    told.splice(0);
    return connection;
  }

  const failure = async (promise: Promise<unknown>): Promise<LiveAvatarError> => {
    try {
      await promise;
    } catch (error) {
      return error as LiveAvatarError;
    }
    throw new Error("It should have failed.");
  };

  it("hears by itself, in the language that it is given", async () => {
    const stt = new SpeechRecognitionSTT({ recogniser: browser.Recogniser, clock });
    expect([stt.id, stt.capture]).to.deep.equal(["browser", "own"]);
    const connecting = stt.connect(callbacks, { language: "de" });
    await until(() => browser.made.length > 0);
    const { lang, continuous, interimResults, processLocally } = browser.last;
    expect([lang, continuous, interimResults, processLocally]).to.deep.equal(["de", true, true, false]);
    browser.last.begin();
    const connection = await connecting;
    expect(told).to.deep.equal(["mic: asking", "mic: live"]);
    connection.send(new Float32Array(4));
    connection.close();
    connection.close();
    expect(browser.last.calls).to.deep.equal(["start", "abort"]);
    await hearing({ language: "es" });
    expect(browser.last.lang).to.equal("es");
  });

  it("needs no start event to know that it hears", async () => {
    const connecting = begin();
    await until(() => browser.made.length > 0);
    browser.last.hear([["hello"]]);
    connections.push(await connecting);
    expect(told).to.deep.equal(["mic: asking", "mic: live", "partial: hello"]);
  });

  describe("its words", () => {
    it("are told once each, whatever is repeated", async () => {
      await hearing();
      browser.last.tell("speechstart");
      browser.last.hear([["good"]]);
      browser.last.hear([["good mor"], ["ning"]], 0);
      browser.last.hear([["good mor"], ["ning"]], 0);
      browser.last.hear([["Good morning", true]], 0);
      browser.last.hear([["Good morning", true]], 0);
      browser.last.hear([[" Sam"]]);
      browser.last.hear([[" Sam", true, 0]], 1);
      browser.last.tell("speechend");
      browser.last.tell("nomatch");
      expect(told).to.deep.equal([
        ...["speech", "partial: good", "partial: good morning", "final: Good morning (0.9)"],
        ...["partial: Sam", "final: Sam", "silence"],
      ]);
    });

    it("are all told where one result is final before another that came earlier", async () => {
      await hearing();
      browser.last.hear([["first"], ["second", true]]);
      browser.last.hear(
        [
          ["first", true],
          ["second", true],
        ],
        0,
      );
      expect(told).to.deep.equal(["final: second (0.9)", "partial: first", "final: first (0.9)"]);
    });

    it("alike are two where they were said twice", async () => {
      await hearing();
      browser.last.hear([["No", true]]);
      browser.last.hear([["No", true]]);
      browser.last.hear([
        ["", true],
        ["   ", true],
      ]);
      expect(told).to.deep.equal(["final: No (0.9)", "final: No (0.9)"]);
    });

    it("go on where the list begins anew", async () => {
      await hearing();
      browser.last.hear([
        ["One", true],
        ["two", true],
      ]);
      browser.last.hear([["three", true]], 0);
      expect(told.at(-1)).to.equal("final: three (0.9)");
    });

    it("that were not final when it ended are final then", async () => {
      await hearing();
      await clock.advance(5000);
      browser.last.hear([["and so I"]]);
      browser.last.end();
      expect(told).to.deep.equal(["partial: and so I", "final: and so I"]);
      expect(browser.made).to.have.length(2);
    });

    it("that were taken back are not", async () => {
      await hearing();
      await clock.advance(5000);
      browser.last.hear([["hm"]]);
      browser.last.hear([], 0);
      browser.last.end();
      expect(told).to.deep.equal(["partial: hm"]);
    });

    it("of Android are told as they are meant", async () => {
      pretend(navigator, "userAgent", "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/142.0.0.0 Mobile");
      await hearing();
      for (const text of ["how", "how are", "how are you"]) browser.last.hear([[text, true, 0]]);
      browser.last.hear([["How are you", true, 0.8]]);
      browser.last.hear([["How are you", true, 0.8]]);
      browser.last.hear([["How are you today", true, 0.8]]);
      await clock.advance(2000);
      browser.last.end();
      browser.last.begin();
      browser.last.hear([["well", true, 0]]);
      await clock.advance(2000);
      browser.last.end();
      expect(told).to.deep.equal([
        ...["partial: how", "partial: how are", "partial: how are you"],
        ...["final: How are you (0.8)", "final: today (0.8)", "partial: well", "final: well"],
      ]);
    });

    it("of one that was closed are told to nobody", async () => {
      const connection = await hearing();
      browser.last.hear([["hello"]]);
      told.splice(0);
      connection.close();
      browser.last.hear([["hello there", true]], 0);
      browser.last.tell("speechstart");
      await task();
      connection.setMuted?.(false);
      connection.finalize();
      expect(told).to.deep.equal([]);
      expect(browser.made).to.have.length(1);
    });

    it("end with one that a listener closes in the middle of them", async () => {
      const connecting = begin();
      await until(() => browser.made.length > 0);
      browser.last.begin();
      const connection = await connecting;
      await clock.advance(5000);
      const { onTranscript } = callbacks;
      callbacks.onTranscript = () => {
        connection.close();
      };
      try {
        browser.last.tell("speechstart");
        browser.last.hear([["bye"], ["bye"]]);
        browser.last.hear([["hello", true]]);
      } finally {
        callbacks.onTranscript = onTranscript;
      }
      expect(told.slice(2)).to.deep.equal(["speech"]);
      expect(browser.made).to.have.length(1);
    });
  });

  describe("an end of the browser's own", () => {
    for (const error of [undefined, "no-speech", "aborted"]) {
      it(`(${String(error)}) is no failure: the next run begins at once`, async () => {
        await hearing();
        for (let run = 0; run < 20; run += 1) {
          await clock.advance(7000);
          if (error) browser.last.fail(error);
          browser.last.end();
          browser.last.begin();
        }
        expect(browser.made).to.have.length(21);
        expect(told).to.deep.equal([]);
      });
    }

    it("that comes at once is followed by longer and longer pauses, and at last by giving up", async () => {
      await hearing();
      browser.last.hear([["hello", true]]);
      const pauses: number[] = [];
      for (let run = 1; run < 8; run += 1) {
        browser.last.end();
        const before = clock.now();
        for (let left = 200; left > 0 && browser.made.length === run; left -= 1) await clock.advance(50);
        pauses.push(clock.now() - before);
        browser.last.begin();
      }
      expect(pauses).to.deep.equal([250, 500, 1000, 2000, 4000, 8000, 8000]);
      browser.last.end();
      expect(told).to.deep.equal(["final: hello (0.9)", "mic: off", "closed: stt-failed"]);
      await clock.advance(60_000);
      expect(browser.made).to.have.length(8);
    });

    it("that comes at once now and then is forgotten", async () => {
      await hearing();
      for (let run = 0; run < 20; run += 1) {
        browser.last.end();
        await clock.advance(250);
        browser.last.begin();
        await clock.advance(3000);
        browser.last.end();
        browser.last.begin();
      }
      expect(told).to.deep.equal([]);
    });

    it("is waited for no longer than a second after an error", async () => {
      await hearing();
      await clock.advance(5000);
      browser.last.fail("no-speech");
      await clock.advance(1000);
      expect(browser.made).to.have.length(2);
      browser.made[0]!.end();
      expect(browser.made, "an end that comes later").to.have.length(2);
    });

    it("in a hidden page is waited out", async () => {
      await hearing();
      pretend(document, "hidden", true);
      browser.last.end();
      await clock.advance(60_000);
      expect(browser.made).to.have.length(1);
      pretend(document, "hidden", false);
      document.dispatchEvent(new Event("visibilitychange"));
      expect(browser.made).to.have.length(2);
      browser.last.begin();
      expect(told).to.deep.equal(["mic: interrupted", "mic: live"]);
      document.dispatchEvent(new Event("visibilitychange"));
      expect(browser.made).to.have.length(2);
    });
  });

  describe("a service that cannot be reached", () => {
    it("is told of once, and tried again", async () => {
      await hearing();
      browser.last.hear([["hello", true]]);
      for (let run = 0; run < 3; run += 1) {
        browser.last.fail("network");
        browser.last.end();
        await clock.advance(2000);
        browser.last.begin();
      }
      browser.last.hear([["again", true]]);
      expect(told).to.deep.equal(["final: hello (0.9)", "error: stt-failed", "final: again (0.9)"]);
    });

    it("from the beginning is given up soon", async () => {
      await hearing();
      for (let run = 0; run < 3; run += 1) {
        browser.last.fail("network");
        browser.last.end();
        if (run < 2) await clock.advance(2000);
        if (run < 2) browser.last.begin();
      }
      expect(told).to.deep.equal(["error: stt-failed", "mic: off", "closed: stt-failed"]);
    });

    it("before it has heard at all fails the connection", async () => {
      const connecting = begin();
      await until(() => browser.made.length > 0);
      browser.last.fail("network");
      browser.last.end();
      expect((await failure(connecting)).code).to.equal("stt-failed");
      expect(told).to.deep.equal(["mic: asking", "mic: off"]);
    });
  });

  describe("what does not pass", () => {
    const reasons = [
      ["not-allowed", "blocked", "mic-denied"],
      ["service-not-allowed", "unsupported", "mic-unsupported"],
      ["audio-capture", "missing", "mic-missing"],
      ["language-not-supported", "off", "stt-refused"],
    ] as const;
    for (const [error, mic, code] of reasons) {
      it(`fails the connection (${error})`, async () => {
        const connecting = begin();
        await until(() => browser.made.length > 0);
        browser.last.fail(error);
        await clock.advance(1000);
        expect((await failure(connecting)).code).to.equal(code);
        expect(told).to.deep.equal(["mic: asking", `mic: ${mic}`]);
      });
      it(`ends it for good (${error})`, async () => {
        await hearing();
        await clock.advance(5000);
        browser.last.hear([["I wanted"]]);
        browser.last.fail(error);
        browser.last.end();
        expect(told).to.deep.equal([...["partial: I wanted", "final: I wanted", `mic: ${mic}`, `closed: ${code}`]]);
        await clock.advance(60_000);
        expect(browser.made).to.have.length(1);
      });
    }

    it("is told before the browser is asked where the page may not hear", async () => {
      pretend(globalThis, "isSecureContext", false);
      expect((await failure(begin())).code).to.equal("mic-insecure");
      pretend(globalThis, "isSecureContext", true);
      const policy = { allowsFeature: () => false };
      pretend(document as { featurePolicy?: unknown }, "featurePolicy", policy);
      expect((await failure(begin())).code).to.equal("mic-policy");
      expect(told).to.deep.equal(["mic: insecure", "mic: policy"]);
      expect(browser.made).to.deep.equal([]);
    });

    it("is a browser without recognition, or with one that cannot be made", async () => {
      pretend(globalThis as { SpeechRecognition?: unknown }, "SpeechRecognition", undefined);
      pretend(globalThis as { webkitSpeechRecognition?: unknown }, "webkitSpeechRecognition", undefined);
      expect(SpeechRecognitionSTT.isAvailable()).to.equal(false);
      const none = new SpeechRecognitionSTT({ clock }).connect(callbacks);
      expect((await failure(none)).code).to.equal("mic-unsupported");
      expect(SpeechRecognitionSTT.isAvailable({ recogniser: browser.Recogniser })).to.equal(true);
      browser.breakage = new TypeError("Illegal constructor");
      expect((await failure(begin())).code).to.equal("mic-unsupported");
      expect(told).to.deep.equal(["mic: unsupported", "mic: asking", "mic: unsupported"]);
    });

    it("is the browser's own under its old name", () => {
      pretend(globalThis as { SpeechRecognition?: unknown }, "SpeechRecognition", undefined);
      pretend(globalThis as { webkitSpeechRecognition?: unknown }, "webkitSpeechRecognition", browser.Recogniser);
      expect(SpeechRecognitionSTT.isAvailable()).to.equal(true);
    });

    it("is a start that the browser refuses outside a press", async () => {
      browser.refusal = new DOMException("no gesture", "NotAllowedError");
      const over = failure(begin());
      await until(() => clock.pending > 0);
      await clock.advance(0);
      expect((await over).code).to.equal("mic-denied");
    });
  });

  it("tries a start again that another page's recogniser is in the way of", async () => {
    browser.refusal = new DOMException("recognition has already started.", "InvalidStateError");
    const connecting = begin();
    await until(() => browser.made.length > 0);
    await clock.advance(0);
    browser.refusal = undefined;
    await clock.advance(250);
    browser.last.begin();
    connections.push(await connecting);
    browser.refusal = new DOMException("recognition has already started.", "InvalidStateError");
    const second = failure(begin());
    await clock.advance(0);
    await clock.advance(60_000);
    expect((await second).code).to.equal("stt-failed");
  });

  it("gives a browser up that does nothing for a minute", async () => {
    const over = failure(begin());
    await until(() => browser.made.length > 0);
    for (let run = 0; run < 3; run += 1) await clock.advance(61_000);
    expect((await over).code).to.equal("stt-timeout");
  });

  it("stops waiting for the visitor's permission when it is told to", async () => {
    const controller = new AbortController();
    const over = failure(begin({}, { signal: controller.signal }));
    await until(() => browser.made.length > 0);
    controller.abort();
    expect((await over).name).to.equal("AbortError");
    expect(browser.last.calls).to.deep.equal(["start", "abort"]);
    browser.last.begin();
    expect(told).to.deep.equal(["mic: asking"]);
    expect((await failure(begin({}, { signal: AbortSignal.abort() }))).name).to.equal("AbortError");
    expect(browser.made).to.have.length(1);
  });

  describe("finalize()", () => {
    it("has it recognise what it has heard, and go on", async () => {
      const connection = await hearing();
      browser.last.hear([["what is the"]]);
      connection.finalize();
      expect(browser.last.calls).to.deep.equal(["start", "stop"]);
      browser.last.hear([["What is the time?", true]], 0);
      browser.last.end();
      expect(told).to.deep.equal(["partial: what is the", "final: What is the time? (0.9)"]);
      expect(browser.made, "at once").to.have.length(2);
    });

    it("says that nothing was said", async () => {
      const connection = await hearing();
      connection.finalize();
      expect(told).to.deep.equal([]);
      browser.last.end();
      expect(told).to.deep.equal(["final: "]);
      expect(browser.made).to.have.length(2);
    });

    it("does not wait for a recogniser that never ends", async () => {
      const connection = await hearing();
      browser.last.hear([["what is the"]]);
      connection.finalize();
      await clock.advance(3000);
      expect(told.at(-1)).to.equal("final: what is the");
      expect(browser.made).to.have.length(2);
      expect(browser.made[0]!.calls).to.deep.equal(["start", "stop", "abort"]);
    });
  });

  describe("setMuted()", () => {
    it("stops hearing, so that the browser's light goes out, and begins again", async () => {
      const connection = await hearing();
      browser.last.hear([["this is priv"]]);
      connection.setMuted?.(true);
      connection.setMuted?.(true);
      expect(browser.running[0]?.calls).to.deep.equal(["start", "abort"]);
      browser.last.hear([["this is private", true]], 0);
      await task();
      await clock.advance(60_000);
      expect(browser.made).to.have.length(1);
      connection.finalize();
      connection.setMuted?.(false);
      expect(browser.made, "in the same task: Safari wants the press").to.have.length(2);
      browser.last.begin();
      browser.last.hear([["hello", true]]);
      expect(told).to.deep.equal([
        ...["partial: this is priv", "mic: muted", "final: ", "mic: live", "final: hello (0.9)"],
      ]);
    });

    it("lets it tell what finalize() has asked for, and begin again afterwards", async () => {
      const connection = await hearing();
      browser.last.hear([["what is the"]]);
      connection.finalize();
      connection.setMuted?.(true);
      expect(browser.last.calls).to.deep.equal(["start", "stop"]);
      connection.setMuted?.(false);
      connection.setMuted?.(true);
      browser.last.hear([["What is the time?", true]], 0);
      browser.last.end();
      expect(told.filter((one) => !one.startsWith("mic"))).to.deep.equal([
        ...["partial: what is the", "final: What is the time? (0.9)"],
      ]);
      await clock.advance(60_000);
      expect(browser.made).to.have.length(1);
      connection.setMuted?.(false);
      expect(browser.made).to.have.length(2);
    });

    it("ends a pause", async () => {
      const connection = await hearing();
      browser.last.end();
      connection.setMuted?.(true);
      await clock.advance(60_000);
      expect(browser.made).to.have.length(1);
    });
  });

  describe("on this machine", () => {
    beforeEach(() => {
      browser.available = (options) => {
        browser.asked.push(options);
        return Promise.resolve("available");
      };
      browser.install = (options) => {
        browser.installed.push(options);
        return Promise.resolve(true);
      };
    });

    it("is preferred where the language is there", async () => {
      await hearing({ language: "en-US" });
      expect(browser.asked).to.deep.equal([{ langs: ["en-US"], processLocally: true }]);
      expect(browser.last.processLocally).to.equal(true);
      await clock.advance(2000);
      browser.last.end();
      expect(browser.last.processLocally, "also later").to.equal(true);
    });

    for (const word of ["downloadable", "downloading", "unavailable"]) {
      it(`is not waited for where the language is ${word}, and nothing is installed`, async () => {
        browser.available = () => Promise.resolve(word);
        await hearing();
        expect(browser.last.processLocally).to.equal(false);
        expect(browser.installed).to.deep.equal([]);
      });
    }

    it("is not asked for where the page does not care, or where the browser fails to answer", async () => {
      await hearing({ onDevice: "off" });
      expect([browser.last.processLocally, browser.asked.length]).to.deep.equal([false, 0]);
      browser.available = () => Promise.reject(new DOMException("policy", "NotAllowedError"));
      await hearing();
      expect(browser.last.processLocally).to.equal(false);
      browser.available = () => new Promise(() => undefined);
      const connecting = begin();
      await until(() => clock.pending > 0);
      await clock.advance(2000);
      await until(() => browser.made.length === 3);
      browser.last.begin();
      connections.push(await connecting);
      expect(browser.last.processLocally).to.equal(false);
    });

    it("is installed where it is required", async () => {
      browser.available = () => Promise.resolve("downloadable");
      await hearing({ onDevice: "require", language: "fr-FR" });
      expect(browser.installed).to.deep.equal([{ langs: ["fr-FR"], processLocally: true }]);
      expect(browser.last.processLocally).to.equal(true);
    });
    for (const [title, change] of [
      ["the browser cannot", () => (browser.available = undefined)],
      ["the language is unknown", () => (browser.available = () => Promise.resolve("unavailable"))],
      [
        "the installation fails",
        () => {
          browser.available = () => Promise.resolve("downloadable");
          browser.install = () => Promise.resolve(false);
        },
      ],
    ] as const) {
      it(`is refused where it is required and ${title}`, async () => {
        change();
        expect((await failure(begin({ onDevice: "require" }))).code).to.equal("stt-refused");
        expect(browser.made).to.deep.equal([]);
      });
    }
    it("can be cancelled in mid-installation", async () => {
      browser.available = () => Promise.resolve("downloadable");
      browser.install = () => new Promise(() => undefined);
      const controller = new AbortController();
      const over = failure(begin({ onDevice: "require" }, { signal: controller.signal }));
      await until(() => clock.pending > 0);
      controller.abort();
      expect((await over).name).to.equal("AbortError");
    });
  });
});
