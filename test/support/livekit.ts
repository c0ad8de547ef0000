/** A LiveKit server of the test's own, which it may freeze. */
import type { LiveKitAccess } from "./scripted-service.js";

export interface LiveKitProcess extends LiveKitAccess {
  /** SIGSTOP and SIGCONT make it fall silent and come back. */
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
}

interface Launcher {
  startLiveKit(): Promise<LiveKitAccess & { readonly pid: number; stop(): Promise<void> }>;
}

/** Starts the server that the project's set-up finds or builds, on free ports of the loopback alone. */
export async function startLiveKit(): Promise<LiveKitProcess> {
  const launcher = (await import(new URL("../../scripts/lib/livekit-server.mjs", import.meta.url).href)) as Launcher;
  const server = await launcher.startLiveKit();
  return {
    ...server,
    signal: (name) => void process.kill(server.pid, name),
    stop: () => server.stop(),
  };
}
