/** The scripts of the pages: ours as it ships for script tags, the others bundled with the same tools and settings. */
import { readdir, readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { rollup } from "rollup";
import type { Plugin } from "rollup";

const PAGES = resolve(import.meta.dirname, "pages");
const SHIPPED = resolve(import.meta.dirname, "../../dist/cdn");
const SHIPPED_ENTRY = "live-avatar.js";

/** Its types say CommonJS; what Node loads is the module with the function as its default. */
const minify = terser as unknown as typeof terser.default;

/** One file of a bundle. */
export interface BundleFile {
  readonly code: string;
  /** Loaded with the page, not on demand. */
  readonly early: boolean;
}

/** File name → file; the page loads `main.js`. */
export type Bundle = ReadonlyMap<string, BundleFile>;

/** The SDK's one dependency that is no module of today: Node's `events` for browsers. */
const eventsAsModule: Plugin = {
  name: "events-as-module",
  async load(id) {
    if (basename(id) !== "events.js" || !/[\\/]node_modules[\\/]events[\\/]/.test(id)) return null;
    const code = await readFile(id, "utf8");
    return [
      "const module = { exports: {} };",
      `(function (module) {\n${code}\n})(module);`,
      "export const EventEmitter = module.exports.EventEmitter;",
      "export default module.exports;",
    ].join("\n");
  },
};

/** @param page name of a file in `pages/`, without its extension */
export async function bundlePage(page: string): Promise<Bundle> {
  const build = await rollup({
    input: { main: resolve(PAGES, `${page}.js`) },
    plugins: [
      eventsAsModule,
      nodeResolve({ browser: true, preferBuiltins: false, exportConditions: ["production"] }),
      minify({ module: true, ecma: 2022, compress: { passes: 3 }, format: { comments: false } }),
    ],
    onLog: (level, log, handle) => {
      // Other people's modules, as they are.
      if (log.code !== "CIRCULAR_DEPENDENCY" && log.code !== "THIS_IS_UNDEFINED") handle(level, log);
    },
  });
  const { output } = await build.generate({ format: "es", generatedCode: "es2015", hoistTransitiveImports: false });
  await build.close();
  const chunks = new Map(output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file]] : [])));
  const early = new Set<string>();
  const waiting = ["main.js"];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (early.has(name)) continue;
    early.add(name);
    waiting.push(...(chunks.get(name)?.imports ?? []));
  }
  return new Map([...chunks].map(([name, { code }]) => [name, { code, early: early.has(name) }]));
}

/** Ours, as `npm run build` leaves it. */
export async function shippedBundle(): Promise<Bundle> {
  const names = (await readdir(SHIPPED, { recursive: true })).filter((name) => name.endsWith(".js"));
  const codes = new Map(
    await Promise.all(
      names.map(
        async (name) =>
          [name === SHIPPED_ENTRY ? "main.js" : name, await readFile(resolve(SHIPPED, name), "utf8")] as const,
      ),
    ),
  );
  const entry = codes.get("main.js") ?? "";
  // The façade imports the shell and nothing else.
  const shell = /from\s*"\.\/([^"]+)"/.exec(entry)?.[1] ?? "";
  return new Map([...codes].map(([name, code]) => [name, { code, early: name === "main.js" || name === shell }]));
}
