/** The page of the voice's bench, and what is asked of it; `pages/voice.js` is its other side. */
import { readFile } from "node:fs/promises";
import type { CDPSession } from "puppeteer-core";
import { createDemoModels } from "../../demo/server/models.js";
import { launchChromium } from "../support/chromium.js";
import { startBenchServer } from "./bench-server.js";
import { openCalledPage } from "./called-page.js";
import { bundlePage } from "./bundles.js";
import type { Pace, ScriptedChunk } from "./reply.js";

const PATIENCE_MS = 60_000;
/** Beside the bundle: what runs in AudioWorklets, ours as it ships. */
const WORKLETS = {
  "sound.js": new URL("pages/voice/sound.js", import.meta.url),
  "capture.js": new URL("../../dist/cdn/worklets/capture.js", import.meta.url),
};

export interface CaptureTimes {
  /** Milliseconds beyond the rest of its frame, one for each click. */
  readonly beyond: readonly number[];
  /** Those of them that the browser needs until a click is in an audio graph. */
  readonly stream: readonly number[];
  /** Clicks that never came. */
  readonly lost: number;
  readonly frameMs: number;
}

export interface BargeIns {
  /** From the final words to silence in the page, and the epoch's milliseconds of the final words. */
  readonly heard: readonly { readonly ms: number; readonly epochMs: number }[];
  /** User messages, the first one included. */
  readonly asked: number;
  /** What the browser says of its own way to the loudspeaker. */
  readonly latencyMs: number;
}

export interface Asked {
  readonly stages: readonly { readonly name: string; readonly ms: number }[];
  readonly question: string | undefined;
  /** The end of what was said, in milliseconds since the epoch. */
  readonly epochMs: number;
}

export interface Listening {
  readonly frames: number;
  readonly expectedFrames: number;
  readonly utterances: number;
  readonly droppedFrames: number;
  readonly liveTracks: number;
}

export interface Memory {
  readonly heapKB: number;
  /** Nodes of every audio graph. */
  readonly audioNodes: number;
}

export interface VoicePage {
  capture(options: { clicks: number }): Promise<CaptureTimes>;
  bargeIn(options: { rounds: number; script: readonly ScriptedChunk[]; pace: Pace }): Promise<BargeIns>;
  ask(options: { wav: string }): Promise<Asked>;
  closeLoop(): Promise<void>;
  listen(options: { wav: string }): Promise<void>;
  readListening(): Promise<Listening>;
  stopListening(): Promise<Pick<Listening, "liveTracks">>;
  resample(options: { from: number; to: number; seconds: number }): Promise<{ frames: number; decibels: number }>;
  /** What is left when all garbage is collected. */
  memory(): Promise<Memory>;
  /** Seconds that the page's process has computed for. */
  processorSeconds(): Promise<number>;
  close(): Promise<void>;
}

/**
 * @param options.env where the browser plays to
 * @param options.speechUrl the speech service, up to and with `/v1`
 */
export async function openVoicePage(options: { env: NodeJS.ProcessEnv; speechUrl: string }): Promise<VoicePage> {
  const bundle = new Map(await bundlePage("voice"));
  for (const [name, place] of Object.entries(WORKLETS)) {
    bundle.set(name, { code: await readFile(place, "utf8"), early: false });
  }
  const server = await startBenchServer(new Map([["voice", { bundle, body: () => "<body><main></main></body>" }]]), {
    models: (url) => createDemoModels({}, [url], undefined, () => options.speechUrl).handle,
  });
  const flags = ["--autoplay-policy=no-user-gesture-required"];
  const browser = await launchChromium(flags, { ignoreDefaultArgs: ["--mute-audio"], env: options.env });
  const { page, call } = await openCalledPage(browser, `${server.url}/voice/`, PATIENCE_MS);
  const devtools = await page.createCDPSession();
  await devtools.send("Performance.enable");
  const whole = await browser.target().createCDPSession();

  return {
    capture: (given) => call("capture", given),
    bargeIn: (given) => call("bargeIn", given),
    ask: (given) => call("ask", given),
    closeLoop: () => call("closeLoop", undefined),
    listen: (given) => call("listen", given),
    readListening: () => call("readListening", undefined),
    stopListening: () => call("stopListening", undefined),
    resample: (given) => call("resample", given),
    memory: () => readMemory(devtools),
    processorSeconds: () => readProcessor(whole),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

async function readMemory(devtools: CDPSession): Promise<Memory> {
  // What the first one makes unreachable, such as what a finalizer held, the second one takes.
  for (let time = 0; time < 2; time += 1) await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const { metrics } = await devtools.send("Performance.getMetrics");
  return { heapKB: usedSize / 1000, audioNodes: metrics.find(({ name }) => name === "AudioHandlers")?.value ?? NaN };
}

async function readProcessor(whole: CDPSession): Promise<number> {
  const { processInfo } = await whole.send("SystemInfo.getProcessInfo");
  return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
