/**
 * Who hears the visitor: the renderer, whose microphone goes to its service, or the session itself, by a source of sound
 * and a recogniser. One of them at a time; the newest call counts.
 */
import { abortError, throwIfAborted } from "../core/abort.js";
import { LiveAvatarError } from "../core/errors.js";
import { guard } from "../core/guard.js";
import type { AudioSource } from "../core/ports/audio-source.js";
import type { AvatarRenderer, RendererReport } from "../core/ports/avatar-renderer.js";
import type { SessionState } from "../core/vocabulary.js";
import type { VoiceConfig } from "./config.js";
import { attempt } from "../core/wait.js";
import { loadListening, type SessionListening, type SessionListeningContext } from "./listening/load-listening.js";
import { isWorking } from "./reports.js";
import type { RendererSlot } from "./renderer-slot.js";
import { wrongState } from "./turn-opener.js";

/** Milliseconds that the chunk that listens may take. */
const LOAD_TIMEOUT_MS = 30_000;

export interface ListeningOptions {
  /** The device to hear. Default: the one of last time, else the browser's choice. */
  readonly deviceId?: string | undefined;
  /** Whether it is opened mute. Default false. */
  readonly muted?: boolean | undefined;
}

export interface VoiceInputContext extends SessionListeningContext {
  readonly slot: RendererSlot;
  readonly voice: VoiceConfig | undefined;
  readonly state: () => SessionState;
  readonly isLive: () => boolean;
}

export class VoiceInput {
  readonly #context: VoiceInputContext;
  #listening: SessionListening | undefined;
  /** The source that is heard, or was heard last. */
  #source: AudioSource | undefined;
  /** The one that the configuration's `makeSource` has made last, while nothing else is heard. */
  #made: AudioSource | undefined;
  /** The device that was chosen last. */
  #deviceId: string | undefined;
  /** A mute that was asked for while nobody listened. */
  #isToBeMuted = false;
  /** The part that listens is being loaded. */
  #loading: AbortController | undefined;
  /** Counts the pushes and releases of the talk button: only the newest wish counts. */
  #push = 0;

  constructor(context: VoiceInputContext) {
    this.#context = context;
    // What was not there is not asked for again: a second try gets what there is.
    context.on("error", ({ code }) => {
      if (code === "mic-missing") this.#deviceId = undefined;
    });
  }

  /** The session hears by itself. */
  get isOwn(): boolean {
    return this.#listening?.isOn === true;
  }

  /** How loud the source is; undefined where nobody measures it. */
  get level(): number | undefined {
    return this.isOwn ? this.#source?.level : this.#context.slot.renderer.voice?.level;
  }

