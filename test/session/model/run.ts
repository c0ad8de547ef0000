/** One random run: acts on a session beside its witness, then the end, and what must not be left after it. */
import { LiveAvatarError } from "../../../src/core/errors.js";
import type { AvatarSession, AvatarSessionConfig } from "../../../src/session/index.js";
import { FakeClock, FakeFace } from "../../../src/testing/index.js";
import type { Act, FaceScript } from "./acts.js";
import { type Answer, ScriptedModel, ScriptedVoice, type VoiceScript } from "./script.js";
import { Witness } from "./witness.js";

/** The class under test: the real one, or a copy that was broken on purpose. */
export type SessionClass = new (config: AvatarSessionConfig) => AvatarSession;

/** Longer than any answer with its speech. */
const QUIET_MS = 60_000;
/** The one that plays, and three beyond it. */
const MAX_IN_WORK = 4;
const EVENTS = "state-change message chunk speech-start speech-end segment emotion error ended".split(" ");

class Run {
  readonly #clock = new FakeClock();
  readonly #answers = new Map<string, Answer>();
  readonly #models: ScriptedModel[] = [];
  readonly #voices: ScriptedVoice[] = [];
  readonly #faces: FakeFace[] = [];
  readonly #session: AvatarSession;
  readonly #witness: Witness;
  readonly #meddlers = new Map<string, "interrupt" | Answer>();
  /** Promises that have not settled. */
  #open = 0;
  #questions = 0;

