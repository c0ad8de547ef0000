/**
 * Runs a foreign program and ends it when this process's standard input closes. Whoever started the watchdog holds
 * the other end of that pipe, so the program also ends when its starter is killed without a chance to say so.
 *
 *   node watchdog.mjs PROGRAM [ARGS…]
 *
 * Signals that the starter wants to reach the program itself go to the pid that is printed first, on a line of its own.
 */
import { spawn } from "node:child_process";

const GRACE_MS = 3000;

const [program, ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
child.stdout.pipe(process.stderr);
child.stderr.pipe(process.stderr);
child.on("spawn", () => process.stdout.write(`${child.pid}\n`));
child.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

let isEnding = false;
function end() {
  if (isEnding) return;
  isEnding = true;
  // A program that a test has frozen hears nothing until it goes on.
  child.kill("SIGCONT");
  child.kill("SIGTERM");
  setTimeout(() => child.kill("SIGKILL"), GRACE_MS).unref();
}
process.stdin.resume();
process.stdin.on("end", end);
process.stdin.on("close", end);
// The terminal's Ctrl-C reaches the whole group; the starter decides when this ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", end);
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);
