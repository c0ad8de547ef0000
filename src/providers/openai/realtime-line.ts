/** Whether the line to the server is alive. Browsers show no pings: a connection that is half open is found by asking. */
import type { Clock } from "../../core/clock.js";

const WATCH_MS = 1000;
/** After so long without an event, although there is sound, the server is asked whether it is still there. */
const SILENT_MS = 15_000;
/** A line of which something came so shortly ago is alive. */
const HEARD_MS = 2000;
/** How long it may take to answer that. */
const ANSWER_MS = 10_000;

/** A question that is under way. */
export interface Probe {
  readonly at: number;
  /** Up to where the sound had been sent before. */
  readonly cursor: number;
}

export interface LineContext {
  readonly clock: Clock;
  /** Up to where the sound was sent. */
  readonly cursor: () => number;
  /** Whether something is to come. */
  readonly isAwaited: () => boolean;
  /** Asks the server something that changes nothing. */
  readonly send: () => void;
  /** It does not answer any more. */
  readonly handleDead: () => void;
}

export class RealtimeLine {
  readonly #context: LineContext;
  #heardAt: number;
  #cursorThen = 0;
  #probe: Probe | undefined;
  #cancelWatch: () => void = noop;

  constructor(context: LineContext) {
    this.#context = context;
    this.#heardAt = context.clock.now();
    this.#watch();
  }

  /** Whether the answer to a question is to come. */
  get isAsking(): boolean {
    return this.#probe !== undefined;
  }

  /** Something came. */
  handleEvent(): void {
    this.#heardAt = this.#context.clock.now();
    this.#cursorThen = this.#context.cursor();
  }

  /** One question at a time. */
  ask(): void {
    if (this.#probe) return;
    const { clock, cursor, send } = this.#context;
    this.#probe = { at: clock.now(), cursor: cursor() };
    send();
  }

  /** The answer came. @returns the question, if there was one */
  takeProbe(): Probe | undefined {
    const probe = this.#probe;
    this.#probe = undefined;
    return probe;
  }

  /** Whether it is known to be alive; else the server is asked. */
  confirm(): boolean {
    if (this.#context.clock.now() - this.#heardAt < HEARD_MS) return true;
    this.ask();
    return false;
  }

  dispose(): void {
    this.#cancelWatch();
  }

  #watch(): void {
    const { clock, cursor, isAwaited, handleDead } = this.#context;
    this.#cancelWatch = clock.setTimeout(() => {
      const now = clock.now();
      const probe = this.#probe;
      if (probe && now - Math.max(probe.at, this.#heardAt) >= ANSWER_MS) {
        handleDead();
        return;
      }
      const isBusy = cursor() > this.#cursorThen || isAwaited();
      if (isBusy && now - this.#heardAt >= SILENT_MS) this.ask();
      this.#watch();
    }, WATCH_MS);
  }
}

const noop = (): void => undefined;
