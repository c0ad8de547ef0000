/** The demo as a newcomer starts it: the command, on a free port, ended with the test. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface RunningDemo {
  readonly url: string;
  /** What it has printed so far, line by line. */
  readonly output: readonly string[];
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export async function startDemoCommand(env: NodeJS.ProcessEnv = {}): Promise<RunningDemo> {
  const child = spawn(process.execPath, ["scripts/demo.mjs", "--no-open"], {
    cwd: ROOT,
    env: { ...process.env, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => output.push(line));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      output.push(line);
      const ready = /^demo ready at (http:\S+)$/.exec(line)?.[1];
      if (ready) resolve(ready);
    });
    child.once("exit", () => {
      reject(new Error(`The demo ended before it was ready:\n${output.join("\n")}`));
    });
  });
  return {
    ...{ url, output },
    async stop() {
      const gone = once(child, "exit");
      child.kill("SIGINT");
      await gone;
    },
  };
}
