/**
 * What lies beside the bundles of `dist/cdn/` and tells of them: their hashes (`integrity.json`, and as an import map in
 * `importmap.html`), and the licences of what is in them (`LICENSES.txt`).
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { bundledLicences } from "./bundled-licences.mjs";
import { ROOT } from "./run.mjs";

const CDN = join(ROOT, "dist", "cdn");
/** They tell of the others. */
const METADATA = ["integrity.json", "importmap.html", "LICENSES.txt"];
/** Loaded by a `<script src>`, whose own attribute covers it, or by no page at all. */
const NO_MODULE = /^(embed\.js|worklets\/.*)$/;

const hashOf = (path) => `sha384-${createHash("sha384").update(readFileSync(path)).digest("base64")}`;

function integrity() {
  const files = readdirSync(CDN, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(CDN, join(parentPath, name)).split(sep).join("/"))
    .filter((name) => !METADATA.includes(name));
  return Object.fromEntries(files.sort().map((name) => [name, hashOf(join(CDN, name))]));
}

/** The block of a page that loads the element from `base`. Integrity is by whole addresses: a relative one would be the page's. */
function importMap(base, hashes) {
  const modules = Object.entries(hashes).filter(([name]) => name.endsWith(".js") && !NO_MODULE.test(name));
  const map = { integrity: Object.fromEntries(modules.map(([name, hash]) => [base + name, hash])) };
  return `<script type="importmap">\n${JSON.stringify(map, undefined, 2)}\n</script>\n`;
}

function licences() {
  const head =
    "live-avatar is under the licence MIT. The files beside this one contain code of the following packages, each under its own licence.\n";
  const parts = bundledLicences(CDN).map(
    ({ name, version, licence, texts }) => `${name} ${version} (${licence})\n\n${texts.join("\n\n")}\n`,
  );
  return [head, ...parts].join(`\n${"=".repeat(80)}\n\n`);
}

/** Writes them anew. Needs the bundles. */
export function writeCdnMetadata() {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const hashes = integrity();
  writeFileSync(join(CDN, "integrity.json"), `${JSON.stringify(hashes, undefined, 2)}\n`);
  writeFileSync(
    join(CDN, "importmap.html"),
    importMap(`https://cdn.jsdelivr.net/npm/${name}@${version}/dist/cdn/`, hashes),
  );
  writeFileSync(join(CDN, "LICENSES.txt"), licences());
}
