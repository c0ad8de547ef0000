/**
 * The session: one conversation from the first press to the end. It owns its parts and releases them. Called from inside one of
 * its own listeners, a method takes effect as soon as that event's step is done.
 */
import { abortError } from "../core/abort.js";
import { systemClock } from "../core/clock.js";
import { Emitter } from "../core/emitter.js";
import { LiveAvatarError } from "../core/errors.js";
import { turnOf } from "../core/machine/turns.js";
import type { CharacterCard } from "../characters/character-card.js";
import type { AvatarControlPatch } from "../core/ports/avatar-control.js";
import type { LLMProvider } from "../core/ports/language-model.js";
import type { TTSProvider } from "../core/ports/text-to-speech.js";
import type { AudioSource } from "../core/ports/audio-source.js";
import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import { safeLogger, silentLogger } from "../core/ports/logger.js";
import type { PageElement } from "../core/ports/page-types.js";
import type { SessionEventMap } from "../core/session-events.js";
import type { EndReason, PictureWish, SessionState } from "../core/vocabulary.js";
import { type Deferred, deferred } from "../core/wait.js";
import type { Brain, BrainContext } from "./brain/brain.js";
import { PipelineBrain } from "./brain/pipeline-brain.js";
import { RendererBrain } from "./brain/renderer-brain.js";
import { type AvatarSessionConfig, checkConfig, checkRenderer, patienceOf } from "./config.js";
import { Engine, isLive } from "./engine.js";
import { prepare, reportContext } from "./session-parts.js";
import { SessionLimits } from "./limits.js";
import { type Loudness, RendererSlot } from "./renderer-slot.js";
import { handleReport, type ReportContext, resetStatus } from "./reports.js";
import { Memory } from "./memory.js";
import { SessionVision } from "./session-vision.js";
import { SignalWriter } from "./signals.js";
import { TurnOpener, wrongState } from "./turn-opener.js";
import { TurnRegistry } from "./turn-registry.js";
import { type ListeningOptions, VoiceInput, type VoiceInputContext } from "./voice-input.js";
import { Vision } from "./vision.js";

export class AvatarSession extends SessionVision {
  readonly #config: AvatarSessionConfig;
  readonly #opener: TurnOpener;
  readonly #limits: SessionLimits;
  readonly #slot: RendererSlot;
  readonly #brain: Brain;
  readonly #engine: Engine;
  readonly #reports: ReportContext;
  readonly #voice: VoiceInput;
  /** The start under way. */
  #starting: Deferred<void> | undefined;
  #leaving = false;

