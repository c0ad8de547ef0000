/**
 * The emulator's speech recogniser: pocketsphinx, where it is installed, with a grammar of the phrases in `ANSWER_BOOK`. It
 * knows only those phrases; anything else, above all noise, is not understood.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { encodeWav } from "../core/wav.js";
import { ANSWER_BOOK } from "./answers.js";

const run = promisify(execFile);
const PROGRAM = "pocketsphinx_continuous";
const SAMPLES_PER_SECOND = 16_000;

/** The result of recognition: words, nothing, or that no recogniser is installed. */
export type Heard =
  { readonly type: "words"; readonly text: string } | { readonly type: "nothing" } | { readonly type: "deaf" };

export class Recogniser {
  #folder: Promise<string> | undefined;
  #available: Promise<boolean> | undefined;

  /** Recognises 16 kHz mono samples. */
  async recognise(samples: Int16Array): Promise<Heard> {
    if (samples.length === 0) return { type: "nothing" };
    if (!(await (this.#available ??= isInstalled()))) return { type: "deaf" };
    const folder = await (this.#folder ??= prepare());
    const file = join(folder, `${crypto.randomUUID()}.wav`);
    await writeFile(file, encodeWav(samples, SAMPLES_PER_SECOND));
    try {
      const { stdout } = await run(
        PROGRAM,
        ["-infile", file, "-jsgf", join(folder, "phrases.gram"), "-logfn", "/dev/null"],
        { timeout: 15_000 },
      );
      const text = stdout.trim().split("\n").join(" ").trim();
      return text === "" ? { type: "nothing" } : { type: "words", text };
    } catch {
      return { type: "nothing" }; // a recogniser that fails on a sound has not understood it
    } finally {
      await rm(file, { force: true });
    }
  }

  async close(): Promise<void> {
    const folder = await this.#folder;
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}

async function isInstalled(): Promise<boolean> {
  try {
    await run(PROGRAM, ["-help"], { timeout: 5000 });
    return true;
  } catch (error) {
    // Its help exits with an error of its own; only a program that is not there is missing.
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

async function prepare(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "live-avatar-recogniser-"));
  const phrases = ANSWER_BOOK.map(({ phrase }) => `( ${phrase} )`).join(" | ");
  await writeFile(join(folder, "phrases.gram"), `#JSGF V1.0;\ngrammar phrases;\npublic <phrase> = ${phrases};\n`);
  return folder;
}
