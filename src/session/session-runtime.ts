/**
 * The works behind a session: machine, queue of inputs, effects, mounting, limits. Inputs are taken one after the other,
 * never nested. It does not own the picture, the sound or the wire: those are the renderer's.
 */
import { abortError } from "../core/abort.js";
import { LiveAvatarError } from "../core/errors.js";
import { type Clock, systemClock } from "../core/clock.js";
import { Emitter } from "../core/emitter.js";
import { INITIAL_STATE, transition } from "../core/machine/machine.js";
import type { MachineInput, MachineState, TurnReport } from "../core/machine/types.js";
import { turnOf } from "../core/machine/turns.js";
import type { AvatarRenderer, RendererReport } from "../core/ports/avatar-renderer.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import { type Logger, silentLogger } from "../core/ports/logger.js";
import type { SessionEventMap, SessionEventName } from "../core/session-events.js";
import type { SessionState } from "../core/vocabulary.js";
import { type EffectTools, runEffect } from "./effects.js";
import { SessionLimits } from "./limits.js";
import { Mounting } from "./mounting.js";
import { RendererSwap } from "./renderer-swap.js";
import { type ReportSinks, takeMic, takeRendererReport } from "./reports.js";
import { type AvatarSessionConfig, checkConfig, checkRenderer } from "./config.js";
import { createSessionSignals } from "./signals.js";
import { loadWorks } from "./turn/load-works.js";
import { TurnPipeline } from "./turn/turn-pipeline.js";
import { TurnBook } from "./turn-registry.js";

/** Turn reports that come before `ready` (an opening text can) wait here; more than this many are noise. */
const MAX_EARLY_REPORTS = 200;

export class SessionRuntime {
  renderer: AvatarRenderer;
  readonly #config: AvatarSessionConfig;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly emitter: Emitter<SessionEventMap>;
  readonly signals = createSessionSignals();
  readonly mounting: Mounting;
  readonly #swap: RendererSwap;
  readonly #tools: EffectTools;
  readonly #sinks: ReportSinks;
  readonly pipeline: TurnPipeline | undefined;
  readonly #queue: MachineInput[] = [];

  #machine: MachineState = INITIAL_STATE;
  #draining = false;
  container: HTMLElement | undefined;
  #early: TurnReport[] = [];
  limits: SessionLimits | undefined;
  #unsubscribe: () => void = noop;
  #cancelTail: () => void = noop;
  released: Promise<void> = Promise.resolve();
  leaving = false;
  #sound: Loudness = {};
  #count = 0;

  /** @throws LiveAvatarError `config-missing`, `config-invalid` */
  constructor(config: AvatarSessionConfig) {
    checkConfig(config);
    this.#config = config;
    this.renderer = config.renderer;
    this.#clock = config.clock ?? systemClock;
    this.#logger = config.logger ?? silentLogger;
    this.emitter = new Emitter<SessionEventMap>((error, name) => {
      this.#logger.error(`A listener of "${name}" threw.`, error);
    });
    const currentRenderer = (): AvatarRenderer => this.renderer;
    this.mounting = new Mounting(currentRenderer, this.#logger);
    this.#swap = new RendererSwap(this.#logger);
    const emit = this.#emit.bind(this);
    this.pipeline = config.llm && this.#makePipeline();
    this.#sinks = {
      signals: this.signals,
      emit,
      active: () => this.limits?.active(),
      turn: (report) => {
        this.#takeTurnReport(report);
      },
      failed: (error) => {
        this.dispatch({ type: "failed", error });
      },
      ended: (reason, raw) => {
        this.dispatch({ type: "end", reason, raw });
      },
    };
    this.#tools = {
      get renderer() {
        return currentRenderer();
      },
      clock: this.#clock,
      logger: this.#logger,
      noAnswerTimeoutMs: config.noAnswerTimeoutMs ?? 15_000,
      signals: this.signals,
      book: new TurnBook(this.#clock),
      pipeline: this.pipeline,
      emit,
      dispatch: (input) => {
        this.dispatch(input);
      },
      commit: (message) => {
        this.signals.messages.set([...this.signals.messages.get(), message]);
      },
      mount: () => {
        this.#mount();
      },
      cancelMount: () => {
        this.mounting.cancel();
        this.#unmount();
      },
      unmount: () => {
        this.#unmount();
      },
      release: () => {
        this.emitter.clear();
      },
      setTail: (cancel) => {
        this.#cancelTail();
        this.#cancelTail = cancel;
      },
    };
  }

