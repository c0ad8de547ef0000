/** The programs of this folder, each in a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Program {
  readonly pid: number;
  readonly url: string;
  /** Resolves when it is gone. @param signal default SIGTERM */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program of this folder, which prints its address first. */
export async function start(name: string, ...args: readonly string[]): Promise<Program> {
  const path = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", path, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(child, "exit");
  const [address] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return {
    ...{ pid: child.pid ?? 0, url: address },
    async end(signal) {
      child.kill(signal);
      await gone;
    },
  };
}
