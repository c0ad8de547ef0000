/** The files of `dist/cdn/` and what loading one of them loads at once. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./run.mjs";

const CDN = join(ROOT, "dist", "cdn");

/** Static imports only: `import()` is what a chunk waits for, not what it brings. */
const STATIC_IMPORT = /(?:^|[;}\s])(?:import|export)\s*(?:[\w$\s{},*]*?\s*from\s*)?["'](\.[^"']+)["']/g;

/**
 * A built file with everything that it imports statically, as absolute paths.
 * @param {string} entry relative to `dist/cdn/`
 */
export function staticFiles(entry) {
  const seen = new Set();
  const waiting = [join(CDN, entry)];
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const [, specifier] of readFileSync(path, "utf8").matchAll(STATIC_IMPORT)) {
      waiting.push(join(dirname(path), specifier));
    }
  }
  return [...seen];
}

/** Every chunk by its name without the hash: `room` → its absolute path. */
export function chunks() {
  const files = readdirSync(join(CDN, "chunks")).filter((file) => file.endsWith(".js"));
  return new Map(files.map((file) => [file.replace(/-[\w-]{8}\.js$/, ""), join(CDN, "chunks", file)]));
}
