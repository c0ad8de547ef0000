/** Models, voices and mouths that break their word: the turn ends all the same, and says why. */
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { LLMProvider } from "../../src/core/ports/language-model.js";
import type { TTSProvider } from "../../src/core/ports/text-to-speech.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock, FakeFace, FakeTTS, recordEvents } from "../../src/testing/index.js";

let clock = new FakeClock();
const never = new Promise<never>(() => undefined);

const model = (chat: LLMProvider["chat"]): LLMProvider => ({ id: "hostile", chat });
const voice = (synthesize: TTSProvider["synthesize"]): TTSProvider => ({ id: "hostile", synthesize });
const speaking = (text: string): LLMProvider =>
  model(async function* () {
    yield { text, done: true };
  });

const unhandled: unknown[] = [];
const onUnhandled = (event: PromiseRejectionEvent): void => {
  event.preventDefault();
  unhandled.push(event.reason);
};
const sessions: AvatarSession[] = [];

async function converse(llm: LLMProvider, tts: TTSProvider = new FakeTTS({ clock, latencyMs: 0 })) {
  const face = new FakeFace({ clock, speechMs: 1 });
  const session = new AvatarSession({ renderer: face, llm, tts, clock });
  sessions.push(session);
  const log = recordEvents(session);
  const started = session.start();
  await clock.advance(0);
  await started;
  /** How a turn ends, if it does. */
  const outcome = async (): Promise<string> => {
    let end = "open";
    void session.sendMessage("hi").then(
      () => (end = "resolved"),
      (error: unknown) => (end = LiveAvatarError.is(error) ? error.code : String(error)),
    );
    await clock.advance(1000);
    return end;
  };
  const said = (): readonly unknown[] => session.messages.map(({ content }) => content);
  const problems = (): readonly unknown[] =>
    log.events.flatMap(({ name, args }) => (name === "error" ? [(args[0] as LiveAvatarError).code] : []));
  return { session, face, log, outcome, said, problems };
}

const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });

beforeEach(() => {
  clock = new FakeClock();
  window.addEventListener("unhandledrejection", onUnhandled);
});

afterEach(async () => {
  for (const session of sessions.splice(0)) session.destroy();
  // Rejections are told in a task of their own.
  await nextTask();
  window.removeEventListener("unhandledrejection", onUnhandled);
  expect(unhandled.splice(0)).to.deep.equal([]);
});

describe("a language model that breaks its word", () => {
  for (const [what, chunk] of Object.entries({
    "a number": { text: 42 },
    "no text": { done: true },
    nothing: null,
    "a bare string": "Hello.",
  })) {
    it(`fails the turn where a chunk holds ${what}, and not a word of it is told`, async () => {
      const llm = model(async function* () {
        yield { text: "One. " };
        yield chunk as never;
      });
      const { session, log, outcome, said, problems } = await converse(llm);
      expect(await outcome()).to.equal("llm-failed");
      expect(session.state).to.equal("ready");
      expect(said()).to.deep.equal(["hi"]);
      expect(problems()).to.deep.equal(["llm-failed"]);
      const chunks = log.events.filter(({ name }) => name === "chunk").map(({ args }) => args[0]);
      expect(chunks).to.deep.equal(["One. "]);
      expect(session.signals.error.get()?.message).to.contain("chunk");
    });
  }

  it("has answered when it says so, whatever it does afterwards", async () => {
    const ends: (() => Promise<unknown>)[] = [() => Promise.reject(new Error("too late")), () => never];
    for (const end of ends) {
      const llm = model(async function* () {
        try {
          yield { text: "All is said.", done: true };
        } finally {
          await end();
        }
      });
      const { outcome, said, problems } = await converse(llm);
      expect(await outcome()).to.equal("resolved");
      expect(said()).to.deep.equal(["hi", "All is said."]);
      expect(problems()).to.deep.equal([]);
    }
  });

  it("may even have a return() that throws at once", async () => {
    const llm = model(() => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false as const, value: { text: "All is said.", done: true } }),
        return: () => {
          throw new Error("no way back");
        },
      }),
    }));
    const { outcome, said } = await converse(llm);
    expect(await outcome()).to.equal("resolved");
    expect(said()).to.deep.equal(["hi", "All is said."]);
  });

  it("fails the turn with an abort that nobody asked for", async () => {
    const llm = model(async function* () {
      yield { text: "One. " };
      throw new DOMException("a time-out of its own", "AbortError");
    });
    const { session, outcome, said } = await converse(llm);
    expect(await outcome()).to.equal("llm-failed");
    expect(session.state).to.equal("ready");
    expect(said()).to.deep.equal(["hi"]);
  });

  it("is left alone when it hangs and heeds no signal", async () => {
    const llm = model(() => ({ [Symbol.asyncIterator]: () => ({ next: () => never, return: () => never }) }));
    const { session } = await converse(llm);
    const sent = session.sendMessage("hi");
    await clock.advance(0);
    session.interrupt();
    expect(session.state).to.equal("ready");
    await sent;
  });
});

