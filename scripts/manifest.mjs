/**
 * Writes `custom-elements.json` from the element's sources, and from it what editors read; `--check` only compares, and fails
 * when a file has drifted.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cli as analyse } from "@custom-elements-manifest/analyzer/cli.js";
import { vscodeData, webTypes } from "./lib/editor-data.mjs";
import { ROOT } from "./lib/run.mjs";

const manifest = await analyse({
  argv: ["analyze", "--config", "custom-elements-manifest.config.mjs"],
  cwd: ROOT,
  noWrite: true,
});
const about = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
const wanted = {
  "custom-elements.json": manifest,
  "vscode.html-custom-data.json": vscodeData(manifest),
  "web-types.json": webTypes(manifest, about),
};

for (const [name, value] of Object.entries(wanted)) {
  const file = join(ROOT, name);
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (!process.argv.includes("--check")) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    process.stdout.write(`${name} is not what the sources say: run \`npm run manifest\` and commit it.\n`);
    process.exitCode = 1;
  }
}
