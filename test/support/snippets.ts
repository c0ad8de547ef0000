/** A way to run the snippets of our documents against the built package. */
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { build } from "esbuild";

const ROOT = resolve(import.meta.dirname, "../..");

/**
 * Runs a module snippet in Node: what it imports from `live-avatar` is the built package.
 * @param beside files of the same document, by the path under which it imports them
 */
export async function run(
  source: string,
  globals: Readonly<Record<string, unknown>> = {},
  beside: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown>> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: ROOT, loader: "js" },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    // Drivers of databases find their own files beside them.
    external: ["better-sqlite3", "pg", "redis"],
    logLevel: "silent",
    plugins: [
      {
        name: "beside",
        setup(bundle) {
          bundle.onResolve({ filter: /^\.\// }, ({ path, importer }) =>
            importer.endsWith("<stdin>") ? { path, namespace: "beside" } : undefined,
          );
          bundle.onLoad({ filter: /.*/, namespace: "beside" }, ({ path }) => {
            const contents = beside[path];
            return contents === undefined ? undefined : { contents, resolveDir: ROOT };
          });
        },
      },
    ],
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
