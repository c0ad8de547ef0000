/**
 * The session: one conversation from the first press to the end. This is its public face; the works are in
 * `session-runtime.ts`. Called from inside one of its own listeners, a method takes effect as soon as that event's step
 * is done.
 */
import { LiveAvatarError } from "../core/errors.js";
import type { CharacterCard } from "../characters/character-card.js";
import type { AvatarControlPatch } from "../core/ports/avatar-control.js";
import type { LLMProvider } from "../core/ports/language-model.js";
import type { TTSProvider } from "../core/ports/text-to-speech.js";
import type { AvatarRenderer, RendererVoice } from "../core/ports/avatar-renderer.js";
import type { ChatMessage, ContentPart } from "../core/ports/chat-message.js";
import type { SessionEventMap, SessionEventName } from "../core/session-events.js";
import type { EndReason, SessionState } from "../core/vocabulary.js";
import { SessionRuntime } from "./session-runtime.js";
import type { AvatarSessionConfig } from "./config.js";
import type { SessionSignals } from "./signals.js";
import type { TurnPipeline } from "./turn/turn-pipeline.js";

export class AvatarSession {
  readonly #runtime: SessionRuntime;

  /** @throws LiveAvatarError `config-missing`, `config-invalid` */
  constructor(config: AvatarSessionConfig) {
    this.#runtime = new SessionRuntime(config);
  }

  get state(): SessionState {
    return this.#runtime.state;
  }

  /** The committed conversation, oldest first; a new array after each commit. */
  get messages(): readonly ChatMessage[] {
    return this.#runtime.signals.messages.get();
  }

  /** The microphone hears. */
  get listening(): boolean {
    return this.#runtime.signals.listening.get();
  }

  /** Read-only signals of the session's state. */
  get signals(): SessionSignals {
    return this.#runtime.signals;
  }

  /** Listens; returns the way out. A listener that throws is logged and harms nobody. */
  on<K extends SessionEventName>(name: K, fn: (...args: SessionEventMap[K]) => void): () => void {
    return this.#runtime.emitter.on(name, fn);
  }

  off<K extends SessionEventName>(name: K, fn: (...args: SessionEventMap[K]) => void): void {
    this.#runtime.emitter.off(name, fn);
  }

  /**
   * Mounts the renderer and resolves when the avatar can be talked to. While connecting, the same promise.
   * After a failed start it tries again. `stop()` and `destroy()` make it reject with an AbortError.
   * @throws LiveAvatarError the reason of the failure, also emitted as `error`; `wrong-state`
   */
  start(container?: HTMLElement): Promise<void> {
    const pending = this.#runtime.mounting.pending;
    if (pending) return pending;
    if (this.state !== "idle" && this.state !== "error") return this.#refuse("start");
    this.#runtime.container = container;
    const started = this.#runtime.mounting.open();
    this.#runtime.dispatch({ type: "start" });
    return started;
  }

  /** Moves the avatar into another container without touching the connection. */
  attach(container: HTMLElement): void {
    if (this.state === "destroyed") return;
    this.#runtime.container = container;
    this.#runtime.renderer.relocate?.(container);
  }

