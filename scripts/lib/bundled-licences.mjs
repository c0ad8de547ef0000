/**
 * The licences of what `dist/cdn/` contains of other people: of every package whose modules are in a bundle by its source map, and of
 * those that such a package carries in its own file (livekit-client has eleven).
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";

const LICENCE_FILE = /^(licen[cs]e|notice|copying)([.-]|$)/i;
const PACKAGE_PATH = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;
const INNER_PACKAGE = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//;
/** The comment that a file begins with. */
const HEADER = /^(?:\/\/.*\n)+|^\/\*[\s\S]*?\*\//;

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

function filesBelow(folder, isWanted) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isWanted(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.slice(folder.length).includes(`${sep}node_modules${sep}`))
    .sort();
}

/** The files outside this project that the bundles below a folder are made of, by their source maps. */
function foreignModules(folder) {
  const modules = filesBelow(folder, (name) => name.endsWith(".js.map")).flatMap((path) =>
    readJson(path).sources.map((source) => resolve(dirname(path), source)),
  );
  return new Set(modules.filter((path) => PACKAGE_PATH.test(path)));
}

/** The folder of a package that another one depends on. */
function dependencyFolder(from, name) {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
  }
  throw new Error(`${from} contains ${name}, which is not installed: its licence is unknown.`);
}

/** The packages that a module was itself bundled from: those of its map, and all dependencies, since not each has a map. */
function carriedBy(module, folder) {
  const map = `${module}.map`;
  if (!existsSync(map)) return [];
  const names = readJson(map).sources.flatMap((source) => INNER_PACKAGE.exec(source)?.[1] ?? []);
  if (names.length === 0) return [];
  const direct = Object.keys(readJson(join(folder, "package.json")).dependencies ?? {});
  const folders = new Map(direct.map((name) => [name, dependencyFolder(folder, name)]));
  for (const name of names) {
    if (folders.has(name)) continue;
    // Of a dependency's dependency, which need not be installed where this package finds it.
    const owners = [folder, ...folders.values()];
    const owner = owners.find((one) => name in (readJson(join(one, "package.json")).dependencies ?? {})) ?? folder;
    folders.set(name, dependencyFolder(owner, name));
  }
  return [...folders.values()];
}

/** The texts of a package's licences; where it has no such file, what its own files say at their top. */
function licenceTexts(folder) {
  const files = filesBelow(folder, (name) => LICENCE_FILE.test(name));
  if (files.length > 0) return files.map((path) => readFileSync(path, "utf8").trim());
  const headers = filesBelow(folder, (name) => /\.m?js$/.test(name))
    .map((path) => HEADER.exec(readFileSync(path, "utf8"))?.[0].trim() ?? "")
    .filter((header) => /copyright/i.test(header));
  return [...new Set(headers)];
}

/**
 * @param {string} folder the folder of the bundles
 * @returns {{ name: string, version: string, licence: string, texts: string[] }[]} sorted by name
 * @throws Error for a package without a licence
 */
export function bundledLicences(folder) {
  const folders = new Set();
  for (const module of foreignModules(folder)) {
    const own = PACKAGE_PATH.exec(module)[1];
    for (const one of [own, ...carriedBy(module, own)]) folders.add(one);
  }
  const found = [...folders].map((path) => {
    const { name, version, license } = readJson(join(path, "package.json"));
    const texts = licenceTexts(path);
    if (typeof license !== "string" || texts.length === 0) throw new Error(`${name} says nothing of its licence.`);
    return { name, version, licence: license, texts };
  });
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
}
