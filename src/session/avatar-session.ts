/**
 * The session: one conversation from the first press to the end.
 *
 * It owns the machine, the history, the signals and the emitter, and the order in which inputs are taken: one
 * after the other, never nested. It does not own the picture, the sound or the wire: those are the renderer's.
 * Called from inside one of its own listeners, a method takes effect as soon as that event's step is done.
 */
import { LiveAvatarError } from "../core/errors.js";
import { type Clock, systemClock } from "../core/clock.js";
import { Emitter } from "../core/emitter.js";
import { INITIAL_STATE, transition } from "../core/machine.js";
import type { MachineInput, MachineState, TurnReport } from "../core/machine-types.js";
import { turnOf } from "../core/machine-turns.js";
import type { AvatarRenderer, RendererReport, RendererVoice } from "../core/ports/avatar-renderer.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import { type Logger, silentLogger } from "../core/ports/logger.js";
import type { SessionEventMap, SessionEventName } from "../core/session-events.js";
import type { EndReason, SessionState } from "../core/vocabulary.js";
import { type EffectTools, runEffect } from "./effects.js";
import { SessionLimits } from "./limits.js";
import { Mounting } from "./mounting.js";
import { type ReportSinks, takeMic, takeRendererReport } from "./renderer-reports.js";
import { type AvatarSessionConfig, checkConfig } from "./session-config.js";
import { createSessionSignals, type SessionSignals } from "./session-signals.js";
import { TurnBook } from "./turn-book.js";

/** Turn reports that come before `ready` (an opening text can) wait here; more than this many are noise. */
const MAX_EARLY_REPORTS = 200;

export class AvatarSession {
  readonly #renderer: AvatarRenderer;
  readonly #config: AvatarSessionConfig;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #emitter: Emitter<SessionEventMap>;
  readonly #signals = createSessionSignals();
  readonly #mounting: Mounting;
  readonly #tools: EffectTools;
  readonly #sinks: ReportSinks;
  readonly #queue: MachineInput[] = [];

  #machine: MachineState = INITIAL_STATE;
  #draining = false;
  #container: HTMLElement | undefined;
  #early: TurnReport[] = [];
  #limits: SessionLimits | undefined;
  #unsubscribe: () => void = noop;
  #cancelTail: () => void = noop;
  #released: Promise<void> = Promise.resolve();
  #leaving = false;
  #count = 0;