  constructor(Session: SessionClass, face: FaceScript, voice: VoiceScript) {
    const renderer = this.#face({ ...face, mounts: true });
    this.#session = new Session({
      renderer,
      llm: this.#model(),
      tts: this.#voice(voice),
      clock: this.#clock,
      idleTimeoutSeconds: 3600,
    });
    this.#witness = new Witness(this.#answers, () => this.#session.signals.turnId.get());
    for (const name of EVENTS) {
      this.#session.on(name as "segment", (...args: readonly unknown[]) => {
        this.#witness.hear(name, args);
        this.#meddle(name);
      });
    }
  }

  async play(acts: readonly Act[], waits: boolean): Promise<void> {
    this.#keep(this.#session.start());
    for (const act of acts) {
      this.#do(act);
      if (act.type === "wait") await this.#clock.advance(act.ms);
      this.#check();
    }
    if (waits) await this.#finish();
    await this.#end();
  }

  /** Everything that was begun comes to its end. */
  async #finish(): Promise<void> {
    await this.#clock.advance(QUIET_MS);
    this.#check();
    const { turn } = this.#witness;
    if (turn !== undefined && !this.#hangs()) throw new Error(`every turn ends: ${turn} did not`);
    const told = JSON.stringify(this.#session.messages.map(({ role, content }) => [role, content]));
    if (told !== JSON.stringify(this.#witness.history)) throw new Error(`history: ${told}`);
  }

  #do(act: Act): void {
    const session = this.#session;
    switch (act.type) {
      case "start":
        this.#keep(session.start());
        return;
      case "ask": {
        const text = this.#question(act.answer);
        const face = this.#faces.find(({ listeners }) => listeners > 0);
        if (act.spoken && face) face.report({ type: "user-transcript", text, isFinal: true });
        else this.#keep(session.sendMessage(text));
        return;
      }
      case "say": {
        const text = Array.from({ length: act.sentences }, (_, index) => `Said ${String(index)}.`).join(" ");
        const before = [session.signals.turnId.get(), this.#witness.turn];
        this.#keep(session.say(text));
        // A meddler may have asked something in the middle of it.
        const isOpen = session.signals.turnId.get() !== before[0] && this.#witness.turn === before[1];
        if (isOpen) this.#witness.said(text);
        return;
      }
      case "interrupt": {
        const { turn } = this.#witness;
        session.interrupt();
        if (this.#witness.turn !== turn) return; // a meddler has asked something
        this.#witness.cut();
        if (turn !== undefined && session.signals.turnId.get() === turn) throw new Error("interrupt: it goes on");
        return;
      }
      case "swap-model":
        this.#unlessOver(() => {
          session.setLLM(this.#model());
        });
        return;
      case "swap-voice":
        this.#unlessOver(() => {
          session.setTTS(act.script && this.#voice(act.script));
        });
        return;
      case "swap-face":
        this.#keep(session.setRenderer(this.#face(act.face)));
        return;
      case "meddle":
        this.#meddlers.set(act.on, act.by);
        return;
      case "lose": {
        const error = new LiveAvatarError("room-lost", "The room is gone.");
        this.#faces.find(({ listeners }) => listeners > 0)?.report({ type: "failed", error });
        return;
      }
      case "stop":
        this.#keep(session.stop());
        return;
      case "destroy":
        session.destroy();
        return;
      default:
    }
  }

  /** A listener that calls back in the middle of an event; it counts as soon as that step is done. */
  #meddle(name: string): void {
    const by = this.#meddlers.get(name);
    if (by === undefined) return;
    this.#meddlers.delete(name);
    if (by !== "interrupt") {
      this.#keep(this.#session.sendMessage(this.#question(by)));
      return;
    }
    this.#session.interrupt();
    const { turn } = this.#witness;
    queueMicrotask(() => {
      if (this.#witness.turn === turn && this.#session.signals.turnId.get() !== turn) this.#witness.cut();
    });
  }

  #check(): void {
    const [objection] = this.#witness.objections;
    if (objection !== undefined) throw new Error(objection);
    const busy = Math.max(...this.#voices.map(({ open }) => open));
    if (busy > MAX_IN_WORK) throw new Error(`back-pressure: ${String(busy)} sentences in work`);
    // An interrupt, a failure or a swap ends the turn without a word to the witness: the session says whether one runs.
    if (this.#session.signals.turnId.get() === undefined) this.#witness.cut();
  }

  #hangs(): boolean {
    return [...this.#answers.values()].some(({ end }) => end === "hang");
  }

  async #end(): Promise<void> {
    this.#session.destroy();
    this.#witness.end();
    await this.#clock.advance(0);
    this.#check();
    const left = {
      promises: this.#open,
      timers: this.#clock.pending,
      listeners: this.#faces.reduce((sum, { listeners }) => sum + listeners, 0),
      faces: this.#faces.filter(({ mounted }) => mounted).length,
      answers: this.#models.reduce((sum, { open }) => sum + open, 0),
      sentences: this.#voices.reduce((sum, { open }) => sum + open, 0),
    };
    for (const [what, count] of Object.entries(left)) {
      if (count !== 0) throw new Error(`nothing is left: ${String(count)} ${what}`);
    }
  }

  #question(answer: Answer): string {
    this.#questions += 1;
    const text = `question ${String(this.#questions)}`;
    this.#answers.set(text, answer);
    return text;
  }

  #keep(promise: Promise<unknown>): void {
    this.#open += 1;
    const settled = (): void => {
      this.#open -= 1;
    };
    promise.then(settled, settled);
  }

  #unlessOver(act: () => void): void {
    if (this.#session.state !== "destroyed") act();
  }

  #model(): ScriptedModel {
    const model = new ScriptedModel(this.#clock, this.#answers);
    this.#models.push(model);
    return model;
  }

  #voice(script: VoiceScript): ScriptedVoice {
    const voice = new ScriptedVoice(this.#clock, script);
    this.#voices.push(voice);
    return voice;
  }

  #face({ kind, mountMs, mounts, speechMs, failures }: FaceScript): FakeFace {
    const face = new FakeFace({ clock: this.#clock, kind, mountMs, speechMs });
    if (!mounts) face.mountError = new Error("no picture");
    for (let i = 0; i < failures; i += 1) face.speechErrors.push(new Error("no sound"));
    this.#faces.push(face);
    return face;
  }
}

/**
 * @param waits whether everything may come to its end before the session is destroyed
 * @throws Error that begins with the name of the broken invariant
 */
export async function playRun(
  Session: SessionClass,
  face: FaceScript,
  voice: VoiceScript,
  acts: readonly Act[],
  waits: boolean,
): Promise<void> {
  await new Run(Session, face, voice).play(acts, waits);
}
