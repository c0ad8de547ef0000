/**
 * `npm run stacks`: the packed package in every stack of test/stacks, installed, built for production, served, and talked to in a
 * browser. `-- react next` takes these alone. Their packages are installed once into the user's cache.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureBrowser } from "./lib/browser.mjs";
import { ensureDependencies } from "./lib/ensure-dependencies.mjs";
import { fail, SetupError } from "./lib/progress.mjs";
import { ROOT, run } from "./lib/run.mjs";

const FILES = ["stacks", "stacks-nightly", "stacks-bundlers"].map((name) => `test/stacks/${name}.e2e.ts`);

/** The names of the table of applications, which only a test can load. */
async function namesOfApps() {
  const table = await readFile(join(ROOT, "test/stacks/apps.ts"), "utf8");
  return [...table.matchAll(/\bname: "([\w-]+)"/g)].map(([, name]) => name);
}

async function main() {
  const asked = process.argv.slice(2);
  const names = await namesOfApps();
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new SetupError(`No such stack: ${unknown.join(", ")}. There are: ${names.join(", ")}`);
  await ensureDependencies();
  const env = { ...process.env, CHROME_PATH: await ensureBrowser() };
  const built = await run(process.execPath, ["scripts/build.mjs"], { live: true });
  if (built.code !== 0) throw new SetupError("The package could not be built: see above.");
  const wanted = asked.length > 0 ? [`--test-name-pattern=^(?:${asked.join("|")}): `] : [];
  const reporter = "--test-reporter=spec";
  // One file at a time: each builds with all processors.
  const flags = ["--test", "--test-force-exit", "--test-concurrency=1", reporter, ...wanted];
  const { code } = await run(process.execPath, ["--import", "tsx", ...flags, ...FILES], { live: true, env });
  process.exitCode = code;
}

main().catch(fail);
