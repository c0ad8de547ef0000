/** The emulator as its users have it, in a process of its own whose books can be read: the built command. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { LiveKitAccess } from "../../support/scripted-service.js";

const COMMAND = fileURLToPath(new URL("../../../dist/emulator/bin.js", import.meta.url));
const READY = /^emulator listening on (http:\S+)$/;

export interface EmulatorProcess {
  readonly url: string;
  readonly pid: number;
  /** Ends it as a service manager does. Resolves to the milliseconds that it took. */
  stop(): Promise<number>;
}

/** @throws Error if the emulator ends before it is ready; its own words are on stderr */
export async function startEmulator(livekit: LiveKitAccess, options: readonly string[] = []): Promise<EmulatorProcess> {
  const { url, apiKey, apiSecret } = livekit;
  const access = ["--livekit-url", url, "--livekit-key", apiKey, "--livekit-secret", apiSecret];
  const emulator = spawn(process.execPath, [COMMAND, "--port", "0", ...access, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(emulator, "exit");
  for await (const line of createInterface({ input: emulator.stdout })) {
    const found = READY.exec(line)?.[1];
    if (found === undefined || emulator.pid === undefined) continue;
    return {
      ...{ url: found, pid: emulator.pid },
      async stop() {
        const asked = performance.now();
        emulator.kill("SIGTERM");
        await exited;
        return performance.now() - asked;
      },
    };
  }
  throw new Error("the emulator ended before it was ready");
}
