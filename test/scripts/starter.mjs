/** Starts a program as the set-up scripts start a server, tells its pid, and stays. */
import { setTimeout as sleep } from "node:timers/promises";
import { startSupervised } from "../../scripts/lib/supervised.mjs";

const [mode] = process.argv.slice(2);
// `stubborn` does not listen to a polite request.
const program =
  mode === "stubborn"
    ? "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); console.log('ready')"
    : "setInterval(() => undefined, 1000); console.log('ready')";
const { pid, log } = await startSupervised(process.execPath, ["-e", program]);
while (!log().includes("ready")) await sleep(20);
process.stdout.write(`${pid}\n`);
