/**
 * Writes `custom-elements.json` from the element's sources; `--check` only compares, and fails when it has drifted.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cli as analyse } from "@custom-elements-manifest/analyzer/cli.js";
import { ROOT } from "./lib/run.mjs";

const FILE = join(ROOT, "custom-elements.json");

const manifest = await analyse({
  argv: ["analyze", "--config", "custom-elements-manifest.config.mjs"],
  cwd: ROOT,
  noWrite: true,
});
const wanted = `${JSON.stringify(manifest, null, 2)}\n`;

if (process.argv.includes("--check")) {
  const committed = await readFile(FILE, "utf8").catch(() => "");
  if (committed !== wanted) {
    process.stdout.write("custom-elements.json is not what the sources say: run `npm run manifest` and commit it.\n");
    process.exitCode = 1;
  }
} else {
  await writeFile(FILE, wanted);
}
