/** Sentences of espeak-ng in a page: the test runner serves them as `/spoken/<text>.wav`. */
import { decodeWav } from "../../src/core/wav.js";
import { rootMeanSquare } from "./noises.js";

/** @param level the root mean square of the result */
export async function spokenInPage(text: string, rate: number, level: number): Promise<Float32Array> {
  const file = await (await fetch(`/spoken/${encodeURIComponent(text)}.wav`)).arrayBuffer();
  const { samples, sampleRate } = decodeWav(new Uint8Array(file));
  const context = new OfflineAudioContext(1, Math.ceil((samples.length * rate) / sampleRate), rate);
  const buffer = context.createBuffer(1, samples.length, sampleRate);
  const sound = Float32Array.from(samples, (sample) => sample / 32_768);
  buffer.copyToChannel(sound, 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  source.start();
  const resampled = (await context.startRendering()).getChannelData(0);
  const gain = level / rootMeanSquare(resampled);
  return resampled.map((value) => value * gain);
}
