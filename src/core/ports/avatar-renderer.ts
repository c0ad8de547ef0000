import type { LiveAvatarError } from "../errors.js";
import type { AvatarControlPatch } from "./avatar-control.js";
import type { PageElement } from "./page-types.js";
import type { AudioState, ConnectionState, EndReason, MicState, PictureState, PictureWish } from "../vocabulary.js";

/**
 * What a renderer tells its session. State moves on these alone: a command is a wish, a report is a fact.
 *
 * Order within a reply: `reply-chunk`s, one `reply-text`, one `speech-start` and its `speech-end` may come
 * in any order except that `speech-end` follows its `speech-start`. After {@link AvatarRenderer.interrupt}
 * the renderer reports nothing more of the interrupted reply.
 */
export type RendererReport =
  | { readonly type: "user-speech-start" }
  | { readonly type: "user-speech-end" }
  /** The visitor's words. A partial replaces the partial before it. */
  | { readonly type: "user-transcript"; readonly text: string; readonly isFinal: boolean }
  /** A piece of the reply, to be appended as is. */
  | { readonly type: "reply-chunk"; readonly text: string }
  /** The whole reply; it replaces what the chunks built. */
  | { readonly type: "reply-text"; readonly text: string }
  | { readonly type: "speech-start" }
  | { readonly type: "speech-end" }
  | { readonly type: "connection"; readonly connection: ConnectionState }
  /** `error` says more where the microphone cannot be had. */
  | { readonly type: "mic"; readonly mic: MicState; readonly error?: LiveAvatarError }
  | { readonly type: "audio"; readonly audio: AudioState }
  /** Whether a picture is shown. A renderer that never says so sees to its picture itself. */
  | { readonly type: "picture"; readonly picture: PictureState }
  /** Something went wrong that does not end the session. */
  | { readonly type: "problem"; readonly error: LiveAvatarError }
  /** The service is about to end the session, because it believes that nobody is there. */
  | { readonly type: "idle-warning"; readonly secondsLeft: number }
  /** The renderer has given up and released everything. Only after a successful mount. */
  | { readonly type: "failed"; readonly error: LiveAvatarError }
  /** The other side ended the session in an orderly way; everything is released. */
  | { readonly type: "ended"; readonly reason: EndReason; readonly raw?: string };

/**
 * The voice input of a renderer whose microphone goes to the service and not through the session.
 *
 * Where turns are taken by push-to-talk, an open microphone is muted but in a window that the service has granted and that
 * is still wanted. What takes sound away (mute, `stopPushToTalk`, `stop`, a lost connection) does so in the task of the
 * call, without waiting.
 */
