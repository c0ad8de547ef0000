/**
 * A release: see docs/releasing.md.
 *
 *   npm run release -- --dry-run           checks, builds, packs, installs what was packed into an empty project, and writes
 *                                          `artifacts/release/`: the package, its SBOM, and release.json; publishes nothing
 *   npm run release -- --dry-run --fast    without the checks that concern the commit and those of `npm run verify`
 *   node scripts/release.mjs FOLDER        publishes what a dry run left in a folder; in CI only
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ensureDependencies } from "./lib/ensure-dependencies.mjs";
import { fail, say, SetupError, step } from "./lib/progress.mjs";
import { about, nothingToRelease, treeProblems, versionProblem } from "./lib/release-state.mjs";
import { NPM, ROOT, run } from "./lib/run.mjs";
import { sbomOf } from "./lib/sbom.mjs";
import { EmptyProject, trialSteps } from "./lib/trial-install.mjs";

const TARGET = join(ROOT, "artifacts", "release");
/** The steps of `npm run verify` that a user of the package would meet. */
const VERIFY = ["manifest", "reference", "names", "tables", "publint", "types-published", "size", "livekit"];

const problems = [];
function problem(sentence) {
  problems.push(sentence);
  say(`release: FAILED: ${sentence}`);
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

async function required(what, program, args, mend) {
  const { code, output } = await step(what, () => run(program, args));
  if (code !== 0) throw new SetupError(`${output}\n${what} failed. ${mend}`);
  return output;
}

async function checks(isFast) {
  const nothing = nothingToRelease();
  if (nothing) problem(nothing);
  if (isFast) return say("release: --fast: the commit and the steps of npm run verify are not looked at");
  if (process.env.CI) return say("release: npm test and npm run verify are the business of the job before this one");
  const { code } = await run(process.execPath, ["scripts/verify.mjs", ...VERIFY], { live: true });
  if (code !== 0) problem("Steps of npm run verify failed: see above. `npm run verify -- STEP` runs one of them.");
}

/** Files by their first two folders, so that a file that should not be there is seen. */
function tell({ files, size, unpackedSize, filename }) {
  const groups = new Map();
  for (const { path, size: bytes } of files) {
    const folder = path.includes("/") ? `${path.split("/").slice(0, -1).slice(0, 2).join("/")}/` : path;
    const { count = 0, sum = 0 } = groups.get(folder) ?? {};
    groups.set(folder, { count: count + 1, sum: sum + bytes });
  }
  for (const [folder, { count, sum }] of [...groups].sort(([one], [other]) => (one < other ? -1 : 1))) {
    say(`${kilobytes(sum).padStart(12)}  ${folder}${count > 1 ? ` (${count} files)` : ""}`);
  }
  say(`release: ${filename}: ${files.length} files, ${kilobytes(size)}, ${kilobytes(unpackedSize)} unpacked`);
}

async function pack() {
  await rm(TARGET, { recursive: true, force: true });
  await mkdir(TARGET, { recursive: true });
  const args = ["pack", "--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", TARGET];
  const output = await required("Packing", NPM, args, "Look at `files` in package.json.");
  // One package, told in a list or, by newer ones, under its name.
  const [packed] = Object.values(JSON.parse(output));
  tell(packed);
  return packed;
}

async function tryOut(packed) {
  const project = await EmptyProject.create();
  try {
    for (const { name, mend, run: work } of trialSteps(project, join(TARGET, packed.filename))) {
      const { code, output } = await step(name, work);
      if (code !== 0) return problem(`${name}: ${mend}\n${output.trim()}`);
    }
    const { code, output } = await project.run(NPM, ["sbom", "--sbom-format", "cyclonedx", "--loglevel=error"]);
    if (code !== 0) return problem(`npm sbom, which npm has from version 10 on: ${output.trim()}`);
    const bom = sbomOf(output, packed);
    await writeFile(join(TARGET, "sbom.cdx.json"), `${JSON.stringify(bom, null, 2)}\n`);
    say(`release: the SBOM names ${bom.components.length} packages`);
  } finally {
    await project[Symbol.asyncDispose]();
  }
}

const publishArguments = (archive, version) => [
  ...["publish", archive, "--provenance", "--access", "public", "--ignore-scripts"],
  // What people get without asking for it is never a version before a release.
  ...(version.includes("-") ? ["--tag", "next"] : []),
];

async function dryRun(isFast) {
  await ensureDependencies();
  if (!isFast) for (const sentence of await treeProblems()) problem(sentence);
  const mend = "Mend what the build says above.";
  await required("Building", process.execPath, ["scripts/build.mjs", "--strict"], mend);
  await checks(isFast);
  const packed = await pack();
  await tryOut(packed);
  const { name, version, filename, integrity } = packed;
  await writeFile(join(TARGET, "release.json"), `${JSON.stringify({ name, version, filename, integrity }, null, 2)}\n`);
  if (problems.length > 0)
    throw new SetupError(`release: ${problems.length} things to mend:\n- ${problems.join("\n- ")}`);
  const before = versionProblem();
  say(before ? `release: before it is published: ${before}` : "release: ready");
  say(`release: a release would run, in CI: npm ${publishArguments(filename, version).join(" ")}`);
}

/** What a dry run left, as far as it is of this commit's version and unchanged since. */
async function archiveOf(folder) {
  const text = await readFile(join(folder, "release.json"), "utf8").catch(() => {
    throw new SetupError(`${folder} has no release.json: \`npm run release -- --dry-run\` writes one.`);
  });
  const { name, version, filename, integrity } = JSON.parse(text);
  const own = about();
  if (name !== own.name || version !== own.version) {
    throw new SetupError(`${folder} has ${name} ${version}, and this is ${own.name} ${own.version}: pack it anew.`);
  }
  const archive = join(folder, filename);
  const hash = createHash("sha512").update(await readFile(archive));
  if (`sha512-${hash.digest("base64")}` !== integrity) {
    throw new SetupError(`${filename} is not what was tried out: its SHA-512 is another one. Pack it anew.`);
  }
  return publishArguments(archive, version);
}

async function publish(folder) {
  if (!process.env.CI) {
    throw new SetupError(
      "A release is published by CI alone, which can prove what it was built of: see docs/releasing.md. Here: npm run release -- --dry-run",
    );
  }
  const wrong = versionProblem();
  if (wrong) throw new SetupError(wrong);
  const { code } = await run(NPM, await archiveOf(folder), { live: true });
  if (code !== 0)
    throw new SetupError("npm did not publish: see its words above, and the owner's part in docs/releasing.md.");
}

const args = process.argv.slice(2);
const folders = args.filter((arg) => !arg.startsWith("-"));
const unknown = args.filter((arg) => arg.startsWith("-") && arg !== "--dry-run" && arg !== "--fast");
async function main() {
  if (unknown.length > 0)
    throw new SetupError(`There is no ${unknown.join(", ")}: see the top of scripts/release.mjs.`);
  if (args.includes("--dry-run")) await dryRun(args.includes("--fast"));
  else await publish(resolve(folders[0] ?? TARGET));
}
main().catch(fail);
