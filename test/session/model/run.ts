/** One random run: acts on a session beside its witnesses, then the end, and what must not be left after it. */
import { LiveAvatarError } from "../../../src/core/errors.js";
import { SESSION_EVENTS, type SessionEventName } from "../../../src/core/session-events.js";
import type { AvatarSession, AvatarSessionConfig } from "../../../src/session/index.js";
import { FakeClock } from "../../../src/testing/index.js";
import type { Act, Meddling, SessionScript, SwapTarget } from "./acts.js";
import { ModelListening } from "./listening.js";
import { type FaceScript, ModelFace, NO_STATUS } from "./face.js";
import { LimitWitness } from "./limit-witness.js";
import { type Answer, failuresOf, ScriptedModel, ScriptedVoice, type VoiceScript } from "./script.js";
import { SignalWitness } from "./signal-witness.js";
import { isLive, SlotWitness } from "./slot-witness.js";
import { Witness } from "./witness.js";

/** The class under test: the real one, or a copy that was broken on purpose. */
export type SessionClass = new (config: AvatarSessionConfig) => AvatarSession;

/** Longer than any answer whose every sentence hangs, and than any mount. */
const QUIET_MS = 3_600_000;
/** Longer than the session waits for an unmount that never answers. */
const UNMOUNT_MS = 25_000;
/** The one that plays, and three beyond it. */
const MAX_IN_WORK = 4;

class Run {
  readonly #clock = new FakeClock();
  readonly #answers = new Map<string, Answer>();
  readonly #models: ScriptedModel[] = [];
  readonly #voices: ScriptedVoice[] = [];
  readonly #faces: ModelFace[] = [];
  readonly #listening = new ModelListening();
  readonly #session: AvatarSession;
  readonly #witness: Witness;
  readonly #slot: SlotWitness;
  readonly #limits: LimitWitness;
  readonly #signals: SignalWitness;
  readonly #meddlers = new Map<string, Meddling>();
  /** The microphone is no longer the renderer's alone. */
  #hasListened = false;
  /** The session has a voice. */
  #speaks = true;
  #probed: ModelFace | undefined;
  /** Promises that have not settled; those of `stop` may wait for a renderer. */
  #open = 0;
  #stopping = 0;
  #questions = 0;

