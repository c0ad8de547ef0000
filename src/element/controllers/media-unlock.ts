/**
 * Uses the press: browsers let sound play later only through what was started inside it. `press()` plays a silent
 * stream on the stage's own media element and resumes an AudioContext, before anything is awaited.
 */
export class MediaUnlock {
  #context: AudioContext | undefined;
  #stream: MediaStream | undefined;
  #video: HTMLVideoElement | undefined;

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

  /** Gives everything back; the element keeps what somebody else has put into it. */
  release(): void {
    if (this.#video?.srcObject === this.#stream && this.#video) this.#video.srcObject = null;
    this.#stream?.getTracks().forEach((track) => {
      track.stop();
    });
    this.#context?.close().catch(() => undefined);
    this.#context = this.#stream = this.#video = undefined;
  }
}