  get state(): SessionState {
    return this.#machine.name;
  }

  keepAlive(): void {
    if (this.state === "destroyed") return;
    this.limits?.active();
    this.renderer.keepAlive?.();
  }

  setSound(sound: Loudness): void {
    const { muted = this.#sound.muted, volume = this.#sound.volume } = sound;
    this.#sound = { muted, volume };
    applySound(this.renderer, sound);
  }

  openTurn(type: "ask" | "say", text: string, content: ChatMessage["content"] = text): Promise<void> {
    if (!this.isLive()) return Promise.reject(this.wrongState(type === "ask" ? "sendMessage" : "say"));
    if (text.trim() === "") return invalid("There is nothing to say: the text is empty.");
    this.keepAlive();
    this.#forgetTransientError();
    const id = this.#nextTurnId();
    const done = this.#tools.book.open(id);
    const common = { id, at: this.#clock.now(), text };
    this.dispatch(type === "ask" ? { type, content, ...common } : { type, ...common });
    return done;
  }

  #makePipeline(): TurnPipeline {
    return new TurnPipeline({
      config: this.#config,
      renderer: () => this.renderer,
      clock: this.#clock,
      logger: this.#logger,
      dispatch: (input) => {
        this.dispatch(input);
      },
      history: () => this.signals.messages.get(),
    });
  }

  dispatch(input: MachineInput): void {
    this.#queue.push(input);
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) this.#step(next);
    } finally {
      this.#draining = false;
    }
  }

  #step(input: MachineInput): void {
    const step = transition(this.#machine, input);
    if (step.ignored) this.#logger.debug(`"${input.type}" means nothing while ${this.#machine.name}`, input);
    this.#machine = step.state;
    this.signals.turnId.set(turnOf(step.state)?.id);
    if (step.ignored && input.type === "start") this.mounting.cancel();
    if (step.ignored && (input.type === "ask" || input.type === "say")) this.#tools.book.close(input.id);
    for (const effect of step.effects) runEffect(effect, this.#tools);
  }

  #emit<K extends SessionEventName>(name: K, ...args: SessionEventMap[K]): void {
    if (name === "error") this.signals.error.set(args[0] as LiveAvatarError);
    this.emitter.emit(name, ...args);
  }

  #mount(): void {
    this.signals.error.set(undefined);
    this.#early = [];
    this.#unsubscribe = this.renderer.subscribe?.(this.#takeReport) ?? noop;
    this.mounting.run(
      this.container,
      this.pipeline && loadWorks(),
      () => {
        this.dispatch({ type: "mounted" });
        this.#startLimits();
        this.#greet();
        for (const report of this.#early.splice(0)) this.#takeTurnReport(report);
      },
      (error) => {
        this.#detach();
        this.dispatch({ type: "mount-failed", error });
      },
    );
  }

  #startLimits(): void {
    if (!this.isLive()) return;
    this.limits?.dispose();
    this.limits = new SessionLimits({
      clock: this.#clock,
      idleSeconds: this.#config.idleTimeoutSeconds,
      durationSeconds: this.#config.maxDurationSeconds ?? this.renderer.maxDurationSeconds,
      onWarn: (secondsLeft, reason) => {
        this.#emit("idle-warning", secondsLeft, reason);
      },
      onEnd: (reason) => {
        this.dispatch({ type: "end", reason });
      },
    });
  }

  #greet(): void {
    const { greeting = "" } = this.#config;
    if (greeting.trim() === "" || !this.isLive()) return;
    // Whoever waits for a greeting hears of a failure by the `error` event.
    if (this.pipeline || this.renderer.speakText) this.openTurn("say", greeting).catch(noop);
    else this.#logger.warn(`The renderer "${this.renderer.id}" cannot speak the greeting.`);
  }

  #takeTurnReport(report: TurnReport): void {
    if (this.pipeline && !this.#concerns(report)) return;
    if (this.state === "connecting") {
      if (this.#early.length < MAX_EARLY_REPORTS) this.#early.push(report);
      return;
    }
    this.dispatch({ type: "report", report, id: this.#nextTurnId(), at: this.#clock.now() });
  }

  /** A renderer that only lends its mouth: what it says of words is known here already, what it hears is answered here. */
  #concerns(report: TurnReport): boolean {
    switch (report.type) {
      case "user-transcript":
        this.#emit("transcript", report.text, { isFinal: report.isFinal });
        if (report.isFinal && report.text.trim() !== "") this.openTurn("ask", report.text).catch(noop);
        return false;
      case "speech-start":
        return turnOf(this.#machine) !== undefined;
      default:
        return report.type.startsWith("user-");
    }
  }

  readonly #takeReport = (report: RendererReport): void => {
    takeRendererReport(report, this.#sinks);
  };

  /** See {@link AvatarSession.setRenderer}. */
  async setRenderer(renderer: AvatarRenderer, container = this.container): Promise<void> {
    checkRenderer(renderer, this.#config.llm);
    // Whoever started hears of a failure; and a stop may have been followed by another start.
    while (this.mounting.pending) await this.mounting.pending.catch(noop);
    if (this.state === "destroyed") throw this.wrongState("setRenderer");
    const old = this.renderer;
    if (renderer === old) return;
    // Before it makes its first sound: somebody may have muted the old one.
    applySound(renderer, this.#sound);
    if (!this.isLive()) {
      this.renderer = renderer;
      this.container = container;
      return;
    }
    this.dispatch({ type: "interrupt" });
    const hearing = await this.#swap.mount(renderer, container);
    if (!this.isLive() || this.renderer !== old) {
      // The end came in the very moment when it stood.
      hearing.unsubscribe();
      this.#release(renderer);
      throw abortError();
    }
    // Whatever was begun with the old one meanwhile.
    this.dispatch({ type: "interrupt" });
    this.#mute();
    this.renderer = renderer;
    this.container = container;
    this.#unsubscribe = hearing.unsubscribe;
    // It may have failed by now: from here on that is the session's own failure.
    hearing.listen(this.#takeReport);
    if (renderer.maxDurationSeconds !== undefined) this.#startLimits();
    this.#release(old);
  }

  /** Stops hearing the renderer and shows the world as it is without one. */
  #detach(): void {
    this.#swap.cancel();
    this.limits?.dispose();
    this.limits = undefined;
    this.#mute();
  }

  #mute(): void {
    this.#unsubscribe();
    this.#unsubscribe = noop;
    this.#cancelTail();
    this.#cancelTail = noop;
    this.signals.userSpeaking.set(false);
    this.signals.partialTranscript.set("");
    takeMic("off", this.#sinks);
    takeRendererReport({ type: "audio", audio: "off" }, this.#sinks);
    takeRendererReport({ type: "connection", connection: "unknown" }, this.#sinks);
  }

  #unmount(): void {
    this.#detach();
    this.#release(this.renderer);
  }

  #release(renderer: AvatarRenderer): void {
    // An async function also turns what unmount throws at once into a rejection; it still runs in this task.
    this.released = (async () => renderer.unmount({ leaving: this.leaving }))().catch((error: unknown) => {
      this.#logger.error("The renderer could not be released cleanly.", error);
    });
  }

  #forgetTransientError(): void {
    if (this.signals.error.get()?.fatal === false) this.signals.error.set(undefined);
  }

  isLive(): boolean {
    return this.state === "ready" || this.state === "thinking" || this.state === "speaking";
  }

  wrongState(call: string): LiveAvatarError {
    return new LiveAvatarError("wrong-state", `${call}() cannot be called while the session is ${this.state}.`);
  }

  #nextTurnId(): string {
    this.#count += 1;
    return `turn-${String(this.#count)}`;
  }
}

/** What was said of the avatar's sound; undefined: nothing yet. */
interface Loudness {
  readonly muted?: boolean | undefined;
  readonly volume?: number | undefined;
}

function applySound({ sound }: AvatarRenderer, { muted, volume }: Loudness): void {
  if (muted !== undefined) sound?.setMuted(muted);
  if (volume !== undefined) sound?.setVolume(volume);
}

const noop = (): void => undefined;

function invalid(message: string): Promise<never> {
  return Promise.reject(new LiveAvatarError("config-invalid", message));
}
