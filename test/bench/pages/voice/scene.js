/* global AudioWorkletNode, atob, document, navigator */
/** A microphone that says what the bench wants, and an ear at the loudspeaker. */

/** The page's milliseconds of a time that an AudioWorklet tells. */
const pageTime = (epochMs) => epochMs - performance.timeOrigin;

/** Resolves with what a port tells, when it tells the wanted. */
function told(port, isWanted) {
  return new Promise((resolve) => {
    const handle = ({ data }) => {
      if (!isWanted(data)) return;
      port.removeEventListener("message", handle);
      resolve(data);
    };
    port.addEventListener("message", handle);
    port.start();
  });
}

/** What getUserMedia gives: the visitor's voice, as from a device. */
export class Visitor {
  #context;
  #node;
  #stream;
  #tracks = [];

  static async open() {
    const context = new AudioContext();
    await context.audioWorklet.addModule("sound.js");
    await context.resume();
    return new Visitor(context);
  }

  constructor(context) {
    this.#context = context;
    this.#node = new AudioWorkletNode(context, "visitor", { numberOfInputs: 0 });
    const destination = context.createMediaStreamDestination();
    destination.channelCount = 1;
    this.#node.connect(destination);
    this.#stream = destination.stream;
    navigator.mediaDevices.getUserMedia = async () => {
      const stream = this.#stream.clone();
      this.#tracks.push(...stream.getTracks());
      return stream;
    };
  }

  get liveTracks() {
    return this.#tracks.filter(({ readyState }) => readyState === "live").length;
  }

  /** A single loud sample; resolves with its time. */
  click() {
    return this.#say(Float32Array.of(0.9), 0);
  }

  /** @param wav in base64 @returns the time of its last sample that can be heard */
  async say(wav) {
    const bytes = Uint8Array.from(atob(wav), (sign) => sign.charCodeAt(0));
    const samples = (await this.#context.decodeAudioData(bytes.buffer)).getChannelData(0);
    return this.#say(
      samples,
      samples.findLastIndex((sample) => Math.abs(sample) > 0.01),
    );
  }

  async #say(samples, mark) {
    const marked = told(this.#node.port, () => true);
    this.#node.port.postMessage({ samples, mark });
    return pageTime((await marked).at);
  }
}

/** What is played goes through it, or what is heard in another graph. */
export class Ear {
  node;

  static async open(context = new AudioContext({ latencyHint: "interactive" })) {
    await context.audioWorklet.addModule("sound.js");
    await context.resume();
    return new Ear(context);
  }

  constructor(context) {
    this.node = new AudioWorkletNode(context, "ear");
    this.node.connect(context.destination);
  }

  /** Resolves with the time at which the next sound begins. */
  async sound() {
    return pageTime((await told(this.node.port, ({ type }) => type === "sound")).at);
  }

  /** Resolves with the context's milliseconds at which the next silence began, 100 ms later. */
  async silence() {
    return 1000 * (await told(this.node.port, ({ type }) => type === "silence")).seconds;
  }
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const stage = () => document.querySelector("main");
