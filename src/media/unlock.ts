/**
 * Uses the press: browsers let sound play later only through what was started inside it. `press()` plays a silent
 * stream on the stage's own media element and resumes an AudioContext, before anything is awaited.
 */
export class MediaUnlock {
  #context: AudioContext | undefined;
  #stream: MediaStream | undefined;
  #video: HTMLVideoElement | undefined;
  #isKept = false;

  press(video: HTMLVideoElement | null): void {
    if (!video || this.#context || video.srcObject) return;
    this.#context = new AudioContext();
    this.#stream = this.#context.createMediaStreamDestination().stream;
    this.#video = video;
    video.srcObject = this.#stream;
    // What stays blocked is the renderer's to find out, with the real sound.
    video.play().catch(() => undefined);
    this.#context.resume().catch(() => undefined);
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
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }
}
