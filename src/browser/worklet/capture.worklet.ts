/**
 * The AudioWorklet of the microphone, a program of its own: `npm run worklet` makes `capture-code.generated.ts` of it. It
 * resamples here, since not every browser does when a microphone meets an AudioContext of another rate: Firefox refused for years
 * (https://bugzilla.mozilla.org/show_bug.cgi?id=1725336). And here it holds nobody up.
 */
import { FrameMaker, type CapturedFrame, type FrameMakerOptions } from "./frame-maker.js";

// What an AudioWorkletGlobalScope has; the compiler's library leaves it out.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: unknown): void;

class CaptureProcessor extends AudioWorkletProcessor {
  readonly #maker: FrameMaker;
  #isStopped = false;

  constructor({ processorOptions }: { readonly processorOptions: FrameMakerOptions }) {
    super();
    const send = (frame: CapturedFrame): void => this.port.postMessage(frame, [frame.samples.buffer]);
    this.#maker = new FrameMaker(Math.round(sampleRate), processorOptions, send);
    this.port.onmessage = () => {
      this.#isStopped = true;
    };
  }

  /** Where the source gives nothing, as while it is disabled in some browsers, that is silence. */
  process([input]: Float32Array[][], [output]: Float32Array[][]): boolean {
    const silence = output?.[0];
    const sound = input?.[0] ?? silence;
    if (sound && !this.#isStopped) this.#maker.push(sound);
    return !this.#isStopped;
  }
}

try {
  registerProcessor("live-avatar-capture", CaptureProcessor);
} catch {
  // A load that was given up has come to its end all the same, and this is the second one.
}
