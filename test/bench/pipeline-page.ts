/** The page of the pipeline's bench, and what is asked of it; `pages/pipeline.js` is its other side. */
import { readFile } from "node:fs/promises";
import { launchChromium } from "../support/chromium.js";
import { startBenchServer } from "./bench-server.js";
import { openCalledPage } from "./called-page.js";
import { bundlePage } from "./bundles.js";
import type { Noted } from "./decisions.js";
import type { Sound } from "./heard.js";
import type { Pace, ScriptedChunk } from "./reply.js";

const PATIENCE_MS = 60_000;
const RECORDER = new URL("pages/pipeline/recorder.js", import.meta.url);

export interface Heard extends Noted {
  readonly sound: Sound;
  /** When the message was sent, by the sound's clock. */
  readonly sentAtSeconds: number;
}

/** What a time did to the main thread. */
export interface Tasks {
  /** Milliseconds of each task that the browser calls long: 50 or more. */
  readonly longTasks: readonly number[];
  /** Milliseconds that no task was longer than. */
  readonly longestBeat: number;
  readonly ms: number;
}

export interface LongReply extends Tasks {
  /** Chunk events. */
  readonly count: number;
  /** As it stands in the history. */
  readonly reply: string;
  /** Requests to the voice. */
  readonly sentences: number;
}

export interface LongReplyShown extends LongReply {
  /** As it stands in the transcript. */
  readonly shown: string;
  /** How many different captions were seen. */
  readonly captions: number;
}

export interface PipelinePage {
  hear(options: { script: readonly ScriptedChunk[]; pace: Pace; until: "end" | "first sound" }): Promise<Heard>;
  longReply(options: { chunks: readonly string[] }): Promise<LongReply>;
  longReplyInElement(options: { chunks: readonly string[]; isSpoken: boolean }): Promise<LongReplyShown>;
  idle(options: { ms: number }): Promise<Tasks>;
  close(): Promise<void>;
}

export async function openPipelinePage(): Promise<PipelinePage> {
  const bundle = new Map(await bundlePage("pipeline"));
  bundle.set("recorder.js", { code: await readFile(RECORDER, "utf8"), early: false });
  const server = await startBenchServer(new Map([["pipeline", { bundle, body: () => "<body><main></main></body>" }]]));
  const browser = await launchChromium(["--autoplay-policy=no-user-gesture-required"]);
  const { call } = await openCalledPage(browser, `${server.url}/pipeline/`, PATIENCE_MS);

  return {
    async hear(options) {
      type Raw = Omit<Heard, "sound"> & { readonly sound: Omit<Sound, "samples"> & { readonly samples: string } };
      const { sound, ...rest } = await call<Raw>("hear", options);
      const bytes = Buffer.from(sound.samples, "base64");
      // A copy begins at an even address, which a view of 16-bit numbers needs.
      const samples = new Int16Array(new Uint8Array(bytes).buffer);
      return { ...rest, sound: { ...sound, samples } };
    },
    longReply: (options) => call("longReply", options),
    longReplyInElement: (options) => call("longReplyInElement", options),
    idle: (options) => call("idle", options),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
