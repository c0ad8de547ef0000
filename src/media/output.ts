/** The media element that plays the avatar: its picture, its sound and its loudness. */
import { LiveAvatarError } from "../core/errors.js";
import type { Logger } from "../core/ports/logger.js";
import type { AudioState } from "../core/vocabulary.js";
import { Loudness } from "./loudness.js";
import { Speaker } from "./speaker.js";

const MEDIA_ATTRIBUTE = "data-live-avatar-media";
/** Pauses that follow one another within these milliseconds, and in this number, are meant: the sound counts as blocked. */
const PAUSE_AGAIN_MS = 1000;
const MOST_PAUSES = 4;

/** A picture that attaches itself to an element, so that its sender learns which size is needed. */
export interface AttachablePicture {
  attach(element: HTMLVideoElement): unknown;
  detach(element: HTMLVideoElement): unknown;
}

export interface MediaOutputOptions {
  readonly container: HTMLElement | undefined;
  readonly muted: boolean;
  readonly volume: number;
  readonly logger: Logger;
  readonly report: (audio: AudioState) => void;
  /** Called when the chosen loudspeaker has gone away. */
  readonly handleProblem: (error: LiveAvatarError) => void;
  /** Called when the picture has moved to another element. */
  readonly handleElementChange: () => void;
}

export class MediaOutput {
  readonly #options: MediaOutputOptions;
  readonly #loudness: Loudness;
  readonly #speaker: Speaker;
  readonly #stream = new MediaStream();
  #element: HTMLVideoElement;
  #ownsElement: boolean;
  #picture: AttachablePicture | undefined;
  #sound: MediaStreamTrack | undefined;
  #silenced = false;
  #blocked = false;
  /** The last pause that nobody here asked for, and how many came in quick succession. */
  #pause = { at: -Infinity, count: 0 };
  #disposed = false;

  constructor(options: MediaOutputOptions) {
    this.#options = options;
    this.#loudness = new Loudness(options);
    [this.#element, this.#ownsElement] = findElement(options.container);
    this.#speaker = new Speaker({ target: () => this.#element, handleProblem: options.handleProblem });
    this.#adopt();
    document.addEventListener("visibilitychange", this.#resume);
    document.addEventListener("resume", this.#resume);
  }

  get element(): HTMLVideoElement {
    return this.#element;
  }

  setPicture(picture: AttachablePicture | undefined): void {
    if (this.#picture === picture) return;
    this.#picture?.detach(this.#element);
    this.#picture = picture;
    if (picture !== undefined) this.#attach(picture);
  }

  /** Sets the sound. Only this method attaches it: LiveKit's own `attach` would set the element's loudness by its own rules. */
  setSound(track: MediaStreamTrack | undefined): void {
    if (this.#sound === track) return;
    if (this.#sound !== undefined) this.#stream.removeTrack(this.#sound);
    this.#sound = track;
    if (track !== undefined) this.#stream.addTrack(track);
    this.#play();
  }

  setMuted(muted: boolean): void {
    this.#loudness.muted = muted;
    this.#apply();
  }

  setVolume(volume: number): void {
    this.#loudness.volume = volume;
    this.#apply();
  }

  /** Plays through this loudspeaker; "": the system's choice. @throws LiveAvatarError `speaker-…` */
  setSpeaker(deviceId: string): Promise<void> {
    return this.#speaker.choose(deviceId);
  }

  /** Silences an interrupted speech, however much of it still arrives. */
  setSilenced(silenced: boolean): void {
    this.#silenced = silenced;
    this.#apply();
  }

  /** Starts the sound; to be called in a click. @throws `autoplay-blocked` */
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
      if (this.#picture !== undefined) this.#attach(this.#picture);
      this.#speaker.handleTarget();
      this.#options.handleElementChange();
    }
    this.#play();
  }

  dispose(): void {
    this.#disposed = true;
    document.removeEventListener("visibilitychange", this.#resume);
    document.removeEventListener("resume", this.#resume);
    this.#speaker.dispose();
    this.#leave();
    for (const track of this.#stream.getTracks()) this.#stream.removeTrack(track);
    this.#loudness.report(undefined);
  }

  #adopt(): void {
    this.#element.srcObject = this.#stream;
    this.#element.addEventListener("volumechange", this.#apply);
    this.#element.addEventListener("pause", this.#handlePause);
    this.#apply();
  }

  #leave(): void {
    const element = this.#element;
    element.removeEventListener("volumechange", this.#apply);
    element.removeEventListener("pause", this.#handlePause);
    this.#picture?.detach(element);
    if (element.srcObject === this.#stream || element.srcObject === null) {
      element.srcObject = null;
      element.muted = this.#loudness.muted;
    }
    if (this.#ownsElement) element.remove();
  }

  #attach(picture: AttachablePicture): void {
    this.#element.srcObject ??= this.#stream;
    picture.attach(this.#element);
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

  /**
   * Plays on: what is live has nothing to come back to. The page, its browser (a frozen tab, a telephone call) or a key of the
   * keyboard may have paused the element. Whoever insists is let have it, until the sound is unlocked.
   */
  readonly #handlePause = ({ timeStamp: at }: Event): void => {
    // One that was taken out of the page plays on with `relocate`.
    if (!this.#isPaused() || !this.#element.isConnected) return;
    const count = at - this.#pause.at < PAUSE_AGAIN_MS ? this.#pause.count + 1 : 1;
    this.#pause = { at, count };
    if (count < MOST_PAUSES) {
      this.#play();
      return;
    }
    this.#blocked = true;
    this.#apply();
  };

  /** Plays on when the page is seen again, or thaws: a browser need not say that it has paused. */
  readonly #resume = (): void => {
    if (document.visibilityState === "visible" && !this.#blocked && this.#isPaused()) this.#play();
  };

  #isPaused(): boolean {
    return !this.#disposed && this.#element.paused && this.#stream.active;
  }

  /** Plays the picture without sound, because the browser asks for a press first. */
  #playMuted(): void {
    this.#blocked = true;
    this.#apply();
    this.#element
      .play()
      .catch((error: unknown) => this.#options.logger.debug("the picture may not play either", error));
  }

  /** Applies the loudness to the element; the only place that does, also after LiveKit or the page has changed it. */
  readonly #apply = (): void => {
    const { muted, volume } = this.#loudness;
    const isSilent = muted || this.#silenced || this.#blocked;
    if (this.#element.muted !== isSilent) this.#element.muted = isSilent;
    if (this.#element.volume !== volume) this.#element.volume = volume;
    if (!this.#disposed && this.#sound !== undefined) this.#loudness.report({ isBlocked: this.#blocked });
  };
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

const isRefusal = (error: unknown): boolean => error instanceof DOMException && error.name === "NotAllowedError";
