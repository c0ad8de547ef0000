import { attempt } from "../core/wait.js";

/**
 * Uses the press: browsers let sound play later only through what was started inside it. `press()` plays a silent
 * stream on the stage's own media element and resumes an AudioContext, before anything is awaited. One for each press.
 */
export class MediaUnlock {
  #context: AudioContext | undefined;
  #stream: MediaStream | undefined;
  #video: HTMLVideoElement | undefined;
  #isKept = false;

  /** Never throws: without an AudioContext the conversation is silent, or the renderer finds another way. */
  press(video: HTMLVideoElement | null): void {
    if (!video || video.srcObject) return;
    const context = (this.#context = makeContext());
    const stream = context?.createMediaStreamDestination().stream ?? new MediaStream();
    this.#stream = stream;
    this.#video = video;
    video.srcObject = stream;
    // What stays blocked is the renderer's to find out, with the real sound. Neither call has to return a promise.
    attempt(() => video.play()).catch(noop);
    attempt(() => context?.resume()).catch(noop);
  }

  /** The context, for a renderer that makes its sound in the page: it lives until {@link close}. */
  keep(): AudioContext | undefined {
    this.#isKept = true;
    return this.#context;
  }

  /** Gives back what only the start needed; the element keeps what somebody else has put into it. */
  release(): void {
    if (this.#video?.srcObject === this.#stream && this.#video) this.#video.srcObject = null;
    this.#stream?.getTracks().forEach((track) => {
      track.stop();
    });
    this.#stream = this.#video = undefined;
    if (!this.#isKept) this.close();
  }

  close(): void {
    this.#isKept = false;
    const context = this.#context;
    this.#context = undefined;
    attempt(() => context?.close()).catch(noop);
  }
}

/** Undefined where the browser has none, or no more of them. */
function makeContext(): AudioContext | undefined {
  try {
    return new AudioContext();
  } catch {
    return undefined; // the conversation goes on, at least in writing
  }
}

const noop = (): void => undefined;