describe("a voice that breaks its word", () => {
  for (const [what, sound] of Object.entries({
    nothing: undefined,
    null: null,
    text: "beep",
    bytes: new Uint8Array(4),
  })) {
    it(`gives ${what} for a sound: the sentence is reported and skipped, and the mouth never sees it`, async () => {
      let count = 0;
      const good = new FakeTTS({ clock, latencyMs: 0 });
      const tts = voice((text, options) => {
        count += 1;
        return count === 1 ? Promise.resolve(sound as never) : good.synthesize(text, options);
      });
      const { face, outcome, said, problems } = await converse(speaking("One. Two."), tts);
      expect(await outcome()).to.equal("resolved");
      expect(problems()).to.deep.equal(["tts-failed"]);
      expect(face.speeches.map(({ what: played }) => good.textOf(played as Blob))).to.deep.equal(["Two."]);
      expect(said()).to.deep.equal(["hi", "One. Two."]);
    });
  }

  it("throws at once, or aborts for reasons of its own: likewise", async () => {
    let count = 0;
    const good = new FakeTTS({ clock, latencyMs: 0 });
    const tts = voice((text, options) => {
      count += 1;
      if (count === 1) throw new Error("no voice today");
      if (count === 2) return Promise.reject(new DOMException("gone", "AbortError"));
      return good.synthesize(text, options);
    });
    const { face, outcome, problems } = await converse(speaking("One. Two. Three."), tts);
    expect(await outcome()).to.equal("resolved");
    expect(problems()).to.deep.equal(["tts-failed", "tts-failed"]);
    expect(face.speeches.length).to.equal(1);
  });

  it("answers or fails after the abort: nobody hears of it", async () => {
    const late: (() => void)[] = [];
    const tts = voice(
      (text) =>
        new Promise((resolve, reject) => {
          late.push(() => {
            if (text === "One.") resolve(new Blob(["late"]));
            else reject(new Error("late"));
          });
        }),
    );
    const { session, face, log, problems } = await converse(speaking("One. Two. Three."), tts);
    const sent = session.sendMessage("hi");
    await clock.advance(0);
    expect(late.length).to.equal(3);
    session.interrupt();
    const since = log.names.length;
    for (const settle of late) settle();
    await sent;
    await clock.advance(1000);
    expect(log.names.slice(since)).to.deep.equal([]);
    expect(face.speeches).to.deep.equal([]);
    expect(problems()).to.deep.equal([]);
  });
});

describe("a mouth that breaks its word", () => {
  it("never ends a sentence: an interrupt does, in the same task, and the next turn speaks", async () => {
    const { session, face, log, outcome } = await converse(speaking("One. Two."));
    const speak = face.speak.bind(face);
    face.speak = () => never;
    const sent = session.sendMessage("hi");
    await clock.advance(1000);
    expect(session.state).to.equal("speaking");
    session.interrupt();
    expect(session.state).to.equal("ready");
    expect(log.names.slice(-2)).to.deep.equal(["speech-end", "state-change"]);
    await sent;
    face.speak = speak;
    expect(await outcome()).to.equal("resolved");
    expect(face.speeches.length).to.equal(2);
  });
});