  /** @throws LiveAvatarError `config-missing`, `config-invalid` */
  constructor(config: AvatarSessionConfig) {
    checkConfig(config);
    const { clock = systemClock, llm, renderer } = config;
    const logger = safeLogger(config.logger ?? silentLogger);
    const emitter = new Emitter<SessionEventMap>((error, name) => {
      logger.error(`A listener of "${name}" threw.`, error);
    });
    const signals = new SignalWriter(logger);
    const emit: Engine["emit"] = (name, ...args) => this.#engine.emit(name, ...args);
    const memory = new Memory({
      ...{ config: config.memory, clock, logger, signals },
      ...{ emit, state: () => this.state },
      serviceId: () => this.id,
      interrupt: () => this.interrupt(),
      leaveThread: (enter) => this.#engine.dispatch({ type: "leave-thread" }, enter),
    });
    const context: BrainContext & Pick<VoiceInputContext, "isLive" | "state"> = {
      ...{ clock, logger },
      isLive: () => this.#isLive,
      state: () => this.state,
      renderer: () => this.#slot.renderer,
      history: () => this.messages,
      remind: memory.remind,
      isBusy: () => turnOf(this.#engine.machine) !== undefined,
      look: (takesPicture, signal) => vision.look(takesPicture, signal),
      dispatch: (input) => this.#engine.dispatch(input),
    };
    const vision = new Vision({ ...{ ...context, config, emit, signals }, sees: () => this.#brain.sees });
    super(emitter, signals.signals, memory, vision);
    this.#config = config;
    const turns = new TurnRegistry(clock);
    this.#limits = new SessionLimits({
      clock,
      idleSeconds: config.idleTimeoutSeconds,
      durationSeconds: config.maxDurationSeconds,
      handleWarning: (secondsLeft, reason) => this.#engine.emit("idle-warning", secondsLeft, reason),
      handleEnd: (reason) => this.#engine.dispatch({ type: "end", reason }),
    });
    emitter.on("state-change", (...[now]) => this.#limits.handleState(now));
    emitter.on("state-change", (...[now]) => memory.handleState(now));
    this.#slot = new RendererSlot(renderer, {
      ...{ clock, logger, handleReplaced: () => resetStatus(this.#reports) },
      handleMounted: () => this.#handleMounted(),
      handleMountFailed: (error) => this.#handleMountFailed(error),
      handleTakeover: () => this.#handleTakeover(),
      handleReport: (report) => {
        if (!this.#voice.overrules(report)) handleReport(report, this.#reports);
      },
    });
    const patienceMs = patienceOf(config);
    this.#brain = llm ? new PipelineBrain(context, config, llm, patienceMs) : new RendererBrain(context, patienceMs);
    this.#engine = new Engine({
      ...{ brain: this.#brain, clock, emitter, logger, signals, turns },
      mount: () => this.#slot.mount((signal) => prepare(this.#brain, memory, signal)),
      handleCommit: (committed) => memory.handleCommit(committed),
      unmount: () => this.#unmount(),
      silence: () => this.#slot.interrupt(),
      handleIgnored: (input) => {
        if (input.type === "start") this.#abandonStart();
        if (input.type === "ask" || input.type === "say") turns.close(input.id);
      },
    });
    this.#opener = new TurnOpener({
      ...{ ...context, brain: this.#brain, turns, idPrefix: memory.idPrefix },
      handleActivity: () => this.keepAlive(),
    });
    this.#reports = reportContext({
      ...{ config, signals, emit, hearsItself: () => this.#voice.isOwn },
      ...{ opener: this.#opener, brain: this.#brain, limits: this.#limits, engine: this.#engine },
    });
    this.#voice = new VoiceInput({
      ...{ ...context, slot: this.#slot, reports: this.#reports },
      ...{ stt: config.realtimeSTT, voice: config.voice, language: config.locale, hasSegments: llm !== undefined },
      on: (name, fn) => emitter.on(name, fn),
      reply: () => signals.signals.reply.get(),
      isSpeaking: () => this.state === "speaking",
      keepAlive: () => this.keepAlive(),
      stamp: () => this.#opener.stamp(),
    });
  }

  get state(): SessionState {
    return this.#engine.machine.name;
  }

  /** The service's id of the conversation once it has started there, for a site's own records; else null. Kept after the end. */
  get id(): string | null {
    return this.#slot.renderer.sessionId ?? null;
  }

  /** How loud the session's own microphone, or another source of sound, is right now, 0…1; undefined where nobody measures it. */
  get inputLevel(): number | undefined {
    return this.#voice.level;
  }

  /** How loud the avatar's voice is right now, whatever the volume, 0…1; undefined where the renderer does not measure it. */
  get outputLevel(): number | undefined {
    return this.#slot.renderer.sound?.level;
  }

