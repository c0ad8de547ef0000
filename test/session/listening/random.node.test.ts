/** Random interleavings of what a visitor, a recogniser and a page do to a session that hears by itself. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { before, describe, it } from "node:test";
import fc from "fast-check";
import { AvatarSession, type TranscriptionTextOptions } from "../../../src/session/index.js";
import { FakeClock, FakeFace, FakeLLM, FakeMicSource, FakeRealtimeSTT } from "../../../src/testing/index.js";
import { randomRuns } from "../../support/scope.js";

const RUNS = Number(process.env["LISTENING_RUNS"] ?? randomRuns(400));

type Act =
  | { readonly type: "final"; readonly ending: "." | " and" | "" | " because"; readonly isLate: boolean }
  | { readonly type: "wait"; readonly ms: number }
  /** So many links of a chain of promises. */
  | { readonly type: "tick"; readonly links: number }
  | { readonly type: "speech-start" | "speech-end" | "partial" | "echo" | "noise" | "ask" | "interrupt" | "listen" }
  | { readonly type: "talk" | "release" | "drop" | "swap" | "source-ends" | "revoke" | "allow" }
  | { readonly type: "stop"; readonly drain: boolean };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant("final" as const),
      ending: fc.constantFrom("." as const, " and" as const, "" as const, " because" as const),
      isLate: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant("wait" as const), ms: fc.constantFrom(0, 100, 700, 1200, 5000, 12_000) }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("tick" as const), links: fc.nat(20) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constantFrom(
        ...(["speech-start", "speech-end", "partial", "partial", "echo", "noise", "ask", "interrupt"] as const),
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom(
        ...(["listen", "listen", "talk", "release", "drop", "swap", "source-ends", "revoke", "allow"] as const),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("stop" as const), drain: fc.boolean() }) },
);

/** What the avatar says; nothing of it is a visitor's word. */
const REPLY = "Sunshine follows every gentle rainfall. Umbrellas rest beside quiet doors.";

interface VoiceSettings {
  readonly bargeIn: boolean;
  readonly waitForEndOfTurn: boolean;
}

class Run {
  readonly #clock = new FakeClock(1_000_000);
  readonly #stt = new FakeRealtimeSTT({ tellsAfterClose: true });
  readonly #llm = new FakeLLM({ clock: this.#clock });
  readonly #mics: FakeMicSource[] = [];
  readonly #session: AvatarSession;
  /** Turns that were cut short: nothing more may come of them. */
  readonly #dead = new Set<string>();
  /** Numbers of final words that came late. */
  readonly #late = new Set<number>();
  #count = 0;
  #told = 0;
  /** What listeners found: what they throw stays with the session. */
  readonly #objections: string[] = [];
  #events = 0;

  readonly #voice: VoiceSettings;

