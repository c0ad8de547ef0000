/** The emulator in a process of its own: what measures must not be busy with what is measured. It ends with the bench, however that ends. */
import { fileURLToPath } from "node:url";
import { deferred } from "../../src/core/wait.js";
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

interface Supervisor {
  startSupervised(
    program: string,
    args: readonly string[],
    options: { readonly handleLine: (line: string) => void },
  ): Promise<{ readonly pid: number; readonly exited: Promise<number> }>;
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
  // The project's own way to supervise a process is a script without types.
  const supervisor = (await import(new URL("../../scripts/lib/supervised.mjs", import.meta.url).href)) as Supervisor;
  const access = livekit
    ? ["--livekit-url", livekit.url, "--livekit-key", livekit.apiKey, "--livekit-secret", livekit.apiSecret]
    : [];
  const program = livekit ? COMMAND : WITH_LIVEKIT;
  const ready = deferred<string>();
  const { pid, exited } = await supervisor.startSupervised(
    process.execPath,
    [program, "--port", "0", ...access, ...options],
    {
      handleLine(line) {
        const url = READY.exec(line)?.[1];
        if (url === undefined) process.stderr.write(`${line}\n`);
        else ready.resolve(url);
      },
    },
  );
  void exited.then(() => {
    ready.reject(new Error("the emulator ended before it was ready"));
  });
  return {
    ...{ url: await ready.promise, pid },
    async close() {
      process.kill(pid, "SIGTERM");
      await exited;
    },
  };
}
