/** A way to run the snippets of our documents against the built package. */
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { build } from "esbuild";

const ROOT = resolve(import.meta.dirname, "../..");

/** Runs a module snippet in Node: what it imports from `live-avatar` is the built package. */
export async function run(
  source: string,
  globals: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: ROOT, loader: "js" },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    logLevel: "silent",
  });
  const module = { exports: {} as Record<string, unknown> };
  const code = outputFiles[0]?.text ?? "";
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- running the snippet is the point
  new Function("module", "exports", "require", ...Object.keys(globals), code)(
    module,
    module.exports,
    createRequire(import.meta.url),
    ...Object.values(globals),
  );
  return module.exports;
}
