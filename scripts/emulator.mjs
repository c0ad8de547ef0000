/**
 * `npm run emulator`: the emulated service. With `--livekit-url` it uses that LiveKit server; without, it finds or
 * builds one and starts it. Every other option is the command's own (`npm run emulator -- --help`).
 */
import { spawn } from "node:child_process";
import { ensureDependencies } from "./lib/ensure-dependencies.mjs";
import { startLiveKit } from "./lib/livekit-server.mjs";
import { fail } from "./lib/progress.mjs";
import { ROOT } from "./lib/run.mjs";

async function main() {
  await ensureDependencies();
  const args = process.argv.slice(2);
  const needsServer = !args.some((arg) => /^--(livekit-url|help|list)\b/.test(arg)) && !process.env.LIVEKIT_URL;
  const livekit = needsServer ? await startLiveKit() : undefined;
  const access = livekit
    ? ["--livekit-url", livekit.url, "--livekit-key", livekit.apiKey, "--livekit-secret", livekit.apiSecret]
    : [];
  const child = spawn(process.execPath, ["--import", "tsx", "src/emulator/bin.ts", ...args, ...access], {
    cwd: ROOT,
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", async (code) => {
    await livekit?.stop();
    process.exit(code ?? 0);
  });
}

main().catch(fail);
