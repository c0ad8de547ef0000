/**
 * The process behind the end-to-end tests: a LiveKit server, the emulator, a site with the element, the demo with and
 * without rooms, and browsers. `scripts/test.mjs` starts one for the whole run; a test file that is run alone, or that
 * breaks servers, starts one for itself (stand.ts). It ends when its standard input closes.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { takeCoverage } from "node:v8";
import { startDemo } from "../../demo/server/main.js";
import { startEmulator } from "../../src/emulator/index.js";
import { startLiveKit, type LiveKitProcess } from "./livekit.js";
import { startSite } from "./site.js";
import { RECOGNISER } from "./spoken-wav.js";
import { StandBrowsers, type BrowserWish } from "./stand-browsers.js";
import type { StandAddresses, StandSession } from "./stand.js";

const hasRooms = Boolean(process.env["LIVEKIT_SERVER_PATH"]);

async function startRooms() {
  let livekit: LiveKitProcess = await startLiveKit();
  const site = await startSite();
  const emulator = await startEmulator({
    ...{ port: 0, livekit, allowedOrigins: [site.insecureOrigin], speech: RECOGNISER },
    // Tests leave conversations behind.
    capacity: 1000,
  });
  site.use(emulator.url);
  const demo = await startDemo({ port: 0, livekit, missing: undefined, env: {}, speech: RECOGNISER });
  const sessionsOf = (visit: string | undefined): StandSession[] => {
    const sessions = emulator.sessions.map(({ id, state, endReason, transcript }) => ({
      ...{ id, state, transcript },
      endReason: endReason ?? null,
    }));
    if (visit === undefined) return sessions;
    const payloads = site
      .tokensOf(visit)
      .map((token) => Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return sessions.filter(({ id }) => payloads.some((payload) => payload.includes(id)));
  };
  return {
    sessionsOf,
    addresses: () => ({ livekit, emulator: { url: emulator.url }, demo: { url: demo.url }, site: { port: site.port } }),
    stopLiveKit: () => livekit.stop(),
    /** On the ports, and with the keys, of the one that was stopped. */
    async restartLiveKit() {
      livekit = await startLiveKit(livekit);
    },
  };
}

const rooms = hasRooms ? await startRooms() : undefined;
const portraitDemo = await startDemo({ port: 0, livekit: undefined, missing: "There is no LiveKit server.", env: {} });
const browsers = new StandBrowsers();

/** Without a LiveKit server there are none, and no test that would ask for them. */
type RoomAddresses = Omit<StandAddresses, "portraitDemo">;

interface Wishes {
  readonly sessions: { readonly visit?: string };
  readonly browser: BrowserWish;
  readonly "close-browsers": { readonly lane: string };
}

const commands: Readonly<Record<string, (wish: never) => unknown>> = {
  addresses: (): StandAddresses => ({
    ...(rooms?.addresses() as RoomAddresses),
    portraitDemo: { url: portraitDemo.url },
  }),
  sessions: ({ visit }: Wishes["sessions"]) => rooms?.sessionsOf(visit),
  browser: async (wish: BrowserWish) => ({ endpoint: await browsers.endpoint(wish) }),
  "close-browsers": ({ lane }: Wishes["close-browsers"]) => browsers.close(lane),
  "stop-livekit": () => rooms?.stopLiveKit(),
  "restart-livekit": () => rooms?.restartLiveKit(),
};

const server = createServer((request, response) => {
  const answer = async (): Promise<unknown> => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const command = commands[(request.url ?? "").slice(1)];
    if (!command) throw new Error(`A stand knows no ${request.url ?? ""}.`);
    return command(JSON.parse(Buffer.concat(pieces).toString() || "{}") as never);
  };
  answer().then(
    (value) => response.end(JSON.stringify(value ?? null)),
    (error: unknown) => {
      response.statusCode = 500;
      response.end(error instanceof Error ? error.stack : String(error));
    },
  );
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`stand ready at http://127.0.0.1:${String((server.address() as AddressInfo).port)}\n`);
});

// Nobody says farewell to rtc-node: it may never return (livekit/agents-js#1905). The rest ends with this process.
process.stdin.resume().on("end", () => {
  takeCoverage();
  process.exit(0);
});
