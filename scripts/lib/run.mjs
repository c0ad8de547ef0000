/** Running the project's tools as child processes: one way to spawn, collect, time and report them. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root folder. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The program npm. */
export const NPM = process.platform === "win32" ? "npm.cmd" : "npm";

const require = createRequire(import.meta.url);

/**
 * The script behind an installed command, to be run with `process.execPath`: no shell, no npx, the same on every system.
 * @param {string} packageName the package that brings the command
 * @param {string} [command] its name, when it is not the package's own
 * @returns {string} an absolute path
 */
function toolPath(packageName, command = packageName.replace(/^@[^/]+\//, "")) {
  const manifestPath = join(ROOT, "node_modules", packageName, "package.json");
  const { bin } = JSON.parse(readFileSync(manifestPath, "utf8"));
  const script = typeof bin === "string" ? bin : bin?.[command];
  if (!script) throw new Error(`${packageName} has no command ${command}`);
  return require.resolve(join(dirname(manifestPath), script));
}

/**
 * Runs a program to its end. Never rejects: a program that cannot be started is a result with code 127.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, live?: boolean, signal?: AbortSignal, deadlineMs?: number }} [options]
 *   `live` passes output through instead of collecting it; `signal` ends the program; after `deadlineMs` it is killed.
 * @returns {Promise<{ code: number, output: string, ms: number }>}
 */
export function run(program, args, { cwd = ROOT, env = process.env, live = false, signal, deadlineMs } = {}) {
  const started = performance.now();
  const stdio = live ? "inherit" : ["ignore", "pipe", "pipe"];
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio, signal, timeout: deadlineMs, killSignal: "SIGKILL" });
    let output = "";
    const collect = (chunk) => (output += chunk);
    child.stdout?.setEncoding("utf8").on("data", collect);
    child.stderr?.setEncoding("utf8").on("data", collect);
    const end = (code) => resolve({ code, output, ms: performance.now() - started });
    child.on("error", (error) => {
      output += `${error.message}\n`;
      end(127);
    });
    // A program that a signal ended did not succeed.
    child.on("close", (code) => end(code ?? 1));
  });
}

/**
 * Runs an installed tool, see {@link toolPath} and {@link run}.
 * @param {string | [packageName: string, command: string]} tool
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runTool(tool, args, options) {
  const path = typeof tool === "string" ? toolPath(tool) : toolPath(...tool);
  return run(process.execPath, [path, ...args], options);
}
