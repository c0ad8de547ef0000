/** Takes pictures of a stream: plays it unseen, and draws its present frame when it is asked for one. */
import { throwIfAborted } from "../../core/abort.js";
import type { Clock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import { linkedController } from "../../core/linked-controller.js";
import type { Logger } from "../../core/ports/logger.js";
import { attempt, deferred } from "../../core/wait.js";
import { pictureOf, type PictureOptions } from "./picture.js";
import { type Canvas, presentPage, type VideoElement, type VideoStream } from "./page.js";

/** Milliseconds that a picture may take: a question does not wait longer for it. */
const PICTURE_TIMEOUT_MS = 1000;
/** HTMLMediaElement.HAVE_CURRENT_DATA: before it there is nothing to draw. */
const HAVE_CURRENT_DATA = 2;

export interface VideoFramesContext extends PictureOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** No track of the stream lives any more. */
  readonly handleEnded: () => void;
}

/** The page owns the stream and its tracks; what plays and draws it is released here. */
export class VideoFrames {
  readonly stream: VideoStream;
  readonly #context: VideoFramesContext;
  readonly #video: VideoElement;
  readonly #canvas: Canvas;
  readonly #life = new AbortController();

  /** @throws LiveAvatarError `config-invalid` outside of a page, and for what is no stream with a live video track */
  constructor(stream: unknown, context: VideoFramesContext) {
    const page = presentPage();
    if (!isStream(stream) || !hasLiveTrack(stream)) {
      throw new LiveAvatarError("config-invalid", "startVideo() needs a MediaStream with a live video track.");
    }
    this.stream = stream;
    this.#context = context;
    const { signal } = this.#life;
    const look = (): void => void this.#checkEnded();
    for (const track of stream.getVideoTracks()) track.addEventListener("ended", look, { signal });
    stream.addEventListener("removetrack", look, { signal });
    this.#canvas = page.createElement("canvas");
    const video = (this.#video = page.createElement("video"));
    // Browsers play what is silent without a press, and iPhones inline only with the other one.
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    attempt(() => video.play(), { signal }).catch(noop); // each picture tries again
  }

  /** The present frame as a `data:` URL; undefined where there is none in time. Never rejects. */
  async take(signal: AbortSignal): Promise<string | undefined> {
    const { clock, logger } = this.#context;
    const linked = linkedController(signal, this.#life.signal);
    try {
      return await attempt((given) => this.#draw(given), {
        ...{ clock, ms: PICTURE_TIMEOUT_MS, signal: linked.controller.signal },
      });
    } catch (error) {
      if (!linked.controller.signal.aborted) logger.debug("No picture could be taken of the video.", error);
      return undefined;
    } finally {
      linked.dispose();
    }
  }

  release(): void {
    this.#life.abort();
    this.#video.pause();
    this.#video.srcObject = null;
    // Safari keeps the memory of a canvas until its garbage is collected, unless it is empty.
    this.#canvas.width = this.#canvas.height = 0;
  }

  async #draw(signal: AbortSignal): Promise<string | undefined> {
    // A muted or disabled track is black, and an old frame of it is not what is there now.
    const isShown = ({ muted, enabled, readyState }: (typeof tracks)[number]): boolean =>
      !muted && enabled && readyState === "live";
    const tracks = this.stream.getVideoTracks();
    // A track that the page has stopped itself tells nobody.
    if (this.#checkEnded() || !tracks.some(isShown)) return undefined;
    const video = this.#video;
    if (video.paused) await video.play();
    if (video.readyState < HAVE_CURRENT_DATA) await this.#firstFrame(signal);
    throwIfAborted(signal);
    return pictureOf(video, this.#canvas, this.#context);
  }

  #firstFrame(signal: AbortSignal): Promise<void> {
    const loaded = deferred({ signal });
    for (const sign of ["loadeddata", "playing"]) this.#video.addEventListener(sign, loaded.resolve, { signal });
    return loaded.promise;
  }

  #checkEnded(): boolean {
    if (hasLiveTrack(this.stream) || this.#life.signal.aborted) return false;
    this.#context.handleEnded();
    return true;
  }
}

const isStream = (stream: unknown): stream is VideoStream =>
  typeof (stream as Partial<VideoStream> | null | undefined)?.getVideoTracks === "function";

const hasLiveTrack = (stream: VideoStream): boolean =>
  stream.getVideoTracks().some(({ readyState }) => readyState === "live");

const noop = (): void => undefined;
