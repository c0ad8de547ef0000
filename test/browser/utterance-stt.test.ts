import { expect } from "chai";
import { hasWords } from "../../src/browser/recognised-words.js";
import { UtteranceSTT, type UtteranceSTTOptions } from "../../src/browser/utterance-stt.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { RealtimeSTTConnection } from "../../src/core/ports/realtime-stt.js";
import type { VADEvent, VADInitOptions, VADProvider } from "../../src/core/ports/voice-activity.js";
import { deferred } from "../../src/core/wait.js";
import { decodeWav } from "../../src/core/wav.js";
import { FakeClock, FakeSTT } from "../../src/testing/index.js";

const RATE = 16_000;
/** A tenth of a second. */
const FRAME = 1600;

/** A detector that says what it is told to, in the frame for which it is told. */
class ToldVAD implements VADProvider {
  readonly id = "told";
  readonly onsetMs: number | undefined;
  sampleRate: number | undefined = RATE;
  resets = 0;
  frames = 0;
  loads: ((options?: VADInitOptions) => Promise<void>) | undefined;
  /** What `process` returns. */
  taken: Promise<void> | undefined;
  readonly #listeners = new Map<() => void, VADEvent>();
  #next: VADEvent[] = [];

  constructor(onsetMs?: number) {
    this.onsetMs = onsetMs;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  willTell(...events: VADEvent[]): void {
    this.#next.push(...events);
  }

  init(options?: VADInitOptions): Promise<void> {
    return this.loads?.(options) ?? Promise.resolve();
  }

  process(): Promise<void> | void {
    this.frames += 1;
    for (const event of this.#next.splice(0)) {
      for (const [fn, name] of [...this.#listeners]) if (name === event) fn();
    }
    return this.taken;
  }

  reset(): void {
    this.resets += 1;
    this.#next = [];
  }

  on(event: VADEvent, fn: () => void): () => void {
    this.#listeners.set(fn, event);
    return () => this.#listeners.delete(fn);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

async function open(more: Partial<UtteranceSTTOptions> = {}, vad = new ToldVAD()) {
  const clock = new FakeClock();
  const stt = new FakeSTT({ clock });
  const told: string[] = [];
  const provider = new UtteranceSTT({ stt, vad, clock, ...more });
  const callbacks = {
    onTranscript: (text: string, { isFinal }: { isFinal: boolean }) =>
      void told.push(`${isFinal ? "final" : "partial"} ${text}`),
    onSpeechStart: () => void told.push("start"),
    onSpeechEnd: () => void told.push("end"),
    onError: (error: LiveAvatarError) => void told.push(`error ${error.code}`),
    onClose: (error?: LiveAvatarError) => void told.push(`close ${error?.code}`),
  };
  const connection = await provider.connect(callbacks, { language: "de" });
  /** A frame of the value, in which the detector tells these. */
  const hear = (value: number, ...events: VADEvent[]): void => {
    vad.willTell(...events);
    connection.send(new Float32Array(FRAME).fill(value));
  };
  const say = (value: number): void => {
    hear(value, "speech-start");
    hear(value);
    hear(value, "speech-end");
  };
  const wav = async (index: number) => decodeWav(new Uint8Array(await stt.requests[index]!.input.audio.arrayBuffer()));
  return { provider, callbacks, connection, clock, stt, vad, told, hear, say, wav };
}
const settle = (clock: FakeClock): Promise<void> => clock.advance(0);

describe("UtteranceSTT", () => {
  it("asks for what was said as a WAV file, with what came before the start, and tells its words as a final", async () => {
    const { hear, wav, clock, stt, told } = await open({}, new ToldVAD(250));
    stt.plan({ answer: " Guten Tag. " });
    for (let value = 1; value <= 9; value += 1) hear(value / 100);
    hear(0.1, "speech-start");
    hear(0.11);
    hear(0.12, "speech-end");
    hear(0.13);
    await settle(clock);
    expect(told).to.deep.equal(["start", "end", "final Guten Tag."]);
    const { samples, sampleRate } = await wav(0);
    expect(sampleRate).to.equal(RATE);
    // 250 ms before a start may be speech; 200 ms of margin, and the frames are whole.
    const heard = [...new Set(samples)].map((sample) => Math.round((sample / 32_767) * 100));
    expect(heard).to.deep.equal([6, 7, 8, 9, 10, 11, 12]);
    expect(stt.requests[0]?.input.language).to.equal("de");
    expect(stt.requests[0]?.input.audio.type).to.equal("audio/wav");
    expect(stt.requests).to.have.length(1);
  });

  it("sends no misfire, and ends it", async () => {
    const { hear, clock, stt, told } = await open();
    hear(0.1, "speech-start");
    hear(0.1, "misfire");
    await settle(clock);
    expect([told, stt.requests.length]).to.deep.equal([["start", "end"], 0]);
  });

  it("tells in the order of speech, and asks for two at a time", async () => {
    const { say, clock, stt, told } = await open();
    stt.plan({ hold: true }, { answer: "two" }, { answer: "three" }, { answer: "four" });
    for (const value of [0.1, 0.2, 0.3, 0.4]) say(value);
    await settle(clock);
    expect(told.filter((word) => word.startsWith("final"))).to.deep.equal([]);
    expect(stt.requests).to.have.length(4);
    stt.requests[0]?.answer("one");
    await settle(clock);
    expect(told.slice(-4)).to.deep.equal(["final one", "final two", "final three", "final four"]);
  });

  it("has never more than two requests under way", async () => {
    const { say, clock, stt } = await open();
    stt.plan({ hold: true }, { hold: true }, { hold: true });
    for (const value of [0.1, 0.2, 0.3]) say(value);
    await settle(clock);
    expect(stt.requests).to.have.length(2);
    stt.requests[1]?.answer("two");
    await settle(clock);
    expect(stt.requests).to.have.length(3);
  });

  it("tells what failed at its place, and goes on", async () => {
    const { say, clock, stt, told } = await open();
    stt.plan({ fail: new LiveAvatarError("stt-refused", "No.") }, { fail: new Error("odd") }, { answer: "three" });
    for (const value of [0.1, 0.2, 0.3]) say(value);
    await settle(clock);
    const ends = told.filter((word) => /^(final|error)/.test(word));
    expect(ends).to.deep.equal(["error stt-refused", "error stt-failed", "final three"]);
  });

  it("gives a request thirty seconds", async () => {
    const { say, clock, stt, told } = await open();
    stt.plan({ hold: true }, { answer: "two" });
    say(0.1);
    say(0.2);
    await clock.advance(29_999);
    expect(told).not.to.include("error stt-timeout");
    await clock.advance(1);
    expect(told.slice(-2)).to.deep.equal(["error stt-timeout", "final two"]);
    expect(stt.requests[0]?.state).to.equal("aborted");
  });

  it("waits as long as a busy recogniser asks for, once, and not for longer than ten seconds", async () => {
    const busy = (retryAfter: number) => ({ fail: new LiveAvatarError("stt-rate-limited", "Busy.", { retryAfter }) });
    const { say, clock, stt, told } = await open();
    stt.plan(busy(3), { answer: "at last" });
    say(0.1);
    await clock.advance(2999);
    expect(stt.requests).to.have.length(1);
    await clock.advance(1);
    expect(told.at(-1)).to.equal("final at last");
    stt.plan(busy(3), busy(3));
    say(0.1);
    await clock.advance(3000);
    expect(told.at(-1)).to.equal("error stt-rate-limited");
    stt.plan(busy(11));
    say(0.1);
    await settle(clock);
    expect(told.at(-1)).to.equal("error stt-rate-limited");
    expect([stt.requests.length, clock.pending]).to.deep.equal([5, 0]);
  });

  it("tells no words that nobody said", async () => {
    const { say, clock, stt, told } = await open({ ignore: ["Thank you", "you"] });
    stt.plan(
      ...["", "[BLANK_AUDIO]", "(music) ♪", "Thank you.", "YOU", "You [coughs] too."].map((answer) => ({ answer })),
    );
    for (let i = 0; i < 6; i += 1) say(0.1);
    await settle(clock);
    expect(told.filter((word) => !/^(start|end)$/.test(word))).to.deep.equal(["final You [coughs] too."]);
  });

  it("ends the utterance on finalize, and hears on", async () => {
    const { hear, say, clock, stt, told, vad, connection, wav } = await open();
    stt.plan({ answer: "cut short" }, { answer: "next" });
    hear(0.1, "speech-start");
    hear(0.2);
    connection.finalize();
    await settle(clock);
    expect(told).to.deep.equal(["start", "end", "final cut short"]);
    expect(vad.resets).to.equal(2);
    connection.finalize();
    say(0.3);
    await settle(clock);
    expect(told.slice(-1)).to.deep.equal(["final next"]);
    expect([...new Set((await wav(1)).samples)], "nothing of it is said twice").to.deep.equal([9830]);
  });

  it("says after finalize() that nothing was said, when nothing else is to come", async () => {
    const { hear, clock, stt, told, connection } = await open();
    hear(0.001);
    connection.finalize();
    expect(told, "at once").to.deep.equal(["final "]);
    stt.plan({ hold: true }, { hold: true }, { answer: "[BLANK_AUDIO]" });
    hear(0.1, "speech-start", "speech-end");
    hear(0.1, "speech-start");
    connection.finalize();
    await settle(clock);
    const words = (): string[] => told.filter((word) => word.startsWith("final"));
    stt.requests[0]?.answer("first");
    await settle(clock);
    expect(words()).to.deep.equal(["final ", "final first"]);
    stt.requests[1]?.answer("(music)");
    await settle(clock);
    expect(words(), "its last words were none").to.deep.equal(["final ", "final first", "final "]);
    hear(0.1, "speech-start", "speech-end");
    await settle(clock);
    expect(words(), "nobody waits").to.have.length(3);
  });

  it("cuts a long utterance where it is quiet, and tells it as one", async () => {
    const { hear, clock, stt, told, wav } = await open();
    stt.plan({ hold: true }, { answer: "and at the end" });
    hear(0.1, "speech-start");
    for (let i = 1; i < 600; i += 1) hear(i === 250 || i === 251 ? 0.001 : 0.1);
    stt.plan({ answer: "of all" });
    hear(0.1, "speech-end");
    await settle(clock);
    expect(told).to.deep.equal(["start", "end"]);
    stt.requests[0]?.answer("in the beginning");
    await settle(clock);
    expect(told.at(-1)).to.equal("final in the beginning and at the end of all");
    const lengths = [(await wav(0)).samples.length, (await wav(1)).samples.length, (await wav(2)).samples.length];
    expect(lengths[0]).to.be.within(250 * FRAME, 252 * FRAME);
    expect(
      lengths.reduce((sum, length) => sum + length),
      "every sample once",
    ).to.equal(601 * FRAME);
    expect(Math.max(...lengths)).to.be.at.most(30 * RATE);
  });

  it("tells the parts that it has where one fails", async () => {
    const { hear, clock, stt, told } = await open();
    stt.plan({ fail: new LiveAvatarError("stt-failed", "Lost.") }, { answer: "the rest" });
    hear(0.1, "speech-start");
    for (let i = 0; i < 300; i += 1) hear(0.1);
    hear(0.1, "speech-end");
    await settle(clock);
    expect(told.slice(-2)).to.deep.equal(["error stt-failed", "final the rest"]);
  });

  it("aborts its requests on close, and tells nothing more", async () => {
    const { say, hear, clock, stt, told, vad, connection } = await open();
    stt.plan({ hold: true });
    say(0.1);
    say(0.2);
    say(0.3);
    await settle(clock);
    const before = told.length;
    connection.close();
    connection.close();
    expect(stt.requests[0]?.state).to.equal("aborted");
    hear(0.1, "speech-start");
    connection.finalize();
    await clock.advance(60_000);
    expect([told.length, vad.listeners, clock.pending]).to.deep.equal([before, 0, 0]);
  });

  it("waits for a detector that needs time, and gives it one frame after the other", async () => {
    const { hear, clock, stt, told, vad, connection } = await open();
    const first = deferred();
    vad.taken = first.promise;
    stt.plan({ answer: "late" });
    hear(0.1, "speech-start");
    hear(0.2);
    connection.finalize();
    await settle(clock);
    expect([vad.frames, told]).to.deep.equal([1, ["start"]]);
    vad.taken = undefined;
    first.resolve();
    await settle(clock);
    expect([vad.frames, told]).to.deep.equal([2, ["start", "end", "final late"]]);
  });

  it("drops sound of which a detector is ten seconds behind, and says so", async () => {
    const { hear, clock, told, vad } = await open();
    vad.taken = deferred().promise;
    for (let i = 0; i < 150; i += 1) hear(0.1);
    await settle(clock);
    expect(told).to.deep.equal(["error stt-failed"]);
  });

  it("gives up for good where the detector fails", async () => {
    const { hear, clock, told, vad } = await open();
    vad.taken = Promise.reject(new Error("broken"));
    hear(0.1);
    hear(0.1);
    await settle(clock);
    expect([told, vad.listeners]).to.deep.equal([["close stt-failed"], 0]);
  });

  it("drops utterances when twenty wait for a recogniser that is too slow", async () => {
    const { say, clock, stt, told } = await open();
    stt.plan(...Array.from({ length: 22 }, () => ({ hold: true })));
    for (let i = 0; i < 23; i += 1) say(0.1);
    await settle(clock);
    await clock.advance(30_000 * 12);
    expect(told.filter((word) => word === "error stt-timeout")).to.have.length(22);
    expect(told.at(-1)).to.equal("error stt-failed");
  });

  it("takes the detector from an earlier connection, which still tells what it has heard", async () => {
    const { provider, callbacks, hear, clock, stt, told, vad } = await open();
    stt.plan({ hold: true });
    hear(0.1, "speech-start");
    const second: RealtimeSTTConnection = await provider.connect({
      ...callbacks,
      onTranscript: (text) => void told.push(`second ${text}`),
    });
    hear(0.1, "speech-end");
    expect(told).to.deep.equal(["start", "end"]);
    stt.requests[0]?.answer("from the first");
    vad.willTell("speech-start");
    second.send(new Float32Array(FRAME));
    stt.plan({ answer: "from the second" });
    second.finalize();
    await settle(clock);
    expect(told).to.deep.equal(["start", "end", "start", "end", "final from the first", "second from the second"]);
  });

  it("keeps its books when a callback throws", async () => {
    const errors: unknown[] = [];
    const clock = new FakeClock();
    const [stt, vad] = [new FakeSTT({ clock }), new ToldVAD()];
    const logger = { debug() {}, warn() {}, error: (...args: unknown[]) => void errors.push(args) };
    const fail = (): never => {
      throw new Error("mine");
    };
    const connection = await new UtteranceSTT({ stt, vad, clock, logger }).connect({
      ...{ onTranscript: fail, onSpeechStart: fail, onSpeechEnd: fail, onError: fail, onClose: fail },
    });
    stt.plan({ answer: "one" }, { fail: new Error("no") });
    for (let i = 0; i < 2; i += 1) {
      vad.willTell("speech-start", "speech-end");
      connection.send(new Float32Array(FRAME));
    }
    await settle(clock);
    vad.taken = Promise.reject(new Error("broken"));
    connection.send(new Float32Array(FRAME));
    await settle(clock);
    expect(errors).to.have.length(7);
  });
});

describe("UtteranceSTT connects", () => {
  const idle = { onTranscript() {}, onError() {} };
  const make = (loads: ToldVAD["loads"]) => {
    const vad = new ToldVAD();
    vad.loads = loads;
    const clock = new FakeClock();
    return { vad, stt: new UtteranceSTT({ stt: new FakeSTT({ clock }), vad, clock }) };
  };
  const failure = async (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  it("when the detector is loaded, with its sample rate", async () => {
    const { vad, stt } = make(undefined);
    vad.sampleRate = 8000;
    expect(stt.sampleRate).to.equal(8000);
    vad.sampleRate = undefined;
    expect([stt.sampleRate, stt.id]).to.deep.equal([16_000, "utterance"]);
    (await stt.connect(idle)).close();
  });

  it("not where it cannot be loaded, and says why", async () => {
    const { stt } = make(() => Promise.reject(new LiveAvatarError("load-failed", "The model is not there.")));
    const error = await failure(stt.connect(idle));
    expect(LiveAvatarError.is(error) && error.code).to.equal("stt-failed");
    expect(String(error)).to.contain("The model is not there.");
    expect(LiveAvatarError.is((error as Error).cause)).to.equal(true);
  });

  it("not after an abort, whether before or while it is loaded", async () => {
    const controller = new AbortController();
    let given: AbortSignal | undefined;
    const { vad, stt } = make((options) => {
      given = options?.signal;
      return deferred().promise;
    });
    const connecting = failure(stt.connect(idle, { signal: controller.signal }));
    controller.abort();
    expect(((await connecting) as Error).name).to.equal("AbortError");
    expect([given?.aborted, vad.listeners]).to.deep.equal([true, 0]);
    expect(((await failure(stt.connect(idle, { signal: controller.signal }))) as Error).name).to.equal("AbortError");
  });
});

describe("the words of a recogniser", () => {
  for (const [text, expected] of [
    ["", false],
    ["...", false],
    ["[BLANK_AUDIO]", false],
    ["(upbeat music) *applause*", false],
    ["♪ la la la ♪", false],
    ["[music] Hello", true],
    ["你好", true],
    ["7", true],
    ["(", false],
    ["(unclosed words", true],
  ] as const) {
    it(`${JSON.stringify(text)}: ${expected ? "words" : "none"}`, () => {
      expect(hasWords(text, [])).to.equal(expected);
    });
  }

  it("can be ignored by an expression, whatever its flags", () => {
    const expression = /thanks for watching/giy;
    for (let i = 0; i < 3; i += 1) expect(hasWords("Thanks for watching!", expression)).to.equal(false);
    expect(hasWords("Thanks!", expression)).to.equal(true);
  });

  it("takes no time for hostile text", () => {
    for (const sign of ["(", "[", "*", "♪", "!"]) expect(hasWords(sign.repeat(100_000), ["you"])).to.equal(false);
  });
});
