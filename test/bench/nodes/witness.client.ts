/** What a visitor hears and sees of a video, whatever the session says of it. */

const LOOK_MS = 40;
/** RMS that counts as sound. */
const LOUD = 0.003;

let context: AudioContext | undefined;

export class Witness {
  readonly #video: HTMLVideoElement;
  readonly #timer: ReturnType<typeof setInterval>;
  /** Moments in which there was sound, and in which a picture was shown; milliseconds of the page. */
  readonly #sounds: number[] = [];
  readonly #pictures: number[] = [];
  #heard: { readonly track: MediaStreamTrack; readonly source: AudioNode; readonly analyser: AnalyserNode } | undefined;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
    this.#timer = setInterval(() => {
      this.#listen();
    }, LOOK_MS);
    const look = (): void => {
      this.#pictures.push(performance.now());
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  }

  firstSoundAfter(at: number): number | undefined {
    return this.#sounds.find((sound) => sound > at);
  }

  /** Milliseconds. */
  longestSilence(from: number, to: number): number {
    return longestGap(this.#sounds, from, to);
  }

  /** Milliseconds. */
  longestFreeze(from: number, to: number): number {
    return longestGap(this.#pictures, from, to);
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#heard?.source.disconnect();
  }

  #listen(): void {
    const stream = this.#video.srcObject;
    const track = stream instanceof MediaStream ? stream.getAudioTracks()[0] : undefined;
    if (this.#heard?.track !== track) {
      this.#heard?.source.disconnect();
      this.#heard = track && tap(track);
    }
    if (!this.#heard || this.#video.muted || this.#video.paused) return;
    const samples = new Float32Array(this.#heard.analyser.fftSize);
    this.#heard.analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    if (Math.sqrt(power) > LOUD) this.#sounds.push(performance.now());
  }
}

function tap(track: MediaStreamTrack) {
  context ??= new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  source.connect(analyser);
  return { track, source, analyser };
}

function longestGap(moments: readonly number[], from: number, to: number): number {
  const within = [from, ...moments.filter((at) => at > from && at < to), to];
  return Math.max(...within.slice(1).map((at, index) => at - (within[index] ?? at)));
}
