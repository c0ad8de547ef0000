/** The camera or screen that the visitor shows: asks for it, gives it to the session, and stops it at the end. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { abortError, isAbortError, throwIfAborted } from "../../core/abort.js";
import { LiveAvatarError } from "../../core/errors.js";
import { type ReadonlySignal, state } from "../../core/signals.js";
import { openVideo, stopTracks, type VideoOptions, type VideoSource } from "../../media/camera.js";
import type { AvatarSession } from "../../session/index.js";
import type { Assembly } from "../assembly/session.js";
import { send } from "../events.js";
import { chosen } from "./choices.js";
import { wrongState } from "../shell-errors.js";

export interface VideoSessions {
  readonly session: ReadonlySignal<AvatarSession | null>;
  /** Undefined for an adopted session. */
  readonly assembly: Assembly | undefined;
}

export type VideoHost = HTMLElement & Pick<ReactiveControllerHost, "addController">;

/** What is shown; a stream of the page's own is stopped by the page. */
export interface ShownVideo {
  readonly stream: MediaStream;
  readonly source: VideoSource | "page";
}

export interface VideoFailure {
  readonly error: LiveAvatarError;
  readonly source: VideoSource;
  /** Whether another camera than the chosen one is used. */
  readonly isReplaced: boolean;
  /** Names this failure: a notice that was dismissed comes back with the next one. */
  readonly key: string;
}

const inputs = new WeakMap<VideoSessions, VideoInput>();

/** The video input of an element: one for all its conversations. */
export function videoOf(host: VideoHost, sessions: VideoSessions): VideoInput {
  const made = inputs.get(sessions) ?? new VideoInput(host, sessions);
  inputs.set(sessions, made);
  return made;
}

class VideoInput implements ReactiveController {
  readonly #host: HTMLElement;
  readonly #sessions: VideoSessions;
  readonly #shown = state<ShownVideo | undefined>(undefined);
  readonly #asking = state<VideoSource | undefined>(undefined);
  readonly #failure = state<VideoFailure | undefined>(undefined);
  #opening: AbortController | undefined;
  /** The session that is shown something, or is about to be. */
  #session: AvatarSession | undefined;
  #unfollow: () => void = noop;
  #failures = 0;

  constructor(host: VideoHost, sessions: VideoSessions) {
    this.#host = host;
    this.#sessions = sessions;
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.#sessions.session.get() !== (this.#session ?? null)) this.#leave();
  }

  /** Reads signals, as the next two do. */
  get shown(): ShownVideo | undefined {
    return this.#shown.get();
  }

  /** What the visitor is being asked for. */
  get asking(): VideoSource | undefined {
    return this.#asking.get();
  }

  get failure(): VideoFailure | undefined {
    return this.#failure.get();
  }

  /** What was shown before stays until the new source works. @throws LiveAvatarError; AbortError when it was stopped before */
  async start(source: VideoSource | MediaStream, options: VideoOptions = {}): Promise<void> {
    const session = this.#sessions.session.get();
    if (!session) throw wrongState();
    this.#opening?.abort();
    const opening = (this.#opening = new AbortController());
    const { signal } = opening;
    this.#failure.set(undefined);
    this.#follow(session);
    const isOwn = typeof source === "string";
    let stream: MediaStream | undefined;
    try {
      if (this.#sessions.assembly?.sees === false) throw blind();
      if (isOwn) this.#asking.set(source);
      stream = isOwn ? await this.#open(source, options, signal) : source;
      await session.startVideo(stream);
      throwIfAborted(signal);
      this.#release();
      this.#shown.set({ stream, source: isOwn ? source : "page" });
    } catch (error) {
      if (isOwn && stream) stopTracks(stream);
      if (signal.aborted || isAbortError(error)) throw abortError(signal);
      if (isOwn) this.#fail(error, source);
      throw error;
    } finally {
      if (this.#opening === opening) {
        this.#opening = undefined;
        this.#asking.set(undefined);
      }
    }
  }

  /** The chosen camera is another one: it takes the place of the one that is shown. */
  async renew(): Promise<void> {
    if (this.#shown.get()?.source === "camera") await this.start("camera").catch(noop); // a failure shows as a notice
  }

  stop(): void {
    this.#opening?.abort();
    this.#opening = undefined;
    this.#asking.set(undefined);
    this.#failure.set(undefined);
    (this.#session ?? this.#sessions.session.get())?.stopVideo();
    this.#release();
  }

  /** Opens a source: the camera that was chosen, and another one where that is gone, which is told. */
  async #open(source: VideoSource, options: VideoOptions, signal: AbortSignal): Promise<MediaStream> {
    const deviceId = source === "camera" && !options.deviceId ? chosen("camera") : undefined;
    try {
      return await openVideo(source, { ...(deviceId && { deviceId }), ...options, signal });
    } catch (error) {
      if (!deviceId || !LiveAvatarError.is(error) || error.code !== "camera-missing") throw error;
      const stream = await openVideo(source, { signal });
      this.#fail(error, source, true);
      return stream;
    }
  }

  #follow(session: AvatarSession): void {
    if (session === this.#session) return;
    this.#leave();
    this.#session = session;
    const view = this.#host.ownerDocument.defaultView;
    const handleLeave = (): void => {
      this.stop();
    };
    view?.addEventListener("pagehide", handleLeave);
    const off = session.on("video-change", (active) => {
      if (!active) this.#handleStopped();
    });
    this.#unfollow = () => {
      off();
      view?.removeEventListener("pagehide", handleLeave);
    };
  }

  /** The element shows that session no longer. */
  #leave(): void {
    if (!this.#session) return;
    this.stop();
    this.#unfollow();
    this.#unfollow = noop;
    this.#session = undefined;
  }

  #handleStopped(): void {
    const shown = this.#shown.get();
    // Tracks of ours that have ended before we stop them: the camera went away. A visitor ends a shared screen like this.
    const hasEnded = shown?.stream.getTracks().every(({ readyState }) => readyState === "ended");
    const isLost = shown?.source === "camera" && hasEnded;
    this.#release();
    if (isLost) this.#fail(new LiveAvatarError("camera-interrupted", "The camera went away."), "camera");
  }

  #release(): void {
    const shown = this.#shown.get();
    this.#shown.set(undefined);
    if (shown && shown.source !== "page") stopTracks(shown.stream);
  }

  #fail(error: unknown, source: VideoSource, isReplaced = false): void {
    if (!LiveAvatarError.is(error)) return;
    this.#failures += 1;
    this.#failure.set({ error, source, isReplaced, key: `${error.code}-${this.#failures}` });
    send(this.#host, "avatar-error", { error });
  }
}

export type { VideoInput };

const blind = (): LiveAvatarError =>
  new LiveAvatarError(
    "config-invalid",
    "Only a page's own language model sees the visitor's video: here the service converses.",
  );
const noop = (): void => undefined;
