/**
 * `api/names.json`: the public names of the last release. `npm run manifest` writes it anew once the version in package.json was
 * raised; until then `--check` holds the names of today against it, and against the changesets. Run with tsx.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { missingChangesets, parseChangeset, wrongVersion } from "./lib/name-changes.mjs";
import { publicNames } from "./lib/public-names.mjs";
import { ROOT } from "./lib/run.mjs";

const FILE = join(ROOT, "api", "names.json");
const CHANGESETS = join(ROOT, ".changeset");

const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const released = JSON.parse(readFileSync(FILE, "utf8"));
const names = publicNames();

const changesets = () =>
  readdirSync(CHANGESETS)
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .map((name) => parseChangeset(readFileSync(join(CHANGESETS, name), "utf8")))
    .filter((changeset) => changeset !== undefined);

function problems() {
  const isCheck = process.argv.includes("--check");
  if (version === released.version) return isCheck ? missingChangesets(released, names, changesets()) : [];
  const wrong = wrongVersion(released, names, version);
  if (wrong !== undefined) return [wrong];
  if (isCheck) {
    return [
      `api/names.json is of ${released.version}, package.json of ${version}: run \`npm run manifest\` and commit it.`,
    ];
  }
  writeFileSync(FILE, `${JSON.stringify({ version, names }, null, 2)}\n`);
  return [];
}

const found = problems();
for (const sentence of found) process.stdout.write(`${sentence}\n`);
process.exitCode = found.length > 0 ? 1 : 0;
