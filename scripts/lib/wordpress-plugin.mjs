/** The WordPress plugin as it is installed: its own files, and those of the built element, among them the licences of what it contains. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { zipSync } from "fflate";
import { SetupError } from "./progress.mjs";
import { ROOT } from "./run.mjs";
import { PLUGIN, TEMPLATE, template } from "./wordpress-texts.mjs";

const CDN = join(ROOT, "dist", "cdn");
const NAME = "live-avatar";
/** Files that only a developer needs, or a page without WordPress. */
const LEFT_OUT = /(?:^phpcs\.xml\.dist|\.map|^live-avatar\.bundle\.js|^importmap\.html)$/;
/** Files in which the version of the package takes the place of 0.0.0. */
const WITH_VERSION = ["live-avatar.php", "readme.txt"];
/** Any time would do; the same one makes the same file of the same source. WordPress shows it nowhere. */
const MTIME = new Date("2000-01-01T00:00:00Z");

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
const nameBelow = (folder, file) =>
  file
    .slice(folder.length + 1)
    .split(sep)
    .join("/");

/**
 * @returns {Record<string, Uint8Array>} the files of the plugin's folder, by their paths in it
 * @throws SetupError where the element is not built
 */
function assemblePlugin() {
  if (!existsSync(join(CDN, "live-avatar.js"))) throw new SetupError("dist/cdn is not there: run npm run build first.");
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const files = {};
  for (const file of filesBelow(PLUGIN)) {
    const name = nameBelow(PLUGIN, file);
    if (LEFT_OUT.test(name)) continue;
    const content = readFileSync(file);
    files[name] = WITH_VERSION.includes(name)
      ? Buffer.from(content.toString("utf8").replaceAll("0.0.0", version))
      : content;
  }
  for (const file of filesBelow(CDN)) {
    const name = nameBelow(CDN, file);
    if (!LEFT_OUT.test(name)) files[`assets/${name}`] = readFileSync(file);
  }
  files["LICENSE"] = readFileSync(join(ROOT, "LICENSE"));
  return files;
}

/**
 * Writes the file that an administrator uploads.
 * @param {string} path
 */
export async function writeZip(path) {
  const files = Object.entries(assemblePlugin()).map(([name, content]) => [`${NAME}/${name}`, content]);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, zipSync(Object.fromEntries(files), { level: 9, mtime: MTIME }));
}

/** Writes the translators' template, or with `isCheck` only compares. @returns {Promise<boolean>} whether it was right already */
export async function writeTexts(isCheck) {
  const text = template();
  const isRight = existsSync(TEMPLATE) && readFileSync(TEMPLATE, "utf8") === text;
  if (!isRight && !isCheck) {
    await mkdir(dirname(TEMPLATE), { recursive: true });
    await writeFile(TEMPLATE, text);
  }
  return isRight;
}
