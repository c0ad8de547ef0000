/** Copies of the session with one line changed, bundled and loaded: does anybody notice? */
import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { build as bundle } from "esbuild";
import type { Breakage } from "./breakages.js";
import type { SessionClass } from "./run.js";

const ROOT = resolve(import.meta.dirname, "../../..");

/** @throws Error when the line to be changed is not there */
export async function brokenCopy({ changes, what }: Breakage): Promise<SessionClass> {
  const { outputFiles } = await bundle({
    entryPoints: [resolve(ROOT, "src/session/index.ts")],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "silent",
    plugins: [
      {
        name: "break",
        setup(build) {
          // The watchers of a run are those of the tests' own signals.
          build.onResolve({ filter: /^signal-polyfill$/ }, ({ path }) => ({
            path: import.meta.resolve(path),
            external: true,
          }));
          build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            const own = changes.filter(({ file }) => file === relative(ROOT, path));
            if (own.length === 0) return undefined;
            let contents = await readFile(path, "utf8");
            for (const { file, from, to } of own) {
              if (contents.split(from).length !== 2) throw new Error(`"${what}": the line to break is not in ${file}`);
              contents = contents.replace(from, () => to);
            }
            return { contents, loader: "ts" };
          });
        },
      },
    ],
  });
  const code = outputFiles[0]?.text ?? "";
  const module = (await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`)) as {
    readonly AvatarSession: SessionClass;
  };
  return module.AvatarSession;
}