  constructor(Session: SessionClass, script: SessionScript) {
    const { face, voice, idleTimeoutSeconds, maxDurationSeconds, listenersThrow, watchersThrow } = script;
    this.#witness = new Witness(this.#answers, () => this.#session.signals.turnId.get());
    const object = this.#witness.object.bind(this.#witness);
    const first = this.#face(face);
    this.#session = new Session({
      ...{ renderer: first.faulty, llm: this.#model(), tts: this.#voice(voice), clock: this.#clock },
      ...{ idleTimeoutSeconds, maxDurationSeconds, realtimeSTT: this.#listening.stt },
    });
    this.#slot = new SlotWitness(first, () => this.#session.state, object);
    this.#limits = new LimitWitness(this.#clock, script, object);
    this.#signals = new SignalWitness(this.#session, object, watchersThrow);
    for (const name of Object.keys(SESSION_EVENTS) as SessionEventName[]) {
      if (listenersThrow) this.#session.on(name, throwing);
      this.#session.on(name, (...args: readonly unknown[]) => {
        this.#hear(name, args);
      });
    }
  }

  async play(acts: readonly Act[], waits: boolean): Promise<void> {
    this.#start();
    for (const act of acts) {
      this.#do(act);
      this.#check();
      if (act.type !== "wait") continue;
      await this.#clock.advance(act.ms);
      this.#slot.check(this.#faces, false);
      this.#check();
    }
    if (waits) await this.#finish();
    await this.#end();
  }

  #hear(name: SessionEventName, args: readonly unknown[]): void {
    this.#witness.hear(name, args);
    this.#signals.hear(name, args);
    if (name === "transcript" || name === "user-speech-start") this.#active();
    if (name === "idle-warning") this.#limits.hearWarning(args[0] as number, args[1] as string);
    if (name === "ended") this.#limits.hearEnded(args[0] as string);
    if (name === "state-change") this.#hearState(args[0] as string, args[1] as string);
    this.#meddle(name);
    if (name === "state-change") this.#meddle(`>${String(args[0])}`);
  }

  #hearState(state: string, previous: string): void {
    if (state === "ready") {
      this.#probed = undefined;
      this.#session.updateControl({});
      this.#slot.hearReady(previous, this.#probed);
      if (previous === "connecting") this.#limits.start(this.#slot.placed.maxDurationSeconds);
    }
    this.#limits.hearState(state);
    if (state === "error" || state === "destroyed") this.#limits.stop();
    if (state === "error" || state === "destroyed" || state === "idle") this.#slot.hearEnd();
    if (state === "destroyed") this.#witness.end();
  }

  /** Everything that was begun comes to its end. */
  async #finish(): Promise<void> {
    this.#listening.answerLate(); // a visitor may take for ever
    await this.#clock.advance(QUIET_MS);
    this.#check();
    const { turn } = this.#witness;
    if (turn !== undefined) throw new Error(`every turn ends: ${turn} did not`);
    const told = JSON.stringify(this.#session.messages.map(({ role, content }) => [role, content]));
    if (told !== JSON.stringify(this.#witness.history)) throw new Error(`history: ${told}`);
    if (this.#open > 0) throw new Error(`every promise settles: ${String(this.#open)} did not`);
    this.#slot.check(this.#faces, true);
    this.#check();
  }

  #do(act: Act): void {
    const session = this.#session;
    switch (act.type) {
      case "start":
        this.#start();
        return;
      case "restart":
        if (isLive(session.state)) return;
        this.#start();
        this.#stop();
        this.#start();
        return;
      case "ask":
        this.#ask(act.answer, act.by);
        return;
      case "listen":
      case "hush":
      case "murmur":
        this.#hasListened = true;
        if (act.type === "murmur" && (act.what === "talk" || act.what === "release")) this.#active();
        this.#keep(this.#listening.act(session, act));
        return;
      case "say": {
        const text = Array.from({ length: act.sentences }, (_, index) => `Said ${String(index)}.`).join(" ");
        const before = [session.signals.turnId.get(), this.#witness.turn];
        if (this.#slot.placed.speakText || this.#speaks) this.#active();
        this.#keep(session.say(text));
        // A meddler may have asked something in the middle of it.
        const isOpen = session.signals.turnId.get() !== before[0] && this.#witness.turn === before[1];
        if (isOpen) this.#witness.said(text);
        return;
      }
      case "interrupt": {
        const { turn } = this.#witness;
        this.#active();
        session.interrupt();
        if (this.#witness.turn !== turn) return; // a meddler has asked something
        this.#witness.cut();
        if (turn !== undefined && session.signals.turnId.get() === turn) throw new Error("interrupt: it goes on");
        return;
      }
      case "keep-alive":
        this.#active();
        session.keepAlive();
        return;
      case "swap-model":
        if (session.state !== "destroyed") session.setLLM(this.#model());
        return;
      case "swap-voice":
        if (session.state === "destroyed") return;
        session.setTTS(act.script && this.#voice(act.script));
        this.#speaks = act.script !== undefined;
        return;
      case "swap-face":
        if (act.by) this.#meddlers.set(">ready", act.by);
        for (const target of act.to) this.#swap(target);
        return;
      case "world":
        if (isLive(session.state) && this.#slot.open === 0) this.#slot.placed.tell(act.report);
        return;
      case "meddle":
        this.#meddlers.set(act.on, act.by);
        return;
      case "stray": {
        // Whoever is not in place, and has kept its listener, talks on.
        if (this.#slot.open > 0) return;
        const strays = this.#faces.filter((face) => face !== this.#slot.placed || !isLive(session.state));
        for (const face of strays) face.report({ type: "user-transcript", text: "a stray", isFinal: true });
        for (const face of strays) face.report({ type: "ended", reason: "server-ended" });
        return;
      }
      case "lose":
        if (act.by) this.#meddlers.set(">error", act.by);
        this.#slot.placed.report({ type: "failed", error: new LiveAvatarError("room-lost", "The room is gone.") });
        return;
      case "stop":
        this.#stop();
        return;
      case "destroy":
        session.destroy();
        return;
      default:
    }
  }

  #start(): void {
    const started = this.#session.start();
    this.#slot.start(started);
    this.#keep(started);
  }

  #stop(): void {
    this.#stopping += 1;
    void this.#session.stop().then(() => (this.#stopping -= 1));
  }

  #swap(target: SwapTarget): void {
    const face = this.#target(target);
    this.#slot.swap(
      face,
      () => {
        const swapped = this.#session.setRenderer(face.faulty);
        this.#keep(swapped);
        return swapped;
      },
      () => {
        this.#limits.takeOver(face.maxDurationSeconds);
      },
    );
  }

  #target(target: SwapTarget): ModelFace {
    if (target === "present") return this.#slot.placed;
    if (typeof target === "object") return this.#face(target);
    return this.#faces[target % this.#faces.length] ?? this.#slot.placed;
  }

  #ask(answer: Answer, by: "typing" | "renderer" | "recogniser" = "typing"): void {
    const text = this.#question(answer);
    const { placed } = this.#slot;
    if (by === "recogniser" && this.#listening.say(text)) return;
    if (by === "renderer" && placed.listeners > 0 && isLive(this.#session.state)) {
      placed.report({ type: "user-transcript", text, isFinal: true });
      return;
    }
    this.#active();
    const asked = this.#session.sendMessage(text);
    this.#keep(asked);
    const codes = isLive(this.#session.state) ? [...failuresOf(answer), "wrong-state"] : ["wrong-state"];
    asked.catch((error: unknown) => {
      const code = LiveAvatarError.is(error) ? error.code : String(error);
      if (!codes.includes(code)) this.#witness.object("a failure says why", `${code}, not ${codes.join()}`);
    });
  }

  /** A listener that calls back in the middle of an event; it counts as soon as that step is done. */
  #meddle(name: string): void {
    const by = this.#meddlers.get(name);
    if (by === undefined) return;
    this.#meddlers.delete(name);
    if (by === "interrupt") {
      this.#active();
      this.#session.interrupt();
      const { turn } = this.#witness;
      queueMicrotask(() => {
        if (this.#witness.turn === turn && this.#session.signals.turnId.get() !== turn) this.#witness.cut();
      });
    } else if (by === "start") this.#start();
    else if (by === "stop") this.#stop();
    else if (by === "destroy") this.#session.destroy();
    else if (by === "stop-start") {
      if (isLive(this.#session.state)) return;
      this.#stop();
      this.#start();
    } else if ("swap" in by) this.#swap(by.swap);
    else this.#ask(by);
  }

  #active(): void {
    if (isLive(this.#session.state)) this.#limits.active();
  }

  #check(): void {
    const isUp = isLive(this.#session.state);
    if (isUp) this.#limits.check();
    const world = isUp ? this.#slot.placed.world : NO_STATUS;
    const mic = isUp && this.#hasListened ? this.#session.signals.mic.get() : world.mic;
    this.#signals.check(this.#slot.open > 0 ? undefined : { ...world, mic });
    const [objection] = this.#witness.objections;
    if (objection !== undefined) throw new Error(objection);
    const busy = Math.max(...this.#voices.map(({ open }) => open));
    if (busy > MAX_IN_WORK) throw new Error(`back-pressure: ${String(busy)} sentences in work`);
    // An interrupt, a failure or a swap ends the turn without a word to the witness: the session says whether one runs.
    if (this.#session.signals.turnId.get() === undefined) this.#witness.cut();
  }

  async #end(): Promise<void> {
    this.#session.destroy();
    this.#witness.end();
    this.#listening.answerLate();
    await this.#clock.advance(0);
    this.#check();
    expectNothing({
      promises: this.#open,
      listeners: sum(this.#faces.map(({ forgets, listeners }) => (forgets ? listeners : 0))),
      answers: sum(this.#models.map(({ open }) => open)),
      sentences: sum(this.#voices.map(({ open }) => open)),
      ...this.#listening.left,
    });
    await this.#clock.advance(UNMOUNT_MS);
    this.#check();
    expectNothing({
      promises: this.#stopping,
      timers: this.#clock.pending,
      ...this.#listening.left,
      faces: this.#faces.filter(({ mounted }) => mounted).length,
    });
    this.#signals.stop();
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

  #face(script: FaceScript): ModelFace {
    const face = new ModelFace(this.#clock, script, {
      object: (invariant, what) => {
        this.#witness.object(invariant, what);
      },
      handleProbe: (probed) => {
        this.#probed = probed;
      },
      handleUnmount: (unmounted) => {
        this.#slot.handleUnmount(unmounted);
      },
    });
    this.#faces.push(face);
    return face;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function expectNothing(left: Readonly<Record<string, number>>): void {
  for (const [what, count] of Object.entries(left)) {
    if (count !== 0) throw new Error(`nothing is left: ${String(count)} ${what}`);
  }
}

function throwing(): void {
  throw new Error("a listener of the page");
}

/**
 * @param waits whether everything may come to its end before the session is destroyed
 * @throws Error that begins with the name of the broken invariant
 */
export async function playRun(
  Session: SessionClass,
  script: SessionScript,
  acts: readonly Act[],
  waits: boolean,
): Promise<void> {
  await new Run(Session, script).play(acts, waits);
}
