/** What a process costs, from Linux's own books: read once a second. */
import { readdirSync, readFileSync } from "node:fs";

export interface Sample {
  /** Seconds since the watch began. */
  readonly at: number;
  readonly megabytes: number;
  /** Shares of one processor since the last sample. */
  readonly processors: number;
}

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** Seconds of processor time that the process has used, and its memory. */
function read(pid: number): { readonly seconds: number; readonly megabytes: number } {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
  // The name of the program, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    megabytes: (Number(fields[21]) * PAGE_BYTES) / 1e6,
  };
}

/** The open descriptors of a process. */
export const descriptorsOf = (pid: number): number => readdirSync(`/proc/${String(pid)}/fd`).length;

export const megabytesOf = (pid: number): number => read(pid).megabytes;

export class ProcessWatch {
  readonly samples: Sample[] = [];
  readonly #pid: number;
  readonly #begun = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #first: number;
  #before: { readonly at: number; readonly seconds: number };

  constructor(pid: number) {
    this.#pid = pid;
    this.#first = read(pid).seconds;
    this.#before = { at: this.#begun, seconds: this.#first };
    this.#timer = setInterval(() => {
      this.#sample();
    }, 1000);
  }

  /** Processor seconds since the watch began. */
  get seconds(): number {
    return this.#before.seconds - this.#first;
  }

  get mostMegabytes(): number {
    return Math.max(...this.samples.map(({ megabytes }) => megabytes));
  }

  end(): void {
    this.#sample();
    clearInterval(this.#timer);
  }

  #sample(): void {
    const at = performance.now();
    const { seconds, megabytes } = read(this.#pid);
    const processors = (seconds - this.#before.seconds) / ((at - this.#before.at) / 1000);
    this.samples.push({ at: (at - this.#begun) / 1000, megabytes, processors });
    this.#before = { at, seconds };
  }
}
