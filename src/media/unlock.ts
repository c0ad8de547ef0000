import { attempt } from "../core/wait.js";

/**
 * The unlocking of sound in a press: browsers let sound play later only through what was started inside it. `press()` plays
 * a silent stream on the element's video and resumes an AudioContext, before anything is awaited. One for each press.
 */
export class MediaUnlock {
  #context: AudioContext | undefined;
  #stream: MediaStream | undefined;
  #video: HTMLVideoElement | undefined;
  #isKept = false;

  /** Unlocks the sound. Never throws: without an AudioContext the conversation is silent, or the renderer has another way. */
  press(video: HTMLVideoElement | null): void {
    if (!video || video.srcObject) return;
    const context = (this.#context = makeContext());
    const stream = context?.createMediaStreamDestination().stream ?? new MediaStream();
    this.#stream = stream;
    this.#video = video;
    video.srcObject = stream;
    // A sound that stays blocked is noticed by the renderer. Neither call has to return a promise.
    attempt(() => video.play()).catch(noop);
    attempt(() => context?.resume()).catch(noop);
  }

  /** The context, for a renderer that makes its sound in the page: it is kept until {@link dispose}. */
  keep(): AudioContext | undefined {
    this.#isKept = true;
    return this.#context;
  }

  /** Releases what only the start needed; a stream that a renderer has set in the meantime stays. */
  release(): void {
    if (this.#video?.srcObject === this.#stream && this.#video) this.#video.srcObject = null;
    this.#stream?.getTracks().forEach((track) => {
      track.stop();
    });
    this.#stream = this.#video = undefined;
    if (!this.#isKept) this.dispose();
  }

  dispose(): void {
    this.#isKept = false;
    const context = this.#context;
    this.#context = undefined;
    attempt(() => context?.close()).catch(noop);
  }
}

/** An AudioContext; undefined where the browser has none, or allows no more. */
function makeContext(): AudioContext | undefined {
  try {
    return new AudioContext();
  } catch {
    return undefined; // typing still works
  }
}

const noop = (): void => undefined;
