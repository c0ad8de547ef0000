/**
 * `npm run bench`: this element beside the official SDK, measured on this machine; see docs/bench.md.
 * ROUNDS=3 shortens it while something is tried out. `npm run bench -- cards` runs that section alone.
 */
import { ensureBrowser } from "./lib/browser.mjs";
import { installDebianPackages } from "./lib/debian.mjs";
import { ensureDependencies } from "./lib/ensure-dependencies.mjs";
import { findProgram } from "./lib/find-program.mjs";
import { ensureLiveKitServer } from "./lib/livekit-binary.mjs";
import { fail, SetupError } from "./lib/progress.mjs";
import { run } from "./lib/run.mjs";

/** The sound server whose recording says when the avatar is silent. */
async function ensureSoundServer() {
  const programs = ["pulseaudio", "parec"];
  if (programs.every(findProgram)) return;
  await installDebianPackages("pulseaudio", "pulseaudio-utils");
  if (programs.every(findProgram)) return;
  throw new SetupError("The bench records what the browser plays: install pulseaudio and its tools (parec).");
}

/** What measures our own code alone needs neither browser nor room. */
async function benchSections(names) {
  const { code } = await run(process.execPath, ["--import", "tsx", "test/bench/main.ts", ...names], { live: true });
  process.exitCode = code;
}

async function main() {
  await ensureDependencies();
  const sections = process.argv.slice(2);
  if (sections.length > 0) return benchSections(sections);
  await ensureSoundServer();
  const env = {
    ...process.env,
    CHROME_PATH: await ensureBrowser(),
    LIVEKIT_SERVER_PATH: await ensureLiveKitServer(),
  };
  for (const args of [
    ["scripts/build.mjs", "--strict"],
    ["--import", "tsx", "test/bench/main.ts"],
  ]) {
    const { code } = await run(process.execPath, args, { env, live: true });
    if (code !== 0) process.exit(code);
  }
}

main().catch(fail);
