/** Bundles the AudioWorklet of the microphone: a script of its own, which the package carries as text and as a file. */
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./run.mjs";

export const WORKLET_FILE = join(ROOT, "src/browser/worklet/capture-code.generated.ts");

/** The module that holds the worklet's code, as it should be committed. */
export async function workletModule() {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "src/browser/worklet/capture.worklet.ts")],
    ...{ bundle: true, minify: true, write: false, format: "esm", target: "es2022", legalComments: "none" },
  });
  const code = outputFiles[0].text.trim();
  return `/** Generated from capture.worklet.ts: see scripts/worklet.mjs. */\nexport const CAPTURE_CODE =\n  ${JSON.stringify(code)};\n`;
}
