/** LiveKit and the emulator in processes of their own: what measures must not be busy with what is measured. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const COMMAND = fileURLToPath(new URL("../../scripts/emulator.mjs", import.meta.url));
const READY = /^emulator listening on (http:\S+)$/;

export interface EmulatorProcess {
  readonly url: string;
  close(): Promise<void>;
}

/** @throws Error if the emulator ends before it is ready; its own words are on stderr */
export async function startEmulatorProcess(): Promise<EmulatorProcess> {
  const emulator = spawn(process.execPath, [COMMAND, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(emulator, "exit");
  const lines = createInterface({ input: emulator.stdout });
  for await (const line of lines) {
    const url = READY.exec(line)?.[1];
    if (url === undefined) continue;
    return {
      url,
      async close() {
        emulator.kill("SIGTERM");
        await exited;
      },
    };
  }
  throw new Error("the emulator ended before it was ready");
}
