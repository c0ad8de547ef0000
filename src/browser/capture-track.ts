import { throwIfAborted } from "../core/abort.js";
import { LiveAvatarError } from "../core/errors.js";
import { loadWorklet, type LoadWorkletOptions } from "../media/load-worklet.js";
import type { MicrophoneTrack } from "../media/microphone.js";
import type { CaptureContexts } from "./capture-contexts.js";
import { CAPTURE_CODE } from "./worklet/capture-code.generated.js";
import type { CapturedFrame, FrameMakerOptions } from "./worklet/frame-maker.js";

/** The name under which the worklet registers its processor. */
const PROCESSOR = "live-avatar-capture";
const WORKLET = { file: "capture.js", code: CAPTURE_CODE };

export interface CaptureTrackContext {
  readonly handleFrame: (frame: CapturedFrame) => void;
  /** The worklet has failed: no more frames come. */
  readonly handleLoss: (track: CaptureTrack) => void;
}

/** A microphone's sound on its way through an audio graph to frames. */
export class CaptureTrack implements MicrophoneTrack {
  readonly #media: MediaStreamTrack;
  readonly #context: CaptureTrackContext;
  readonly #life = new AbortController();
  #isAudible = false;
  #source: MediaStreamAudioSourceNode | undefined;
  #node: AudioWorkletNode | undefined;

  constructor(media: MediaStreamTrack, context: CaptureTrackContext) {
    this.#media = media;
    this.#context = context;
  }

  setAudible(audible: boolean): void {
    this.#isAudible = audible;
    this.#media.enabled = audible;
  }

  /** Builds the graph; from then on frames come, of silence while the track is not audible. */
  async open(
    contexts: CaptureContexts,
    frames: FrameMakerOptions,
    options: Omit<LoadWorkletOptions, "signal">,
  ): Promise<void> {
    const { signal } = this.#life;
    const source = (this.#source = contexts.connect(this.#media));
    await loadWorklet(source.context, WORKLET, { ...options, signal });
    await contexts.whenRunning(signal);
    throwIfAborted(signal);
    const node = (this.#node = makeNode(source.context, frames));
    node.port.onmessage = ({ data }: MessageEvent<unknown>) => this.#handleMessage(data);
    node.onprocessorerror = () => this.#context.handleLoss(this);
    source.connect(node);
    // It gives silence. Browsers need not render what leads nowhere.
    node.connect(source.context.destination);
  }

  /** Stops the device, and takes the graph down; both at once. */
  stop(): void {
    this.#life.abort();
    this.#media.stop();
    this.#source?.disconnect();
    const node = this.#node;
    if (!node) return;
    node.port.onmessage = node.onprocessorerror = null;
    // A context of the page's goes on; the processor must not.
    node.port.postMessage("stop");
    node.disconnect();
  }

  /** What was on its way when the visitor was muted is silence, too. */
  #handleMessage(data: unknown): void {
    if (!isFrame(data)) return;
    if (!this.#isAudible) data.samples.fill(0);
    this.#context.handleFrame(this.#isAudible ? data : { samples: data.samples, level: 0 });
  }
}

function makeNode(context: BaseAudioContext, processorOptions: FrameMakerOptions): AudioWorkletNode {
  try {
    return new AudioWorkletNode(context, PROCESSOR, {
      ...{ numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1], processorOptions },
      // One channel, mixed of all.
      ...{ channelCount: 1, channelCountMode: "explicit", channelInterpretation: "speakers" },
    });
  } catch (cause) {
    throw new LiveAvatarError(
      "load-failed",
      "The file of the microphone's worklet is another script: check workletUrl.",
      {
        ...{ fatal: false, cause },
      },
    );
  }
}

/** Whether it is a frame of ours: a site may serve another script under the worklet's address. */
const isFrame = (data: unknown): data is CapturedFrame =>
  typeof data === "object" &&
  data !== null &&
  (data as Partial<CapturedFrame>).samples instanceof Float32Array &&
  typeof (data as Partial<CapturedFrame>).level === "number";