  /**
   * Asks; resolves when the reply is in the history, or quietly when something newer took its place.
   * @param options.images URLs (`data:`, `https:`) for a model that sees
   * @throws LiveAvatarError `wrong-state` before start and after the end, `config-invalid` for empty words and for
   * images that are none or that a renderer which converses itself cannot see, and what made the turn fail
   */
  sendMessage(text: string, options: { readonly images?: readonly string[] } = {}): Promise<void> {
    const { images = [] } = options;
    if (images.length === 0) return this.#runtime.openTurn("ask", text);
    if (!this.#runtime.pipeline) return invalid("This avatar converses by itself and takes no images.");
    if (!images.every(isImageUrl)) return invalid("An image must be a data: or https: URL.");
    return this.#runtime.openTurn("ask", text, withImages(text, images));
  }

  /** Speaks the text verbatim; resolves and rejects like {@link sendMessage}. */
  say(text: string): Promise<void> {
    if (!(this.#runtime.pipeline?.canSpeak ?? this.#runtime.renderer.speakText)) {
      return invalid(`The renderer "${this.#runtime.renderer.id}" cannot speak given text, and there is no tts.`);
    }
    return this.#runtime.openTurn("say", text);
  }

  /** Cuts the running turn short, in this task: silence, `speech-end` if open, `ready`. Else does nothing. */
  interrupt(): void {
    this.keepAlive();
    this.#runtime.dispatch({ type: "interrupt" });
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
    this.#runtime.renderer.voice?.stop();
  }

  /** Mutes without giving the device back. */
  setMicMuted(muted: boolean): void {
    this.#runtime.renderer.voice?.setMuted(muted);
  }

  async setDevice(_kind: "microphone", id: string): Promise<void> {
    if (this.state === "destroyed") throw this.#runtime.wrongState("setDevice");
    await this.#runtime.renderer.voice?.setDevice(id);
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
  setRenderer(renderer: AvatarRenderer, container?: HTMLElement): Promise<void> {
    return this.#runtime.setRenderer(renderer, container);
  }

  /** From the next turn on the model is somebody else; undefined: `systemPrompt` counts again. @throws as {@link setLLM} */
  setCharacterCard(card: CharacterCard | undefined): void {
    this.#models("setCharacterCard").characterCard = card;
  }

  /** Moves the avatar's face, body or scene; what it cannot show it ignores. @throws LiveAvatarError `wrong-state` */
  updateControl(control: AvatarControlPatch): void {
    if (this.state === "destroyed") throw this.#runtime.wrongState("updateControl");
    this.#runtime.renderer.update(control);
  }

  /** How loud the avatar is, 0…1; what is left out stays as it is. It counts for a renderer that takes over, too. */
  setSound(sound: { readonly muted?: boolean; readonly volume?: number }): void {
    if (this.state !== "destroyed") this.#runtime.setSound(sound);
  }

  /** Starts blocked sound; call it in a click. @throws LiveAvatarError `autoplay-blocked` */
  async startAudio(): Promise<void> {
    if (this.state === "destroyed") throw this.#runtime.wrongState("startAudio");
    await this.#runtime.renderer.sound?.unlock();
  }

  /** Somebody is there: idle clocks, ours and the service's, start anew. */
  keepAlive(): void {
    this.#runtime.keepAlive();
  }

  /**
   * Ends gracefully and resolves when the service knows. In mid-start: back to `idle`, no `ended`, the pending
   * `start()` rejects with an AbortError. Never rejects.
   */
  async stop(reason: EndReason = "stopped"): Promise<void> {
    if (this.state === "connecting") this.#runtime.dispatch({ type: "mount-cancelled" });
    else this.#runtime.dispatch({ type: "end", reason });
    await this.#runtime.released;
  }

  /** The page is going away: everything ends in this task, and the service hears of it. */
  leave(): void {
    this.#runtime.leaving = true;
    if (this.state === "connecting") this.#runtime.dispatch({ type: "destroy" });
    else this.#runtime.dispatch({ type: "end", reason: "page-left" });
  }

  /** Ends at once. Idempotent. */
  destroy(): void {
    this.#runtime.dispatch({ type: "destroy" });
  }

  #models(call: string): TurnPipeline {
    if (this.state === "destroyed") throw this.#runtime.wrongState(call);
    if (this.#runtime.pipeline) return this.#runtime.pipeline;
    throw new LiveAvatarError("config-invalid", `${call}() is for sessions with an llm; here the renderer converses.`);
  }

  #voice(call: string): RendererVoice {
    if (!this.#runtime.isLive()) throw this.#runtime.wrongState(call);
    const { voice } = this.#runtime.renderer;
    if (!voice)
      throw new LiveAvatarError("config-invalid", `The renderer "${this.#runtime.renderer.id}" has no microphone.`);
    return voice;
  }

  #refuse(call: string): Promise<never> {
    return Promise.reject(this.#runtime.wrongState(call));
  }
}

function invalid(message: string): Promise<never> {
  return Promise.reject(new LiveAvatarError("config-invalid", message));
}

const isImageUrl = (url: string): boolean => /^(data:image\/|https:\/\/)/i.test(url);

function withImages(text: string, images: readonly string[]): readonly ContentPart[] {
  return [{ type: "text", text }, ...images.map((url): ContentPart => ({ type: "image_url", image_url: { url } }))];
}
