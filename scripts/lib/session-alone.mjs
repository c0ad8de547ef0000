/**
 * What a bundler makes of `import { AvatarSession } from "live-avatar/session"`: signals and all, nothing but the session
 * used. Needs `dist/`.
 */
import { join } from "node:path";
import nodeResolve from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { rollup } from "rollup";
import { ROOT } from "./run.mjs";

/** It stands where a site's own module would. */
const ENTRY = join(ROOT, "session-alone.js");

const entry = {
  name: "session-alone",
  resolveId: (id) => (id === ENTRY ? id : null),
  load: (id) => (id === ENTRY ? 'export { AvatarSession } from "live-avatar/session";' : null),
};

/**
 * @param {{ isInlined: boolean }} options whether what is loaded by need is there from the start
 * @returns {Promise<string[]>} the code of the files that load at once, minified
 */
export async function sessionAlone({ isInlined }) {
  const build = await rollup({
    input: { session: ENTRY },
    plugins: [
      entry,
      nodeResolve({ browser: true, exportConditions: ["production"] }),
      terser({ module: true, ecma: 2022, compress: { passes: 3 }, format: { comments: false } }),
    ],
  });
  const { output } = await build.generate({ format: "es", generatedCode: "es2015", inlineDynamicImports: isInlined });
  await build.close();
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const early = new Set(["session.js"]);
  for (const name of early) for (const imported of chunks.get(name).imports) early.add(imported);
  return [...early].map((name) => chunks.get(name).code);
}
