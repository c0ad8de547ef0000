/**
 * The demo server: the pages, the built bundle, the token endpoint, with the real service behind it when
 * LIVEAVATAR_API_KEY is set and with the emulator otherwise, and the models of /api/model (models.ts). Started by `npm run demo` (scripts/demo.mjs).
 */
import { type Emulator, type EmulatorSpeechOptions, startEmulator } from "../../src/emulator/index.js";
import { serve } from "@hono/node-server";
import type { AddressInfo } from "node:net";
import { type Backing, createApp } from "./app.js";
import { createDemoMemory } from "./memory.js";
import { createDemoModels } from "./models.js";
import { passOnRealtime } from "./realtime.js";
import { createDemoRealtimeToken } from "./realtime-token.js";
import { emulatedSession, realService } from "./service.js";

interface LiveKitAccess {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface DemoOptions {
  /** A free port; 0: any. */
  readonly port: number;
  /** Where the rooms of the emulator are. Undefined: no LiveKit server could be had, or it comes by `setLiveKit`. */
  readonly livekit: LiveKitAccess | undefined;
  /** Why `livekit` is undefined, in words for the page. */
  readonly missing: string | undefined;
  /** Whether `livekit` is still being built, and `missing` says so. */
  readonly isBuilding?: boolean;
  /** Which services stand behind the demo. Default: the process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** What hears and speaks for the emulator from the start. Default: nothing, until `setSpeech`. */
  readonly speech?: EmulatorSpeechOptions | undefined;
  /** The SQLite file that keeps the threads of /memory.html. Default: they are forgotten with the demo. */
  readonly threadsFile?: string | undefined;
}

export interface Demo {
  readonly url: string;
  /** What the person who started it should know, in sentences. */
  readonly notices: readonly string[];
  /**
   * From now on, this speech service hears and speaks, for the pages and for the emulator; undefined: none any more.
   * @param url its base URL, up to and with `/v1`
   */
  setSpeech(url: string | undefined): void;
  /** From now on the pages of rooms work, with this LiveKit server; a page that waits for it loads itself anew. */
  setLiveKit(livekit: LiveKitAccess): Promise<void>;
  /** There will be no LiveKit server, for this reason. */
  setMissing(message: string): void;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";

export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { env = process.env, missing: message = "There is no service behind this demo." } = options;
  const real = realService(env);
  let emulator: Emulator | undefined;
  let speech: string | undefined;
  let backing: Backing = real
    ? { state: "ready", service: real }
    : { state: options.isBuilding ? "building" : "missing", message };
  const setLiveKit = async (livekit: LiveKitAccess): Promise<void> => {
    if (real) return;
    const speaks = speech === undefined ? options.speech : { url: speech };
    emulator = await startEmulator({ port: 0, livekit, speech: speaks, scenario: env["DEMO_SCENARIO"] });
    backing = { state: "ready", service: emulatedSession(emulator.url, livekit.url) };
  };
  if (options.livekit) await setLiveKit(options.livekit);
  let answer: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 });
  const server = serve({ fetch: (request) => answer(request), hostname: HOST, port: options.port });
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${HOST}:${String(port)}`;
  // Only now is it known under which names a browser may ask for the pages.
  const origins = [url, url.replace(HOST, "localhost")];
  const speechUrl = (): string | undefined => speech;
  const { handle, names, notice } = createDemoModels(env, origins, undefined, speechUrl);
  const realtimeToken = createDemoRealtimeToken({ origins, speechUrl });
  const memory = await createDemoMemory({ origins, file: options.threadsFile });
  const app = createApp({
    ...{ backing: () => backing, origins },
    ...{ models: handle, modelNames: names, realtimeToken, memory: memory.handle },
  });
  const endRealtime = passOnRealtime(server, { origins, speechUrl });
  answer = (request) => app.fetch(request);
  return {
    url,
    notices: [notice, memory.notice].filter((one) => one !== undefined),
    setSpeech(next) {
      speech = next;
      emulator?.setSpeech(next === undefined ? undefined : { url: next });
    },
    setLiveKit,
    setMissing(message) {
      backing = { state: "missing", message };
    },
    async close() {
      endRealtime();
      await new Promise((resolve) => {
        server.close(resolve);
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
      await emulator?.close();
      memory.close();
    },
  };
}