  /** Whether the device can be chosen. */
  get #hasDevice(): boolean {
    const { slot, stt, voice } = this.#context;
    if (this.isOwn) return this.#source?.setDevice !== undefined;
    return slot.renderer.voice !== undefined || (stt?.capture !== "own" && voice?.makeSource !== undefined);
  }

  /** The kinds of device that can be chosen. */
  get deviceKinds(): readonly ("microphone" | "speaker")[] {
    const has = { microphone: this.#hasDevice, speaker: this.#context.slot.hasSpeaker };
    return (["microphone", "speaker"] as const).filter((kind) => has[kind]);
  }

  /** Whether a report of the renderer is about what only the session's own listening knows now. */
  overrules({ type }: RendererReport): boolean {
    return this.isOwn && (type === "mic" || type.startsWith("user-"));
  }

  async start(source: AudioSource | undefined, options: ListeningOptions): Promise<void> {
    const { voice } = this.#live("startListening");
    if (!source && voice) {
      if (this.isOwn || this.#loading) await this.stop();
      await this.#context.slot.request((_renderer, signal) => voice.start({ ...options, signal }));
      return;
    }
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    let hears: Promise<void>;
    try {
      this.#listening ??= await this.#load(loading.signal);
      throwIfAborted(loading.signal);
      const before = this.#isOpen() ? this.#source : undefined;
      const heard = this.#sourceFor(source);
      const { deviceId = heard === before ? undefined : this.#deviceId, muted = this.#isToBeMuted } = options;
      const isHeldToTalk = this.#context.voice?.interaction === "push-to-talk" && !heard?.startPushToTalk;
      this.#source = heard;
      this.#deviceId = deviceId ?? this.#deviceId;
      this.#isToBeMuted = false;
      hears = this.#listening.start(heard, { deviceId, muted: muted || isHeldToTalk });
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
    }
    await hears;
  }

  /** Resolves when it is over; never rejects. */
  async stop({ drain = false }: { readonly drain?: boolean | undefined } = {}): Promise<void> {
    this.#loading?.abort();
    this.#loading = undefined;
    if (this.isOwn) await this.#listening?.stop(drain);
    else this.#context.slot.call("could not close its microphone", ({ voice }) => voice?.stop());
  }

  setMuted(muted: boolean): void {
    if (this.isOwn) {
      this.#listening?.setMuted(muted);
      return;
    }
    this.#isToBeMuted = muted;
    this.#context.slot.call("could not mute its microphone", ({ voice }) => voice?.setMuted(muted));
  }

  async setDevice(deviceId: string): Promise<void> {
    this.#deviceId = deviceId;
    if (this.isOwn) await this.#listening?.setDevice(deviceId);
    else await this.#context.slot.request(({ voice }) => voice?.setDevice(deviceId));
  }

  async startPushToTalk(): Promise<void> {
    const { voice } = this.#live("startPushToTalk");
    this.#context.keepAlive();
    if (voice && !this.isOwn && !this.#loading) {
      await this.#context.slot.request((_renderer, signal) => voice.startPushToTalk({ signal }));
      return;
    }
    const push = (this.#push += 1);
    if (!this.#isOpen()) {
      await this.start(undefined, { muted: true });
      // The button was released in the meantime.
      if (push !== this.#push) throw abortError();
      // It could not be had, which is told.
      if (!this.#isOpen()) throw this.#context.reports.signals.signals.error.get() ?? abortError();
    }
    await this.#listening?.startPushToTalk();
  }

  async stopPushToTalk(): Promise<void> {
    const { voice } = this.#live("stopPushToTalk");
    this.#push += 1;
    this.#context.keepAlive();
    if (this.isOwn) await this.#listening?.stopPushToTalk();
    else await this.#context.slot.request((_renderer, signal) => voice?.stopPushToTalk({ signal }));
  }

  /** The session is over. */
  end(): void {
    this.#loading?.abort();
    this.#loading = undefined;
    this.#listening?.end();
  }

  /** Listening, with a microphone that is there, or that the visitor is asked for. */
  #isOpen(): boolean {
    const mic = this.#context.reports.signals.signals.mic.get();
    return this.isOwn && (mic === "asking" || isWorking(mic));
  }

  /** Undefined where the recogniser captures sound itself, and where there is nothing to listen to. */
  #sourceFor(given: AudioSource | undefined): AudioSource | undefined {
    const { logger, stt, voice } = this.#context;
    // A new one also where the device of the one before was lost: the browser then chooses among those that there are.
    if (given || !this.#isOpen()) this.#made = undefined;
    if (given || stt?.capture === "own") return given;
    if (!voice?.makeSource) return this.#source;
    this.#made ??= guard(voice.makeSource, (error) => logger.error("voice.makeSource() threw.", error));
    return this.#made;
  }

  async #load(signal: AbortSignal): Promise<SessionListening> {
    const { SessionListening } = await attempt(loadListening, {
      ...{ signal, clock: this.#context.clock, ms: LOAD_TIMEOUT_MS },
      timeout: () => new LiveAvatarError("load-failed", "The part that listens did not come.", { fatal: false }),
    });
    return this.#listening ?? new SessionListening(this.#context);
  }

  #live(call: string): AvatarRenderer {
    const { isLive, slot, state } = this.#context;
    if (!isLive()) throw wrongState(call, state());
    return slot.renderer;
  }
}
