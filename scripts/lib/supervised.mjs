/** Starts a foreign program so that it ends with us, however we end (see `watchdog.mjs`). */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const WATCHDOG = fileURLToPath(new URL("watchdog.mjs", import.meta.url));
const KEPT_LINES = 40;

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, handleLine?: (line: string) => void }} [options] `handleLine` is called with each
 *   line that the program writes, to its standard output or error
 * @returns {Promise<{ pid: number, log: () => string, exited: Promise<number>, stop: () => Promise<void> }>}
 *   `pid` is the program's own; `log` its last lines
 */
export async function startSupervised(program, args, { handleLine, ...options } = {}) {
  const stdio = ["pipe", "pipe", "pipe"];
  const watchdog = spawn(process.execPath, [WATCHDOG, program, ...args], { ...options, stdio });
  const lines = [];
  createInterface({ input: watchdog.stderr }).on("line", (line) => {
    handleLine?.(line);
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
  });
  const exited = once(watchdog, "exit").then(([code]) => code ?? 1);
  const first = once(createInterface({ input: watchdog.stdout }), "line");
  const pid = await Promise.race([first.then(([line]) => Number(line)), exited.then(() => undefined)]);
  if (pid === undefined) throw new Error(`${program} could not be started:\n${lines.join("\n")}`);
  watchdog.stdin.on("error", () => undefined); // it is gone already
  return {
    pid,
    log: () => lines.join("\n"),
    exited,
    async stop() {
      watchdog.stdin.end();
      await exited;
    },
  };
}
