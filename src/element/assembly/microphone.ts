import { abortError } from "../../core/abort.js";
import type { AudioSource } from "../../core/ports/audio-source.js";
import type { AvatarSession } from "../../session/avatar-session.js";
import type { VoiceInput } from "./voice-input.js";

/** The calls of a session that have to do with its microphone. */
export type MicrophoneCalls = Pick<
  AvatarSession,
  "startListening" | "startPushToTalk" | "stopPushToTalk" | "setDevice"
>;

export type ListeningOptions = NonNullable<Parameters<AvatarSession["startListening"]>[1]>;

/**
 * The microphone of a conversation: that of the renderer or of the recogniser, or one that the element opens for the recogniser.
 * Its calls are the session's, which does not know where a microphone comes from.
 */
export class Microphone implements MicrophoneCalls {
  readonly #session: AvatarSession;
  readonly #input: VoiceInput | undefined;
  /** The source that is heard, or was heard last. */
  #source: AudioSource | undefined;
  /** The last one of the sources that were made here. */
  #own: AudioSource | undefined;
  #deviceId: string | undefined;
  /** Counts the pushes and releases of the talk button: only the newest wish counts. */
  #wish = 0;

  /** @param input undefined: the renderer has a microphone of its own */
  constructor(session: AvatarSession, input: VoiceInput | undefined) {
    this.#session = session;
    this.#input = input;
  }

  /** How loud it is, 0…1; undefined where nobody measures it. */
  get level(): number | undefined {
    return this.#source?.level;
  }

  async startListening(source?: AudioSource, options: ListeningOptions = {}): Promise<void> {
    if (!this.#input) {
      await this.#session.startListening(source, options);
      return;
    }
    const { makeSource, beginsMuted = false } = this.#input;
    const { deviceId = this.#deviceId, muted = false } = options;
    this.#deviceId = deviceId;
    if (source || !makeSource) this.#source = source;
    // A new one also where the device of the one before was lost: the browser then chooses among those that there are.
    else if (this.#source !== this.#own || !this.#isOpen()) this.#source = this.#own = makeSource();
    await this.#session.startListening(this.#source, { deviceId, muted: muted || beginsMuted });
  }

  /** Opens a microphone that is off first, as a renderer does with its own. */
  async startPushToTalk(): Promise<void> {
    const wish = (this.#wish += 1);
    if (this.#input && !this.#isOpen()) {
      await this.startListening(undefined, { muted: true });
      if (wish !== this.#wish) throw abortError();
      // It could not be had, which is told.
      if (!this.#isOpen()) throw this.#session.signals.error.get() ?? abortError();
    }
    await this.#session.startPushToTalk();
  }

  async stopPushToTalk(): Promise<void> {
    this.#wish += 1;
    await this.#session.stopPushToTalk();
  }

  /** A microphone that is opened later is the chosen one, too. */
  async setDevice(kind: "microphone", id: string): Promise<void> {
    this.#deviceId = id;
    await this.#session.setDevice(kind, id);
  }

  #isOpen(): boolean {
    const mic = this.#session.signals.mic.get();
    return mic === "asking" || mic === "live" || mic === "muted";
  }
}