export interface RendererVoice {
  /** The way of taking turns in the session's token; known after mount. */
  readonly interaction: "conversational" | "push-to-talk" | undefined;
  /** How loud the microphone is right now, 0…1; 0 while nothing is heard, undefined where nobody measures it. */
  readonly level?: number | undefined;
  /**
   * Opens and publishes the microphone. Resolves when it is live or muted; a microphone that cannot be had
   * is reported as `mic` and the promise still resolves: talking is optional, the session is not. Where the device of
   * `deviceId` is not there any more, the browser's choice is opened, and `mic-missing` reported.
   */
  start(options?: {
    readonly deviceId?: string | undefined;
    readonly muted?: boolean | undefined;
    readonly signal?: AbortSignal | undefined;
  }): Promise<void>;
  /**
   * Mutes or unmutes without giving the device back. Muting ends a window of push-to-talk and keeps it shut until the
   * opposite wish. While the microphone is off it is remembered until the next `start`.
   */
  setMuted(muted: boolean): void;
  /**
   * Changes the device, now if open, else for the next start. An open one is kept until the new one works; where that cannot be
   * had, the old one stays, the error is reported, and the promise still resolves. The newest of several calls counts.
   */
  setDevice(deviceId: string): Promise<void>;
  /** Closes the microphone: the browser's recording light goes out. */
  stop(): void;
  /**
   * Opens a speech window, and the microphone if it is off; resolves on the service's acknowledgement. Called again before
   * that, it waits for the same one. Rejects `push-to-talk-refused`, `command-timeout`, `wrong-state` while muted in so many
   * words, the microphone's own error where it cannot be had, and with an AbortError when `stopPushToTalk`, a mute, `stop`
   * or `signal` comes before the acknowledgement.
   */
  startPushToTalk(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /**
   * Closes the speech window, whatever the service says; what was said is answered. Resolves on the service's
   * acknowledgement, or at once when no window was asked for. Rejects `push-to-talk-refused` or `command-timeout`.
   */
  stopPushToTalk(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
}

/** A renderer whose loudness can be set. */
export interface RendererSound {
  /** How loud the avatar's voice is right now, whatever the volume, 0…1; undefined where nobody measures it. */
  readonly level?: number | undefined;
  setMuted(muted: boolean): void;
  /** 0…1 */
  setVolume(volume: number): void;
  /**
   * How loud what goes to the loudspeaker was at most in the last seconds (RMS of some 30 ms), 0…1; 0 while the avatar is silent, undefined
   * where that is not known. A session that listens by itself tells the avatar's echo by it from a visitor who talks over it.
   */
  loudest?(seconds: number): number | undefined;
  /**
   * Plays through this loudspeaker from now on; "" is the system's choice. Called while mounted only. Left out where it cannot be
   * chosen, as with a browser's own voice. Rejects `speaker-…`, and the present one stays. One that goes away later gives way to
   * the system's choice, which is reported as a problem, until it is there again.
   */
  setSpeaker?(deviceId: string): Promise<void>;
  /** Starts blocked sound; call it in a click. Resolves when it plays, rejects `autoplay-blocked`. */
  unlock(): Promise<void>;
}

/** A renderer whose picture can be left away to spare the network: the voice goes on. */
export interface RendererPicture {
  /** Counts from the next `mount` on where none is under way; `auto` until then. What comes of it is reported as `picture`. */
  setWish(wish: PictureWish): void;
}

/** What is known of a sound beside the sound. */
export interface SpeakOptions {
  /** What is said in it. */
  readonly text?: string | undefined;
}

/**
 * The renderer of an avatar: shows a face and makes it talk.
 *
 * `mount`, `update`, `speak`, `speakText`, `interrupt` and `unmount` are AvatarLayer's; the rest is for
 * renderers that converse, hear or fail on their own.
 */
export interface AvatarRenderer {
  readonly id: string;
  readonly type: "local" | "remote";
  /**
   * Connects and draws into `container` (the media element marked `data-live-avatar-media` in it, if there
   * is one, else one of its own). Resolves when the avatar can be talked to. An abort of `signal` releases
   * everything and rejects with an AbortError. May be called again after `unmount`.
   */
  mount(container: PageElement | undefined, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Who is to be shown from the next `mount` on, by a name of the renderer's own; undefined is its own choice. Throws `config-invalid` for an unknown one. */
  setCharacter?(name: string | undefined): void;
  /** Moves what is drawn into another container without touching the connection. */
  relocate?(container: PageElement): void;
  /** Applies face, emotion, body or scene values; a remote renderer may ignore them. */
  update(control: AvatarControlPatch): void;
  /**
   * Plays one piece of sound with the mouth moving; resolves when the sound has ended or was interrupted.
   * A session gives the words of it in `options`: lips may follow them.
   */
  speak(audio: Blob, options?: SpeakOptions): Promise<void>;
  /** Says the text verbatim; resolves when it has been said or was interrupted. Replaces text-to-speech. */
  speakText?(text: string, signal?: AbortSignal): Promise<void>;
  /** Answers the text itself (it has a language model of its own); resolves when the words are handed over. */
  respond?(text: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Silences at once, in this task, and drops everything queued. */
  interrupt(): void;
  /**
   * Releases everything; resolves when the service knows. Idempotent. With `leaving` the page is going away:
   * what must reach the service is sent in this very task.
   */
  unmount(options?: { readonly leaving?: boolean }): void | Promise<void>;
  /** Adds the session as a listener of reports; returns a function that removes it. */
  subscribe?(listener: (report: RendererReport) => void): () => void;
  /** Tells the renderer that the visitor is active, for services that end idle sessions; see the report `idle-warning`. */
  keepAlive?(): void;
  /** The service's id of its session, for a site's own records; undefined until there is one, and kept after its end. */
  readonly sessionId?: string | undefined;
  /** The service's limit in seconds; known after mount. */
  readonly maxDurationSeconds?: number | undefined;
  readonly voice?: RendererVoice;
  readonly sound?: RendererSound;
  readonly picture?: RendererPicture;
}
