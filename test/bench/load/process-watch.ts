/** What a process costs, from Linux's own books: read once a second. */
import { readdirSync, readFileSync } from "node:fs";

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

export const threadsOf = (pid: number): number => readdirSync(`/proc/${String(pid)}/task`).length;

/** The processes that it has started and that have not ended. */
export const childrenOf = (pid: number): number =>
  readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8")
    .split(" ")
    .filter(Boolean).length;

export const megabytesOf = (pid: number): number => read(pid).megabytes;

export class ProcessWatch {
  readonly #pid: number;
  readonly #begun = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #first: number;
  #seconds = 0;
  #wallSeconds = 0;
  #mostMegabytes = 0;

  constructor(pid: number) {
    this.#pid = pid;
    this.#first = read(pid).seconds;
    this.#timer = setInterval(() => {
      this.#sample();
    }, 1000);
  }

  /** Processor seconds since the watch began. */
  get seconds(): number {
    return this.#seconds;
  }

  /** How many processors it kept busy on average. */
  get processors(): number {
    return this.#seconds / this.#wallSeconds;
  }

  get mostMegabytes(): number {
    return this.#mostMegabytes;
  }

  /** Ends the watch. A process that has ended before counts as at the last look, which was within a second. */
  end(): void {
    this.#sample();
    clearInterval(this.#timer);
  }

  #sample(): void {
    let now: ReturnType<typeof read>;
    try {
      now = read(this.#pid);
    } catch {
      return; // it has ended
    }
    this.#seconds = now.seconds - this.#first;
    this.#wallSeconds = (performance.now() - this.#begun) / 1000;
    this.#mostMegabytes = Math.max(this.#mostMegabytes, now.megabytes);
  }
}