  constructor(voice: VoiceSettings) {
    this.#voice = voice;
    const clock = this.#clock;
    const renderer = new FakeFace({ clock, speechMs: 1000 });
    const tts = { id: "voice", synthesize: (text: string) => Promise.resolve(new Blob([text])) };
    this.#session = new AvatarSession({ renderer, llm: this.#llm, tts, clock, realtimeSTT: this.#stt, voice });
    for (let count = 0; count < 200; count += 1) this.#llm.plan([300, REPLY]);
    const session = this.#session;
    const alive = (id: string): void => this.#expect(!this.#dead.has(id), `something of ${id} after its end`);
    session.on("chunk", (_text, _all, id) => alive(id));
    session.on("segment", ({ turnId }) => alive(turnId));
    session.on("speech-start", alive);
    session.on("message", ({ id }) => {
      if (id.endsWith("-reply")) alive(id.replace("-reply", ""));
    });
    let turn: string | undefined;
    session.on("state-change", () => {
      const now = session.signals.turnId.get();
      if (turn !== undefined && turn !== now) this.#dead.add(turn);
      turn = now;
    });
    session.on("transcript", (text) => {
      this.#told += 1;
      this.#expect(!/sunshine|umbrella/i.test(text), `the avatar's words: ${text}`);
    });
    for (const name of ["transcript", "listening-change", "mic-change", "user-speech-start", "error"] as const) {
      session.on(name, () => (this.#events += 1));
    }
    let isSpeaking = false;
    session.on("user-speech-start", () => {
      this.#expect(!isSpeaking, "a beginning of speech within speech");
      isSpeaking = true;
    });
    session.on("user-speech-end", () => {
      this.#expect(isSpeaking, "an end of speech without a beginning");
      isSpeaking = false;
    });
  }

  async play(acts: readonly Act[]): Promise<void> {
    const started = this.#session.start();
    await this.#clock.advance(0);
    await started;
    this.#listen();
    await this.#clock.advance(0);
    for (const one of acts) {
      this.#do(one);
      if (one.type === "wait") await this.#clock.advance(one.ms);
      for (let links = one.type === "tick" ? one.links : 0; links > 0; links -= 1) await Promise.resolve();
      this.#checkOrder();
    }
    this.#session.destroy();
    const events = this.#events;
    for (const connection of this.#stt.connections) {
      connection.answer();
      connection.final("too late");
      connection.drop();
    }
    await this.#clock.advance(60_000);
    this.#checkOrder();
    assert.equal(this.#events, events, "nothing is told after the end");
    assert.deepEqual(
      {
        listening: this.#session.listening,
        recognisers: this.#stt.open,
        microphones: this.#mics.filter(({ isOpen, listeners }) => isOpen || listeners > 0).length,
        readers: this.#mics.filter(({ readers, released }) => readers !== released).length,
        timers: this.#clock.pending,
      },
      { listening: false, recognisers: 0, microphones: 0, readers: 0, timers: 0 },
    );
  }

  #do(one: Act): void {
    const session = this.#session;
    const connection = this.#stt.connections.at(-1);
    switch (one.type) {
      case "final":
        this.#say(one.ending, one.isLate);
        return;
      case "speech-start":
        connection?.speechStart();
        return;
      case "speech-end":
        connection?.speechEnd();
        return;
      case "partial":
        connection?.partial("murmuring");
        return;
      case "echo":
        if (session.state === "speaking") connection?.final("sunshine follows every gentle rainfall");
        return;
      case "noise":
        connection?.final("…");
        return;
      case "ask":
        session.sendMessage("typed").catch(() => undefined);
        return;
      case "interrupt":
        session.interrupt();
        return;
      case "listen":
        this.#listen();
        return;
      case "talk":
        session.startPushToTalk().catch(() => undefined);
        return;
      case "release":
        session.stopPushToTalk().catch(() => undefined);
        return;
      case "drop":
        connection?.drop();
        return;
      case "swap":
        session.setRenderer(new FakeFace({ clock: this.#clock, speechMs: 1000 })).catch(() => undefined);
        return;
      case "source-ends":
        this.#mics.at(-1)?.end();
        return;
      case "revoke":
        this.#mics.at(-1)?.report("blocked");
        return;
      case "allow":
        if (this.#mics.at(-1)?.isOpen) this.#mics.at(-1)?.report("live");
        return;
      case "stop":
        void session.stopListening({ drain: one.drain });
        return;
      default:
    }
  }

  #expect(holds: boolean, otherwise: string): void {
    if (!holds) this.#objections.push(otherwise);
  }

  #listen(): void {
    const mic = new FakeMicSource();
    this.#mics.push(mic);
    this.#session.startListening(mic).catch(() => undefined);
  }

  #say(ending: string, isLate: boolean): void {
    const connection = this.#stt.connections.at(-1);
    if (connection?.state !== "open") return;
    const number = (this.#count += 1);
    const options: Partial<TranscriptionTextOptions> = isLate ? { isLate } : {};
    if (isLate) this.#late.add(number);
    const wasTurn = this.#session.signals.turnId.get();
    const isBusy = this.#session.state === "thinking" || this.#session.state === "speaking";
    const told = this.#told;
    connection.final(`visitor ${String(number)}${ending}`, options);
    if (isLate) assert.equal(this.#session.signals.turnId.get(), wasTurn, "late words open and interrupt nothing");
    else if (this.#told === told)
      return; // a connection that is being given up
    else if (isBusy && !this.#voice.bargeIn) assert.equal(this.#session.signals.turnId.get(), wasTurn, "told only");
    else if (isBusy) assert.notEqual(this.#session.signals.turnId.get(), wasTurn, "a barge-in ends the answer");
  }

  /** What was said stands in the history once at most, and in its order. */
  #checkOrder(): void {
    assert.deepEqual(this.#objections, []);
    const users = this.#session.messages.filter(({ role }) => role === "user");
    const numbers = users.flatMap(({ content }) =>
      Array.from(JSON.stringify(content).matchAll(/visitor (\d+)/g), ([, n]) => Number(n)),
    );
    assert.equal(new Set(numbers).size, numbers.length, `twice: ${numbers.join()}`);
    const inOrder = numbers.filter((number) => !this.#late.has(number));
    assert.deepEqual(
      inOrder,
      [...inOrder].sort((a, b) => a - b),
      `order: ${numbers.join()}`,
    );
  }
}

describe("a session that hears by itself", () => {
  before(async () => {
    const clock = new FakeClock();
    const realtimeSTT = new FakeRealtimeSTT();
    const session = new AvatarSession({
      renderer: new FakeFace({ clock }),
      llm: new FakeLLM({ clock }),
      clock,
      realtimeSTT,
    });
    const started = session.start();
    for (let tasks = 0; tasks < 500 && session.state !== "ready"; tasks += 1) {
      await clock.advance(0);
      await setImmediate();
    }
    await started;
    await session.startListening(new FakeMicSource());
    session.destroy();
  });

  it(`keeps its promises in ${String(RUNS)} random runs`, async () => {
    // On failure fast-check prints the seed and the smallest run that fails.
    const voice = fc.record({ bargeIn: fc.boolean(), waitForEndOfTurn: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(voice, fc.array(act, { minLength: 1, maxLength: 40, size: "max" }), (settings, acts) =>
        new Run(settings).play(acts),
      ),
      { numRuns: RUNS },
    );
  });
});
