/** The emulator in a process of its own: what measures must not be busy with what is measured. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { LiveKitAccess } from "../support/scripted-service.js";

/** With a LiveKit server, which it finds or builds. */
const WITH_LIVEKIT = fileURLToPath(new URL("../../scripts/emulator.mjs", import.meta.url));
/** The built command, as its users have it. */
const COMMAND = fileURLToPath(new URL("../../dist/emulator/bin.js", import.meta.url));
const READY = /^emulator listening on (http:\S+)$/;

export interface EmulatorProcess {
  readonly url: string;
  /** Of the emulator itself where it was given a LiveKit server. */
  readonly pid: number;
  close(): Promise<void>;
}

/**
 * @param livekit the LiveKit server that it uses. Default: one of its own
 * @param options more of the command's own
 * @throws Error if the emulator ends before it is ready; its own words are on stderr
 */
export async function startEmulatorProcess(
  livekit?: LiveKitAccess,
  options: readonly string[] = [],
): Promise<EmulatorProcess> {
  const access = livekit
    ? ["--livekit-url", livekit.url, "--livekit-key", livekit.apiKey, "--livekit-secret", livekit.apiSecret]
    : [];
  const program = livekit ? COMMAND : WITH_LIVEKIT;
  const emulator = spawn(process.execPath, [program, "--port", "0", ...access, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(emulator, "exit");
  const lines = createInterface({ input: emulator.stdout });
  for await (const line of lines) {
    const url = READY.exec(line)?.[1];
    if (url === undefined || emulator.pid === undefined) continue;
    return {
      ...{ url, pid: emulator.pid },
      async close() {
        emulator.kill("SIGTERM");
        await exited;
      },
    };
  }
  throw new Error("the emulator ended before it was ready");
}
