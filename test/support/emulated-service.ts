/** The emulator on a LiveKit server of its own, for tests that want the service to behave. */
import type { FullSessionConfig, SessionTokenData } from "../../src/room/protocol.js";
import { startEmulator } from "../../src/emulator/index.js";
import type { Emulator } from "../../src/emulator/index.js";
import { startLiveKit } from "./livekit.js";
import type { LiveKitProcess } from "./livekit.js";

export interface EmulatedService {
  /** What `api-url` takes. */
  readonly apiUrl: string;
  readonly emulator: Emulator;
  readonly livekit: LiveKitProcess;
  /** Mints a token as a site's backend does; the answer is what a token endpoint passes on. */
  mint(config?: Partial<FullSessionConfig>): Promise<SessionTokenData>;
  stop(): Promise<void>;
}

/** @param scenario for every session; one of a single session goes into `dynamic_variables.scenario` */
export async function startEmulatedService(scenario?: string): Promise<EmulatedService> {
  const livekit = await startLiveKit();
  const emulator = await startEmulator({ port: 0, livekit, scenario });
  return {
    apiUrl: emulator.url,
    emulator,
    livekit,
    async mint(config = {}) {
      const response = await fetch(`${emulator.url}/v1/sessions/token`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-API-KEY": "test" },
        body: JSON.stringify({
          mode: "FULL",
          avatar_id: crypto.randomUUID(),
          avatar_persona: { context_id: crypto.randomUUID() },
          ...config,
        }),
      });
      const body = (await response.json()) as { data: SessionTokenData };
      return body.data;
    },
    async stop() {
      await emulator.close();
      await livekit.stop();
    },
  };
}
