/**
 * The recogniser of phrases: pocketsphinx, where it is installed, with a grammar of the phrases in `ANSWER_BOOK`. A grammar fits
 * its nearest phrase to whatever is said, so what was recognised counts only where it fits well, and from end to end.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { encodeWav } from "../core/wav.js";
import { ANSWER_BOOK } from "./answers.js";

const run = promisify(execFile);
const PROGRAM = "pocketsphinx_continuous";
const SAMPLES_PER_SECOND = 16_000;
/** The recogniser scores frames of 10 ms. */
const FRAME = SAMPLES_PER_SECOND / 100;

/**
 * What a frame may cost, lower is better; measured on the phrases, and on sentences that are none of them, in a natural voice
 * (docs/emulator.md). `silence` is loud where the grammar had no word for what was said.
 */
const LIMITS = { word: 60, words: 20, silence: 25 };
/** The share of the loud frames that the words must cover. */
const COVERED = 0.85;
/** A frame is loud from this share of the loudest one's level on. */
const LOUD = 0.15;

interface Part {
  readonly word: string;
  readonly firstFrame: number;
  readonly frames: number;
  readonly cost: number;
}

export class PhraseRecogniser {
  #folder: Promise<string> | undefined;
  #available: Promise<boolean> | undefined;

  /** Whether the program is installed. */
  isAvailable(): Promise<boolean> {
    return (this.#available ??= isInstalled());
  }

  /** The phrase that 16 kHz mono samples are; undefined where they are none of them. */
  async recognise(samples: Int16Array): Promise<string | undefined> {
    const folder = await (this.#folder ??= prepare());
    const file = join(folder, crypto.randomUUID());
    await writeFile(`${file}.wav`, encodeWav(samples, SAMPLES_PER_SECOND));
    try {
      const grammar = ["-jsgf", join(folder, "phrases.gram"), "-remove_silence", "no"];
      const { stdout } = await run(
        PROGRAM,
        ["-infile", `${file}.wav`, ...grammar, "-backtrace", "yes", "-logfn", `${file}.log`],
        { timeout: 15_000 },
      );
      const text = stdout.trim().replaceAll(/\s+/g, " ");
      const fits = text !== "" && fitsWell(parse(await readFile(`${file}.log`, "utf8")), samples);
      return fits ? text : undefined;
    } catch {
      return undefined; // a recogniser that fails on a sound has not understood it
    } finally {
      await Promise.all([".wav", ".log"].map((ending) => rm(file + ending, { force: true })));
    }
  }

  async close(): Promise<void> {
    const folder = await this.#folder;
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}

/** The lines `word start end pprob ascr lscr lback` of its back-trace. */
function parse(log: string): Part[] {
  const lines = log.matchAll(/^(\S+)\s+(\d+)\s+(\d+)\s+[\d.]+\s+(-?\d+)\s+-?\d+\s+\d+\s*$/gm);
  return [...lines].map(([, word = "", start, end, score]) => ({
    word,
    firstFrame: Number(start),
    frames: Number(end) - Number(start) + 1,
    cost: -Number(score),
  }));
}

function fitsWell(parts: readonly Part[], samples: Int16Array): boolean {
  const words = parts.filter(({ word }) => !word.startsWith("<"));
  if (words.length === 0) return false;
  const sum = (list: readonly Part[], of: "cost" | "frames"): number => list.reduce((all, part) => all + part[of], 0);
  const isGood = parts.every(({ word, cost, frames }) => {
    return cost / frames <= (word.startsWith("<") ? LIMITS.silence : LIMITS.word);
  });
  return isGood && sum(words, "cost") / sum(words, "frames") <= LIMITS.words && coverage(words, samples) >= COVERED;
}

/** The share of the loud frames that belong to a word. */
function coverage(words: readonly Part[], samples: Int16Array): number {
  const levels = Array.from({ length: Math.floor(samples.length / FRAME) }, (_, frame) => {
    return Math.sqrt(samples.subarray(frame * FRAME, (frame + 1) * FRAME).reduce((sum, x) => sum + x * x, 0) / FRAME);
  });
  const threshold = Math.max(...levels) * LOUD;
  const loud = levels.flatMap((level, frame) => (level >= threshold ? [frame] : []));
  const isCovered = (frame: number): boolean =>
    words.some(({ firstFrame, frames }) => frame >= firstFrame && frame < firstFrame + frames);
  return loud.filter(isCovered).length / loud.length;
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
