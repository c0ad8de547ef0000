/** The end of an utterance that somebody has asked for: waits until nothing is to come any more, and says so where nothing came. */
import type { Clock } from "../../core/clock.js";
import type { RealtimeLine } from "./realtime-line.js";

/** How long a server that takes turns may take to end one after the silence that was sent for it. */
const TURN_END_MS = 1500;

export interface UtteranceEndContext {
  readonly clock: Clock;
  readonly line: Pick<RealtimeLine, "ask" | "isAsking">;
  /** The server takes no turns: it answers every commit. */
  readonly isManual: boolean;
  readonly isSpeaking: () => boolean;
  /** Whether nothing is to come, as far as the server has said. */
  readonly isSettled: () => boolean;
  /** Ends a turn that the server does not end. */
  readonly commitNow: () => void;
  /** Nothing was said, and nothing is to come. */
  readonly handleNothing: () => void;
}

export class UtteranceEnd {
  readonly #context: UtteranceEndContext;
  #isAwaited = false;
  /** The question that is under way is about it. */
  #isAsking = false;
  #cancelWait: () => void = noop;

  constructor(context: UtteranceEndContext) {
    this.#context = context;
  }

  /** Awaits it. @param send sends what is left of the sound, to which the server may answer at once */
  await(send: () => void): void {
    this.#isAwaited = true;
    send();
    this.#cancelWait();
    if (this.#context.isManual) this.finishIfSettled();
    else this.#wait();
  }

  /** Something is settled that might have had words. */
  finishIfSettled(): void {
    if (this.take()) this.#context.handleNothing();
  }

  /** Whether it is here, and was awaited: it is awaited no more then. */
  take(): boolean {
    const isHere = this.#isAwaited && this.#context.isSettled();
    if (isHere) this.#isAwaited = false;
    return isHere;
  }

  /** The server has answered. @returns whether the question was about this end */
  takeAnswer(): boolean {
    const isAnswered = this.#isAsking;
    this.#isAsking = false;
    return isAnswered;
  }

  dispose(): void {
    this.#cancelWait();
  }

  /** A server that takes turns may need to be helped, and never says that there was none. */
  #wait(): void {
    const { clock, line, isSpeaking, isSettled, commitNow } = this.#context;
    this.#cancelWait = clock.setTimeout(() => {
      if (isSpeaking()) commitNow();
      else if (!isSettled()) return;
      // The answer to an older question says nothing of the newest sound.
      else if (line.isAsking) this.#wait();
      else {
        this.#isAsking = true;
        line.ask();
      }
    }, TURN_END_MS);
  }
}

const noop = (): void => undefined;
