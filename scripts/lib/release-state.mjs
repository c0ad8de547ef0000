/** Whether this commit may be released: each problem in a sentence that says what to do. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, run } from "./run.mjs";

const read = (name) => (existsSync(join(ROOT, name)) ? readFileSync(join(ROOT, name), "utf8") : "");
const waiting = () =>
  readdirSync(join(ROOT, ".changeset")).filter((name) => name.endsWith(".md") && name !== "README.md");

/** @returns {{ name: string, version: string, repository?: unknown }} */
export const about = () => JSON.parse(read("package.json"));

async function git(...args) {
  const { code, output } = await run("git", args);
  return code === 0 ? output.trim() : `git ${args[0]}: ${output.trim()}`;
}

/** @returns {Promise<string[]>} what is wrong with the work tree */
export async function treeProblems() {
  const changed = await git("status", "--porcelain");
  const branch = await git("rev-parse", "--abbrev-ref", "HEAD");
  return [
    ...(changed === "" ? [] : [`The tree is not clean: commit or take back\n${changed}`]),
    ...(branch === "main"
      ? []
      : [`This is ${branch}: a release is made of main. Merge first, or \`git switch main\`.`]),
  ];
}

/** @returns {string | undefined} what is to be released, where changesets say so or have just said so */
export function nothingToRelease() {
  const { version } = about();
  if (waiting().length > 0 || read("CHANGELOG.md").includes(`\n## ${version}\n`)) return undefined;
  return `There is nothing to release: no changeset waits, and CHANGELOG.md has no chapter ${version}. Run \`npm run changeset\`.`;
}

/** @returns {string | undefined} why this is not yet the commit of a version */
export function versionProblem() {
  const count = waiting().length;
  if (count > 0) {
    return `${count} changesets wait: run \`npx changeset version\`, then \`npm run manifest\`, and commit both (docs/releasing.md).`;
  }
  if (!about().repository)
    return "package.json names no `repository`, and npm refuses provenance that names another one.";
  return nothingToRelease();
}