  /** @throws LiveAvatarError `config-missing`, `config-invalid` */
  constructor(config: AvatarSessionConfig) {
    checkConfig(config);
    this.#config = config;
    this.#renderer = config.renderer;
    this.#clock = config.clock ?? systemClock;
    this.#logger = config.logger ?? silentLogger;
    this.#emitter = new Emitter<SessionEventMap>((error, name) => {
      this.#logger.error(`A listener of "${name}" threw.`, error);
    });
    this.#mounting = new Mounting(this.#renderer, this.#logger);
    const emit = this.#emit.bind(this);
    this.#sinks = {
      signals: this.#signals,
      emit,
      active: () => this.#limits?.active(),
      turn: (report) => {
        this.#takeTurnReport(report);
      },
      failed: (error) => {
        this.#dispatch({ type: "failed", error });
      },
      ended: (reason, raw) => {
        this.#dispatch({ type: "end", reason, raw });
      },
    };
    this.#tools = {
      renderer: this.#renderer,
      clock: this.#clock,
      logger: this.#logger,
      noAnswerTimeoutMs: config.noAnswerTimeoutMs ?? 15_000,
      signals: this.#signals,
      book: new TurnBook(this.#clock),
      emit,
      dispatch: (input) => {
        this.#dispatch(input);
      },
      commit: (message) => {
        this.#signals.messages.set([...this.#signals.messages.get(), message]);
      },
      mount: () => {
        this.#mount();
      },
      cancelMount: () => {
        this.#mounting.cancel();
        this.#unmount();
      },
      unmount: () => {
        this.#unmount();
      },
      release: () => {
        this.#emitter.clear();
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

  /** The committed conversation, oldest first; a new array after each commit. */
  get messages(): readonly ChatMessage[] {
    return this.#signals.messages.get();
  }

  /** The microphone hears. */
  get listening(): boolean {
    return this.#signals.listening.get();
  }

  /** Read-only signals of the session's state. */
  get signals(): SessionSignals {
    return this.#signals;
  }

  /** Listens; returns the way out. A listener that throws is logged and harms nobody. */
  on<K extends SessionEventName>(name: K, fn: (...args: SessionEventMap[K]) => void): () => void {
    return this.#emitter.on(name, fn);
  }

  off<K extends SessionEventName>(name: K, fn: (...args: SessionEventMap[K]) => void): void {
    this.#emitter.off(name, fn);
  }

  /**
   * Mounts the renderer and resolves when the avatar can be talked to. While connecting, the same promise.
   * After a failed start it tries again. `stop()` and `destroy()` make it reject with an AbortError.
   * @throws LiveAvatarError the reason of the failure, also emitted as `error`; `wrong-state`
   */
  start(container?: HTMLElement): Promise<void> {
    const pending = this.#mounting.pending;
    if (pending) return pending;
    if (this.state !== "idle" && this.state !== "error") return this.#refuse("start");
    this.#container = container;
    const started = this.#mounting.open();
    this.#dispatch({ type: "start" });
    return started;
  }

  /** Moves the avatar into another container without touching the connection. */
  attach(container: HTMLElement): void {
    this.#container = container;
    this.#renderer.relocate?.(container);
  }

  /**
   * Asks; resolves when the reply is in the history, or quietly when something newer took its place.
   * @throws LiveAvatarError `wrong-state` before start and after the end, `config-invalid` for empty words or
   * images (this renderer converses itself and cannot see), and what made the turn fail
   */
  sendMessage(text: string, options: { readonly images?: readonly string[] } = {}): Promise<void> {
    if (options.images?.length) return invalid("This avatar converses by itself and takes no images.");
    return this.#openTurn("ask", text);
  }

  /** Speaks the text verbatim; resolves and rejects like {@link sendMessage}. */
  say(text: string): Promise<void> {
    if (!this.#renderer.speakText) return invalid(`The renderer "${this.#renderer.id}" cannot speak given text.`);
    return this.#openTurn("say", text);
  }

  /** Cuts the running turn short, in this task: silence, `speech-end` if open, `ready`. Else does nothing. */
  interrupt(): void {
    this.keepAlive();
    this.#dispatch({ type: "interrupt" });
  }

  /**
   * Opens the microphone. One that cannot be had shows as `mic-change` and an `error` event; typing goes on.
   * @throws LiveAvatarError `wrong-state`, `config-invalid` for a renderer without ears
   */
  async startListening(options: { readonly deviceId?: string; readonly muted?: boolean } = {}): Promise<void> {
    await this.#voice("startListening").start(options);
  }

  /** Closes the microphone; the browser's recording light goes out. */
  stopListening(): void {
    this.#renderer.voice?.stop();
  }

  /** Mutes without giving the device back. */
  setMicMuted(muted: boolean): void {
    this.#renderer.voice?.setMuted(muted);
  }

  async setDevice(_kind: "microphone", id: string): Promise<void> {
    if (this.state === "destroyed") throw this.#wrongState("setDevice");
    await this.#renderer.voice?.setDevice(id);
  }

  /** @throws LiveAvatarError `push-to-talk-refused`, `command-timeout`, `wrong-state` */
  async startPushToTalk(): Promise<void> {
    const voice = this.#voice("startPushToTalk");
    this.keepAlive();
    await voice.startPushToTalk();
  }

  /** @throws LiveAvatarError `push-to-talk-refused`, `command-timeout`, `wrong-state` */
  async stopPushToTalk(): Promise<void> {
    const voice = this.#voice("stopPushToTalk");
    this.keepAlive();
    await voice.stopPushToTalk();
  }

  setSound(sound: { readonly muted?: boolean; readonly volume?: number }): void {
    if (sound.muted !== undefined) this.#renderer.sound?.setMuted(sound.muted);
    if (sound.volume !== undefined) this.#renderer.sound?.setVolume(sound.volume);
  }

  /** Starts blocked sound; call it in a click. @throws LiveAvatarError `autoplay-blocked` */
  async startAudio(): Promise<void> {
    if (this.state === "destroyed") throw this.#wrongState("startAudio");
    await this.#renderer.sound?.unlock();
  }

  /** Somebody is there: idle clocks, ours and the service's, start anew. */
  keepAlive(): void {
    if (this.state === "destroyed") return;
    this.#limits?.active();
    this.#renderer.keepAlive?.();
  }

  /**
   * Ends gracefully and resolves when the service knows. In mid-start: back to `idle`, no `ended`, the pending
   * `start()` rejects with an AbortError. Never rejects.
   */
  async stop(reason: EndReason = "stopped"): Promise<void> {
    if (this.state === "connecting") this.#dispatch({ type: "mount-cancelled" });
    else this.#dispatch({ type: "end", reason });
    await this.#released;
  }

  /** The page is going away: everything ends in this task, and the service hears of it. */
  leave(): void {
    this.#leaving = true;
    if (this.state === "connecting") this.#dispatch({ type: "destroy" });
    else this.#dispatch({ type: "end", reason: "page-left" });
  }

  /** Ends at once. Idempotent. */
  destroy(): void {
    this.#dispatch({ type: "destroy" });
  }

  #openTurn(type: "ask" | "say", text: string): Promise<void> {
    if (!this.#isLive()) return this.#refuse(type === "ask" ? "sendMessage" : "say");
    if (text.trim() === "") return invalid("There is nothing to say: the text is empty.");
    this.keepAlive();
    this.#forgetTransientError();
    const id = this.#nextTurnId();
    const done = this.#tools.book.open(id);
    const common = { id, at: this.#clock.now(), text };
    this.#dispatch(type === "ask" ? { type, content: text, ...common } : { type, ...common });
    return done;
  }

  #dispatch(input: MachineInput): void {
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
    this.#signals.turnId.set(turnOf(step.state)?.id);
    if (step.ignored && input.type === "start") this.#mounting.cancel();
    if (step.ignored && (input.type === "ask" || input.type === "say")) this.#tools.book.close(input.id);
    for (const effect of step.effects) runEffect(effect, this.#tools);
  }

  #emit<K extends SessionEventName>(name: K, ...args: SessionEventMap[K]): void {
    if (name === "error") this.#signals.error.set(args[0] as LiveAvatarError);
    this.#emitter.emit(name, ...args);
  }

  #mount(): void {
    this.#signals.error.set(undefined);
    this.#early = [];
    this.#unsubscribe =
      this.#renderer.subscribe?.((report: RendererReport) => {
        takeRendererReport(report, this.#sinks);
      }) ?? noop;
    this.#mounting.run(
      this.#container,
      () => {
        this.#dispatch({ type: "mounted" });
        this.#startLimits();
        for (const report of this.#early.splice(0)) this.#takeTurnReport(report);
      },
      (error) => {
        this.#detach();
        this.#dispatch({ type: "mount-failed", error });
      },
    );
  }

  #startLimits(): void {
    if (!this.#isLive()) return;
    this.#limits = new SessionLimits({
      clock: this.#clock,
      idleSeconds: this.#config.idleTimeoutSeconds,
      durationSeconds: this.#config.maxDurationSeconds ?? this.#renderer.maxDurationSeconds,
      onWarn: (secondsLeft, reason) => {
        this.#emit("idle-warning", secondsLeft, reason);
      },
      onEnd: (reason) => {
        this.#dispatch({ type: "end", reason });
      },
    });
  }

  #takeTurnReport(report: TurnReport): void {
    if (this.state === "connecting") {
      if (this.#early.length < MAX_EARLY_REPORTS) this.#early.push(report);
      return;
    }
    this.#dispatch({ type: "report", report, id: this.#nextTurnId(), at: this.#clock.now() });
  }

  /** Stops hearing the renderer and shows the world as it is without one. */
  #detach(): void {
    this.#unsubscribe();
    this.#unsubscribe = noop;
    this.#limits?.dispose();
    this.#limits = undefined;
    this.#cancelTail();
    this.#cancelTail = noop;
    this.#signals.userSpeaking.set(false);
    this.#signals.partialTranscript.set("");
    takeMic("off", this.#sinks);
    takeRendererReport({ type: "audio", audio: "off" }, this.#sinks);
    takeRendererReport({ type: "connection", connection: "unknown" }, this.#sinks);
  }

  #unmount(): void {
    this.#detach();
    // An async function also turns what unmount throws at once into a rejection; it still runs in this task.
    this.#released = (async () => this.#renderer.unmount({ leaving: this.#leaving }))().catch((error: unknown) => {
      this.#logger.error("The renderer could not be released cleanly.", error);
    });
  }

  #forgetTransientError(): void {
    if (this.#signals.error.get()?.fatal === false) this.#signals.error.set(undefined);
  }

  #isLive(): boolean {
    return this.state === "ready" || this.state === "thinking" || this.state === "speaking";
  }

  #voice(call: string): RendererVoice {
    if (!this.#isLive()) throw this.#wrongState(call);
    const { voice } = this.#renderer;
    if (!voice) throw new LiveAvatarError("config-invalid", `The renderer "${this.#renderer.id}" has no microphone.`);
    return voice;
  }

  #wrongState(call: string): LiveAvatarError {
    return new LiveAvatarError("wrong-state", `${call}() cannot be called while the session is ${this.state}.`);
  }

  #refuse(call: string): Promise<never> {
    return Promise.reject(this.#wrongState(call));
  }

  #nextTurnId(): string {
    this.#count += 1;
    return `turn-${String(this.#count)}`;
  }
}

const noop = (): void => undefined;

function invalid(message: string): Promise<never> {
  return Promise.reject(new LiveAvatarError("config-invalid", message));
}
