/**
 * Bundles the AudioWorklet of the microphone, a script of its own that the package carries as text and as a file, from its
 * sources; `--check` only compares, and fails when it has drifted.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./lib/run.mjs";

const FILE = join(ROOT, "src/browser/worklet/capture-code.generated.ts");

const { outputFiles } = await build({
  entryPoints: [join(ROOT, "src/browser/worklet/capture.worklet.ts")],
  ...{ bundle: true, minify: true, write: false, format: "esm", target: "es2022", legalComments: "none" },
});
const code = JSON.stringify(outputFiles[0].text.trim());
const wanted = `/** Generated from capture.worklet.ts: see scripts/worklet.mjs. */\nexport const CAPTURE_CODE =\n  ${code};\n`;

if (process.argv.includes("--check")) {
  const committed = await readFile(FILE, "utf8").catch(() => "");
  if (committed !== wanted) {
    process.stdout.write(
      "The microphone's worklet is not what its sources say: run `npm run worklet` and commit it.\n",
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(FILE, wanted);
}
