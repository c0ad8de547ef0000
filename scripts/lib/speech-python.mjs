/**
 * The Python of the speech service, with the packages of speech/requirements.txt, installed once into the user's cache, where every
 * clone finds it. Order: SPEECH_PYTHON, the cache, a virtual environment that is made now.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { buildInCache, cacheFolder } from "./cache.mjs";
import { installDebianPackages } from "./debian.mjs";
import { findProgram, isExecutable } from "./find-program.mjs";
import { SetupError, step } from "./progress.mjs";
import { ROOT, run } from "./run.mjs";

const MIN_PYTHON = [3, 9];
const REQUIREMENTS = join(ROOT, "speech", "requirements.txt");
const CHECKSUMS = join(ROOT, "speech", "checksums.json");
const NAMES = ["python3", "python"];

const WITHOUT = "Without it espeak-ng speaks, and fifteen phrases are heard.";

const pythonIn = (folder) =>
  process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");

/**
 * @returns {Promise<string>} the Python that has the models
 * @throws SetupError that says what is missing and what to do
 */
export async function ensureSpeechPython() {
  const given = process.env.SPEECH_PYTHON;
  if (given) {
    if (isExecutable(given)) return given;
    throw new SetupError(`SPEECH_PYTHON names ${given}, which is not a program.`);
  }
  const target = join(cacheFolder(), `speech-${await versionHash()}`);
  if (existsSync(target)) return pythonIn(target);
  const python = await findPython();
  return buildInCache(async (work) => {
    const folder = join(work, "venv");
    await step(
      "Installing the recogniser and the voice of the speech service (once, 650 MB, about a minute)",
      async () => {
        await makeEnvironment(python, folder);
        await install(folder);
        await checkModels(folder);
      },
    );
    // Another clone may have been faster: its environment is the same.
    await rename(folder, target).catch((error) => {
      if (!existsSync(target)) throw error;
    });
    return pythonIn(target);
  });
}

/** Another list of packages is another environment. */
async function versionHash() {
  const hash = createHash("sha256");
  for (const file of [REQUIREMENTS, CHECKSUMS]) hash.update(await readFile(file));
  return hash.digest("hex").slice(0, 12);
}

async function findPython() {
  const found = [];
  for (const program of NAMES.map(findProgram).filter(Boolean)) {
    const { output } = await run(program, ["-c", "import sys; print(*sys.version_info[:2])"]);
    const [, major, minor] = (/^(\d+) (\d+)$/m.exec(output) ?? []).map(Number);
    if (major > MIN_PYTHON[0] || (major === MIN_PYTHON[0] && minor >= MIN_PYTHON[1])) return program;
    if (major !== undefined) found.push(`${major}.${minor}`);
  }
  const what = found.length > 0 ? `Python ${found.join(" and ")} is too old` : "Python was not found";
  throw new SetupError(`${what}: the speech service needs Python ${MIN_PYTHON.join(".")} or newer. ${WITHOUT}`);
}

async function makeEnvironment(python, folder) {
  const make = () => run(python, ["-m", "venv", "--clear", folder]);
  let { code, output } = await make();
  // Debian keeps this part of Python in a package of its own.
  if (code !== 0 && /ensurepip|No module named venv/.test(output) && (await installDebianPackages("python3-venv"))) {
    ({ code, output } = await make());
  }
  if (code === 0) return;
  throw new SetupError(
    `${output}\nPython cannot make a virtual environment: install its part for that (Debian: apt-get install python3-venv). ${WITHOUT}`,
  );
}

async function install(folder) {
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-input"];
  const { code, output } = await run(pythonIn(folder), ["-m", "pip", "install", ...quiet, "-r", REQUIREMENTS]);
  if (code !== 0) {
    throw new SetupError(`${output}\nThe packages of ${REQUIREMENTS} could not be installed: see above. ${WITHOUT}`);
  }
}

/** What was installed is what was measured, whatever the registry serves under its name. */
async function checkModels(folder) {
  const { output } = await run(pythonIn(folder), ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]);
  const packages = output.trim();
  for (const [file, expected] of Object.entries(JSON.parse(await readFile(CHECKSUMS, "utf8")))) {
    const bytes = await readFile(join(packages, file)).catch(() => Buffer.alloc(0));
    if (createHash("sha256").update(bytes).digest("hex") === expected) continue;
    throw new SetupError(`${file} is not the model that speech/checksums.json names: it is not used. ${WITHOUT}`);
  }
}
