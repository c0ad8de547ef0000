/** A LiveKit server of the test's own, which it may freeze. */
import type { LiveKitAccess } from "./scripted-service.js";

interface LiveKitServer extends LiveKitAccess {
  readonly port: number;
  readonly udpPort: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface LiveKitProcess extends LiveKitServer {
  /** SIGSTOP and SIGCONT make it fall silent and come back. */
  signal(name: NodeJS.Signals): void;
}

interface Launcher {
  startLiveKit(like?: LiveKitServer): Promise<LiveKitServer>;
}

/**
 * Starts the server that the project's set-up finds or builds, on the loopback alone.
 * @param like one whose ports and keys it takes. Default: free ports, new keys
 */
export async function startLiveKit(like?: LiveKitProcess): Promise<LiveKitProcess> {
  // The project's own way to a server is a script without types.
  const launcher = (await import(new URL("../../scripts/lib/livekit-server.mjs", import.meta.url).href)) as Launcher;
  const server = await launcher.startLiveKit(like);
  return { ...server, signal: (name) => void process.kill(server.pid, name) };
}
