/** The one media element in the stage: what plays in it, and how loud. */
import type { RemoteVideoTrack } from "livekit-client";
import { LiveAvatarError } from "../core/errors.js";
import type { Logger } from "../core/ports/logger.js";
import type { AudioState } from "../core/vocabulary.js";

const MEDIA_ATTRIBUTE = "data-live-avatar-media";

export interface StageMediaOptions {
  readonly container: HTMLElement | undefined;
  readonly muted: boolean;
  readonly volume: number;
  readonly logger: Logger;
  readonly report: (audio: AudioState) => void;
  /** The picture has moved to another element. */
  readonly onElement: () => void;
}

export class StageMedia {
  readonly #options: StageMediaOptions;
  readonly #stream = new MediaStream();
  #element: HTMLVideoElement;
  #ownsElement: boolean;
  #video: RemoteVideoTrack | undefined;
  #audio: MediaStreamTrack | undefined;
  #muted: boolean;
  #volume: number;
  #silenced = false;
  #blocked = false;
  #said: AudioState = "off";
  #disposed = false;

  constructor(options: StageMediaOptions) {
    this.#options = options;
    this.#muted = options.muted;
    this.#volume = clamp(options.volume);
    [this.#element, this.#ownsElement] = findElement(options.container);
    this.#adopt();
  }

  get element(): HTMLVideoElement {
    return this.#element;
  }

  setVideo(track: RemoteVideoTrack | undefined): void {
    if (this.#video === track) return;
    this.#video?.detach(this.#element);
    this.#video = track;
    if (track !== undefined) this.#attachVideo(track);
  }

  /** The audio is ours alone: LiveKit's own attaching would set the element's loudness by rules of its own. */
  setAudio(track: MediaStreamTrack | undefined): void {
    if (this.#audio === track) return;
    if (this.#audio !== undefined) this.#stream.removeTrack(this.#audio);
    this.#audio = track;
    if (track !== undefined) this.#stream.addTrack(track);
    this.#play();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#apply();
  }

  setVolume(volume: number): void {
    this.#volume = clamp(volume);
    this.#apply();
  }

  /** An interrupted speech is not heard any more, however much of it is still on its way. */
  setSilenced(silenced: boolean): void {
    this.#silenced = silenced;
    this.#apply();
  }

  /** In a click. @throws `autoplay-blocked` */
  async unlock(): Promise<void> {
    this.#blocked = false;
    this.#apply();
    try {
      await this.#element.play();
    } catch (cause) {
      if (!isRefusal(cause)) return;
      this.#playMuted();
      throw new LiveAvatarError("autoplay-blocked", "The browser does not let the sound start.", { cause });
    }
  }

  /** Moves picture and sound into another container's element; also after the element itself was moved. */
  relocate(container: HTMLElement): void {
    const before = this.#element;
    const [element, owned] = findElement(container);
    if (element !== before) {
      if (owned) element.className = before.className;
      this.#leave();
      this.#element = element;
      this.#ownsElement = owned;
      this.#adopt();
      if (this.#video !== undefined) this.#attachVideo(this.#video);
      this.#options.onElement();
    }
    this.#play();
  }

  dispose(): void {
    this.#disposed = true;
    this.#leave();
    for (const track of this.#stream.getTracks()) this.#stream.removeTrack(track);
    this.#say("off");
  }

  #adopt(): void {
    this.#element.srcObject = this.#stream;
    this.#element.addEventListener("volumechange", this.#apply);
    this.#apply();
  }

  #leave(): void {
    const element = this.#element;
    element.removeEventListener("volumechange", this.#apply);
    this.#video?.detach(element);
    if (element.srcObject === this.#stream || element.srcObject === null) {
      element.srcObject = null;
      element.muted = this.#muted;
    }
    if (this.#ownsElement) element.remove();
  }

  /** LiveKit attaches the picture: only so does its adaptive stream learn the size that is needed. */
  #attachVideo(track: RemoteVideoTrack): void {
    this.#element.srcObject ??= this.#stream;
    track.attach(this.#element);
    this.#apply();
    this.#play();
  }

  #play(): void {
    if (this.#disposed || this.#stream.getTracks().length === 0) return;
    if (this.#element.srcObject !== this.#stream) this.#element.srcObject = this.#stream;
    this.#apply();
    this.#element.play().catch((error: unknown) => {
      if (isRefusal(error) && !this.#disposed) this.#playMuted();
    });
  }

  /** The browser wants a press before sound: the picture goes on without. */
  #playMuted(): void {
    this.#blocked = true;
    this.#apply();
    this.#element
      .play()
      .catch((error: unknown) => this.#options.logger.debug("the picture may not play either", error));
  }

  /** The only place that says how loud the element is; also after LiveKit or somebody else has said otherwise. */
  readonly #apply = (): void => {
    const muted = this.#muted || this.#silenced || this.#blocked;
    if (this.#element.muted !== muted) this.#element.muted = muted;
    if (this.#element.volume !== this.#volume) this.#element.volume = this.#volume;
    if (this.#disposed || this.#audio === undefined) return;
    this.#say(this.#blocked ? "blocked" : this.#muted ? "muted" : "playing");
  };

  #say(audio: AudioState): void {
    if (audio === this.#said) return;
    this.#said = audio;
    this.#options.report(audio);
  }
}

function findElement(container: HTMLElement | undefined): [element: HTMLVideoElement, owned: boolean] {
  const found = container?.querySelector(`[${MEDIA_ATTRIBUTE}]`);
  if (found instanceof HTMLVideoElement) return [found, false];
  const element = document.createElement("video");
  element.setAttribute(MEDIA_ATTRIBUTE, "");
  element.playsInline = true;
  container?.append(element);
  return [element, true];
}

const clamp = (volume: number): number => Math.min(1, Math.max(0, volume));

const isRefusal = (error: unknown): boolean => error instanceof DOMException && error.name === "NotAllowedError";