  /**
   * Mounts the renderer and resolves when the avatar can be talked to. While connecting, the same promise.
   * After a failed start it tries again. `stop()` and `destroy()` make it reject with an AbortError.
   * @throws LiveAvatarError the reason of the failure, also emitted as `error`; `wrong-state`
   */
  start(container?: PageElement): Promise<void> {
    if (this.#starting) return this.#starting.promise;
    if (this.state !== "idle" && this.state !== "error") return Promise.reject(wrongState("start", this.state));
    this.#slot.container = container;
    const starting = (this.#starting = deferred());
    this.#engine.dispatch({ type: "start" });
    return starting.promise;
  }

  /** Moves the avatar into another container without touching the connection. */
  attach(container: PageElement): void {
    if (this.state === "destroyed") return;
    this.#slot.relocate(container);
  }

  /**
   * Asks; resolves when the reply is in the history, or quietly when something newer took its place.
   * @param options.images URLs (`data:`, `https:`) for a model that sees; with them the words may be empty
   * @throws LiveAvatarError `wrong-state` before start and after the end, `config-invalid` for neither words nor images and
   * for images that are none or that a renderer which converses itself cannot see, and what made the turn fail
   */
  sendMessage(text: string, { images = [] }: { readonly images?: readonly string[] } = {}): Promise<void> {
    return this.#opener.ask(text, images);
  }

  /**
   * Asks the newest question of the history anew, with its pictures, after it has got no answer: it is not written a second time.
   * Resolves and rejects like {@link sendMessage}.
   * @throws LiveAvatarError `config-invalid` where the newest message is not the visitor's
   */
  askAgain(): Promise<void> {
    return this.#opener.askAgain(this.messages.at(-1));
  }

  /** Speaks the text verbatim; resolves and rejects like {@link sendMessage}. */
  say(text: string): Promise<void> {
    return this.#opener.say(text);
  }

  /** Cuts the running turn short, in this task: silence, `speech-end` if open, `ready`. Else does nothing. */
  interrupt(): void {
    this.keepAlive();
    this.#engine.dispatch({ type: "interrupt" });
  }

  /**
   * Listens to the visitor: to this source, by `realtimeSTT`; without one to the renderer's microphone, else to what a recogniser
   * captures itself, else to what `voice.makeSource` makes, else to the source of last time. Resolves when it hears. What cannot be
   * had shows as `mic-change` and an `error` event, and the promise resolves all the same; typing goes on.
   * @throws LiveAvatarError `wrong-state`; `config-invalid` where there is nothing to listen to or with; `load-failed`; AbortError
   * when `stopListening`, a newer call or the end of the session comes first
   */
  startListening(source?: AudioSource, options: ListeningOptions = {}): Promise<void> {
    return this.#voice.start(source, options);
  }

  /**
   * Closes the microphone, in this task: the browser's recording light goes out. Resolves when it is over; never rejects.
   * @param options.drain whether words still count that are being recognised: for 5 s, then as far as they are. Default false
   */
  stopListening(options: { readonly drain?: boolean } = {}): Promise<void> {
    return this.#voice.stop(options);
  }

  /** Mutes without giving the device back. */
  setMicMuted(muted: boolean): void {
    this.#voice.setMuted(muted);
  }

  /** The kinds of device that can be chosen in this conversation. Some recognisers and voices of a browser take none but the system's. */
  get deviceKinds(): readonly ("microphone" | "speaker")[] {
    return this.#voice.deviceKinds;
  }

  /**
   * Changes a device, now or for the next time; "" is the browser's choice. The present one stays until the new one works; one that
   * cannot be had is told by an `error` event. @throws LiveAvatarError `wrong-state`
   */
  setDevice(kind: "microphone" | "speaker", id: string): Promise<void> {
    if (this.state === "destroyed") return Promise.reject(wrongState("setDevice", this.state));
    return kind === "speaker" ? this.#slot.setSpeaker(id) : this.#voice.setDevice(id);
  }

  /**
   * Opens a window of push-to-talk; resolves when the service has granted it, or when the session's own recogniser hears.
   * @throws LiveAvatarError `push-to-talk-refused`, `command-timeout`, `wrong-state`; AbortError when it was released or muted
   * before, and at the end of the session
   */
  startPushToTalk(): Promise<void> {
    return this.#voice.startPushToTalk();
  }

  /** Closes the window: from this task on nothing is heard. Resolves when the service knows. @throws as {@link startPushToTalk} */
  stopPushToTalk(): Promise<void> {
    return this.#voice.stopPushToTalk();
  }

  /** From the next turn on another language model answers. @throws LiveAvatarError `config-invalid`, `wrong-state` */
  setLLM(llm: LLMProvider): void {
    this.#models("setLLM").llm = llm;
  }

  /** From the next turn on another voice speaks; undefined: none. @throws as {@link setLLM} */
  setTTS(tts: TTSProvider | undefined): void {
    this.#models("setTTS").tts = tts;
  }

  /**
   * Changes the avatar. In a live session the running turn is interrupted, the new renderer is mounted beside the old one
   * and takes over when it stands; should it fail, the old one stays. Otherwise it counts from the next start on.
   * @param container where it is drawn. Default: where the old one is
   * @throws LiveAvatarError why it could not be mounted, `config-invalid`, `wrong-state`; AbortError when a newer call or
   * the session's end came before it stood
   */
  async setRenderer(renderer: AvatarRenderer, container?: PageElement): Promise<void> {
    checkRenderer(renderer, this.#config.llm);
    if (this.state === "destroyed") throw wrongState("setRenderer", this.state);
    const isAnother = renderer !== this.#slot.renderer;
    const swapped = this.#slot.swap(renderer, container); // first: a listener of the interrupt may make a newer call
    if (isAnother) this.#engine.dispatch({ type: "interrupt" });
    await swapped;
  }

  /** From the next turn on the model is somebody else; undefined: `systemPrompt` counts again. @throws as {@link setLLM} */
  setCharacterCard(card: CharacterCard | undefined): void {
    this.#models("setCharacterCard").characterCard = card;
  }

  /**
   * Tells the model something silently, such as what the visitor looks at: it stands before the next question, and opens no
   * turn. Of what waits for a question the newest is kept, at most ten texts and 4,000 characters together.
   * @throws LiveAvatarError `config-invalid` for an empty text and where the renderer converses; `wrong-state`
   */
  addContext(text: string): void {
    const brain = this.#models("addContext");
    if (typeof text !== "string" || text.trim() === "") {
      throw new LiveAvatarError("config-invalid", "addContext() needs a text.");
    }
    brain.notes.add(text);
  }

  /** Moves the avatar's face, body or scene; what it cannot show it ignores. @throws LiveAvatarError `wrong-state` */
  updateControl(control: AvatarControlPatch): void {
    if (this.state === "destroyed") throw wrongState("updateControl", this.state);
    this.#slot.call("could not be controlled", (renderer) => renderer.update(control));
  }

  /** How loud the avatar is, 0…1; what is left out stays as it is. It counts for a renderer that takes over, too. */
  setSound(sound: Loudness): void {
    if (this.state !== "destroyed") this.#slot.setSound(sound);
  }

  /** Whether the avatar's picture is wanted; `auto` until somebody says. A renderer that cannot leave it away ignores it. */
  setPicture(wish: PictureWish): void {
    if (this.state !== "destroyed") this.#slot.setPicture(wish);
  }

  /** Starts blocked sound; call it in a click. @throws LiveAvatarError `autoplay-blocked` */
  async startAudio(): Promise<void> {
    if (this.state === "destroyed") throw wrongState("startAudio", this.state);
    await this.#slot.request(({ sound }) => sound?.unlock());
  }

  /** Somebody is there: idle clocks, ours and the service's, start anew. */
  keepAlive(): void {
    if (!this.#isLive) return;
    this.#limits.active();
    this.#slot.keepAlive();
  }

  /**
   * Ends gracefully and resolves when the service knows. In mid-start: back to `idle`, no `ended`, the pending
   * `start()` rejects with an AbortError. Never rejects.
   */
  async stop(reason: EndReason = "stopped"): Promise<void> {
    if (this.state === "connecting") this.#engine.dispatch({ type: "mount-cancelled" });
    else this.#engine.dispatch({ type: "end", reason });
    await this.#slot.released;
  }

  /** The page is going away: everything ends in this task, and the service hears of it. */
  leave(): void {
    this.#leaving = true;
    if (this.state === "connecting") this.#engine.dispatch({ type: "destroy" });
    else this.#engine.dispatch({ type: "end", reason: "page-left" });
  }

  /** Ends at once. Idempotent. */
  destroy(): void {
    this.#engine.dispatch({ type: "destroy" });
  }

  get #isLive(): boolean {
    return isLive(this.#engine.machine);
  }

  #handleMounted(): void {
    const starting = this.#starting;
    this.#starting = undefined;
    this.#engine.dispatch({ type: "mounted" });
    if (this.#isLive) this.#limits.start(this.#slot.renderer.maxDurationSeconds);
    // A conversation that goes on has been greeted.
    if (this.#isLive && this.messages.length === 0) this.#opener.greet(this.#config.greeting ?? "");
    starting?.resolve();
  }

  #handleMountFailed(error: LiveAvatarError): void {
    const starting = this.#starting;
    resetStatus(this.#reports);
    // A listener that heard of it may have stopped, and even started anew.
    if (this.#starting !== starting) return;
    this.#starting = undefined;
    this.#engine.dispatch({ type: "mount-failed", error });
    starting?.reject(error);
  }

  /** The new renderer is in place: what the old one was doing is over, and so is the status that it reported. */
  #handleTakeover(): void {
    resetStatus(this.#reports);
    this.#engine.dispatch({ type: "interrupt" });
    if (this.#isLive) this.#limits.setRenderer(this.#slot.renderer.maxDurationSeconds);
  }

  #unmount(): void {
    this.#limits.stop();
    this.stopVideo();
    this.#slot.release(this.#leaving);
    this.#abandonStart(); // first: a listener of what follows may start anew
    this.#voice.end();
    resetStatus(this.#reports);
  }

  #abandonStart(): void {
    const starting = this.#starting;
    this.#starting = undefined;
    starting?.reject(abortError());
  }

  #models(call: string): PipelineBrain {
    if (this.state === "destroyed") throw wrongState(call, this.state);
    if (this.#brain instanceof PipelineBrain) return this.#brain;
    throw new LiveAvatarError("config-invalid", `${call}() is for sessions with an llm; here the renderer converses.`);
  }
}
