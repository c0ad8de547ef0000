/** Whoever clones us is told by package.json which packages may run a script when they are installed, and which may not. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { ROOT } from "../support/documents.js";

const read = (name: string): unknown => JSON.parse(readFileSync(join(ROOT, name), "utf8"));

it("allowScripts decides on every package with an install script, and on no other; none of them is shipped", () => {
  const { allowScripts } = read("package.json") as { readonly allowScripts: Readonly<Record<string, boolean>> };
  const { packages } = read("package-lock.json") as {
    readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean; readonly dev?: boolean }>>;
  };
  const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = scripted.map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length));
  assert.deepEqual(Object.keys(allowScripts).sort(), [...new Set(names)].sort());
  assert.deepEqual(
    scripted.filter(([, { dev }]) => !dev),
    [],
  );
});
