/**
 * Everything that must hold before a change is merged, but the tests (`npm test`). ESLint runs beside the other steps, which
 * go one after the other, all of them even when one fails; a summary is at the end.
 *
 *   npm run verify                    every step
 *   npm run verify -- types eslint    these only
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureDependencies } from "./lib/ensure-dependencies.mjs";
import { livekitRange } from "./lib/livekit-range.mjs";
import { ROOT, run, runTool } from "./lib/run.mjs";

const node = (...args) => run(process.execPath, args);

/** Two copies of these on a page work side by side without an error, and without each other's updates. */
const ONE_COPY_ONLY = ["lit", "lit-html", "@lit/reactive-element", "@lit-labs/signals", "signal-polyfill"];

async function oneCopy() {
  const results = await Promise.all(ONE_COPY_ONLY.map((name) => run("npm", ["ls", "--all", "--parseable", name])));
  const found = results.map(
    ({ output }) => new Set(output.split("\n").filter((line) => line.includes("node_modules"))),
  );
  const wrong = ONE_COPY_ONLY.filter((_, index) => found[index].size !== 1);
  return {
    code: wrong.length === 0 ? 0 : 1,
    output: wrong.map((name) => `${name}: ${found[ONE_COPY_ONLY.indexOf(name)].size} copies\n`).join(""),
    ms: Math.max(...results.map(({ ms }) => ms)),
  };
}

const STEPS = {
  format: () => runTool("prettier", ["--check", "--log-level", "warn", "."]),
  types: () => runTool(["typescript", "tsc"], ["-p", "tsconfig.json"]),
  "types-headless": () => runTool(["typescript", "tsc"], ["-p", "tsconfig.headless.json"]),
  eslint: () => runTool("eslint", [".", "--max-warnings", "0"]),
  templates: () =>
    runTool(["@jackolope/lit-analyzer", "lit-analyzer"], ["src/element/**/*.ts", "--strict", "--maxWarnings", "0"]),
  layers: () => runTool(["dependency-cruiser", "depcruise"], ["src"]),
  "dead-code": () => runTool("knip", ["--no-progress"]),
  build: () => node("scripts/build.mjs", "--strict"),
  worklet: () => node("scripts/worklet.mjs", "--check"),
  manifest: () => node("scripts/manifest.mjs", "--check"),
  reference: () => node("--import", "tsx", "scripts/reference.mjs", "--check"),
  names: () => node("--import", "tsx", "scripts/names.mjs", "--check"),
  tables: () => node("--import", "tsx", "--test", "test/package/tables.node.test.ts"),
  publint: () => runTool("publint", ["run", ".", "--strict"]),
  "types-published": () =>
    runTool(
      ["@arethetypeswrong/cli", "attw"],
      [
        ...["--pack", ".", "--ignore-rules", "cjs-resolves-to-esm"],
        ...["--exclude-entrypoints", "custom-elements.json", "web-types.json", "vscode.html-custom-data.json"],
      ],
    ),
  size: () => runTool("size-limit", []),
  "one-copy": oneCopy,
  livekit: livekitRange,
  "wordpress-texts": () => node("scripts/wordpress.mjs", "texts", "--check"),
  "wordpress-php": () => node("scripts/wordpress.mjs", "check"),
};

/** These read sources only, and take as long as all others together: a lane of their own, on the other processor. */
const LONG_STEPS = ["eslint"];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in STEPS));
if (unknown.length > 0) {
  process.stderr.write(`verify: no such step: ${unknown.join(", ")}. There are: ${Object.keys(STEPS).join(", ")}\n`);
  process.exit(2);
}

await ensureDependencies();

const failed = [];
const passed = [];

async function runStep(name) {
  const { code, output, ms, notice } = await STEPS[name]();
  // One line at a time: another step may run beside this one.
  process.stdout.write(`verify: ${name} ${code === 0 ? "ok" : "FAILED"} (${(ms / 1000).toFixed(1)} s)\n`);
  if (notice !== undefined) process.stdout.write(`verify: notice: ${notice}\n`);
  if (code === 0) passed.push(name);
  else {
    failed.push(name);
    process.stdout.write(`${output.trimEnd()}\n\n`);
  }
}

async function runLane(names) {
  for (const name of names) await runStep(name);
}

const names = Object.keys(STEPS).filter((name) => wanted.length === 0 || wanted.includes(name));
process.stdout.write(`verify: ${names.join(", ")} …\n`);
const isLong = (name) => LONG_STEPS.includes(name);
// What others read of `dist` must not change under them.
await runLane(names.filter((name) => name === "build"));
const others = names.filter((name) => name !== "build");
await Promise.all([runLane(others.filter(isLong)), runLane(others.filter((name) => !isLong(name)))]);

const counts = { passed: passed.length, failed: failed.length, skipped: 0 };
await mkdir(join(ROOT, "artifacts"), { recursive: true });
await writeFile(join(ROOT, "artifacts", "verify-counts.json"), `${JSON.stringify(counts)}\n`);
if (failed.length > 0) process.stdout.write(`verify: failed: ${failed.join(", ")}\n`);
process.stdout.write(`verify: ${counts.passed} passed, ${counts.failed} failed\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
