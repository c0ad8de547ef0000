/** What a process costs, with the processes that it has started, from Linux's own books: read once a second. */
import { readdirSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

interface Cost {
  /** Of processor time, with that of its children that have ended. */
  readonly seconds: number;
  readonly megabytes: number;
}

function costOf(pid: number): Cost {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
  // The name of the program, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    seconds: fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND,
    megabytes: (Number(fields[21]) * PAGE_BYTES) / 1e6,
  };
}

/** The processes that it has started and that have not ended. */
export const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8")
    .split(" ")
    .filter(Boolean)
    .map(Number);

/** The sum of a process and all that come from it. A child that ends meanwhile counts as none. */
function sumOf(pid: number, value: (pid: number) => number): number {
  const ofChild = (child: number): number => {
    try {
      return sumOf(child, value);
    } catch {
      return 0;
    }
  };
  return childrenOf(pid).reduce((sum, child) => sum + ofChild(child), value(pid));
}

/** The open descriptors of a process and its children. */
export const descriptorsOf = (pid: number): number =>
  sumOf(pid, (one) => readdirSync(`/proc/${String(one)}/fd`).length);

/** The threads of a process and its children. */
export const threadsOf = (pid: number): number => sumOf(pid, (one) => readdirSync(`/proc/${String(one)}/task`).length);

/** The memory of a process and its children. What they share counts once for each. */
export const megabytesOf = (pid: number): number => sumOf(pid, (one) => costOf(one).megabytes);

const secondsOf = (pid: number): number => sumOf(pid, (one) => costOf(one).seconds);

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
    this.#first = secondsOf(pid);
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
    let now: Cost;
    try {
      now = { seconds: secondsOf(this.#pid), megabytes: megabytesOf(this.#pid) };
    } catch {
      return; // it has ended
    }
    this.#seconds = now.seconds - this.#first;
    this.#wallSeconds = (performance.now() - this.#begun) / 1000;
    this.#mostMegabytes = Math.max(this.#mostMegabytes, now.megabytes);
  }
}
