/** Starts a program as the set-up scripts start a server, tells its pid when it has said that it is ready, and stays. */
import { startSupervised } from "../../scripts/lib/supervised.mjs";

const [mode] = process.argv.slice(2);
// `stubborn` does not listen to a polite request.
const program =
  mode === "stubborn"
    ? "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); console.log('ready')"
    : "setInterval(() => undefined, 1000); console.log('ready')";
let handleReady;
const ready = new Promise((resolve) => (handleReady = resolve));
const { pid } = await startSupervised(process.execPath, ["-e", program], {
  handleLine: (line) => line === "ready" && handleReady(),
});
await ready;
process.stdout.write(`${pid}\n`);
