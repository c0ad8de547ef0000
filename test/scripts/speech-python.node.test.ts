/** The set-up of the speech service where something is missing: a sentence that says what to do, and nothing half-made is left. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";

const SCRIPT = `
  import { ensureSpeechPython } from "./scripts/lib/speech-python.mjs";
  try {
    process.stderr.write(await ensureSpeechPython());
  } catch (error) {
    process.stderr.write(error.name + ": " + error.message);
  }
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "speech-python-"));
  await mkdir(join(folder, "bin"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A Python of which nothing is real but its words. */
async function install(version: string, pip: string, venv = "exit 0"): Promise<void> {
  const program = `#!/bin/sh
case "$*" in
  *version_info*) echo "${version}" ;;
  *"-m venv"*) /bin/mkdir -p "$4/bin"; /bin/cp "$0" "$4/bin/python"; ${venv} ;;
  *"-m pip"*) ${pip} ;;
  *purelib*) echo /nowhere ;;
esac
`;
  const file = join(folder, "bin", "python3");
  await writeFile(file, program);
  await chmod(file, 0o755);
}

/** What the set-up says in the end. */
async function setUp(env: Readonly<Record<string, string>> = {}): Promise<string> {
  const cache = join(folder, "cache");
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--input-type=module", "-e", SCRIPT],
      { env: { PATH: join(folder, "bin"), XDG_CACHE_HOME: cache, HOME: folder, ...env } },
      (_error, _stdout, stderr) => {
        resolve(stderr);
      },
    );
  });
}

const leftovers = async () => readdir(join(folder, "cache", "live-avatar")).catch(() => []);

describe("the set-up of the speech service", () => {
  it("says that there is no Python, or that it is too old", async () => {
    assert.match(await setUp(), /^SetupError: Python was not found: .*3\.9 or newer.*espeak-ng speaks/s);
    await install("3 8", "exit 0");
    assert.match(await setUp(), /^SetupError: Python 3\.8 is too old/);
  });

  it("says that the packages could not be had, with pip's own words, and leaves nothing", async () => {
    await install("3 11", "echo no matching distribution; exit 1");
    assert.match(await setUp(), /^SetupError: no matching distribution\n.*could not be installed/s);
    assert.deepEqual(await leftovers(), []);
  });

  it("uses no model that is not the one that was measured", async () => {
    await install("3 11", "exit 0");
    assert.match(await setUp(), /^SetupError: .* is not the model that speech\/checksums\.json names/);
    assert.deepEqual(await leftovers(), []);
  });

  it("takes the Python that it is told, if it is one", async () => {
    assert.equal(await setUp({ SPEECH_PYTHON: process.execPath }), process.execPath);
    assert.match(await setUp({ SPEECH_PYTHON: "/nowhere" }), /^SetupError: SPEECH_PYTHON names \/nowhere/);
  });
});
